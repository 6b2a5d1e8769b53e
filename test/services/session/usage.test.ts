import { describe, expect, it } from "@effect/vitest"
import type { SessionRecord } from "../../../src/services/session/SessionRecord.ts"
import { dayIn, report, type Spent, spentIn } from "../../../src/services/session/usage.ts"
import { usageText } from "../../../src/services/session/usageText.ts"
import { compaction, input, reply, usage } from "./sessionsWorld.ts"

const spent = (at: string, model: string, tokens: number, costUsd: number | null): Spent => ({
  at,
  model,
  usage: usage(tokens, 0),
  costUsd
})

const header = (at: string, forkedFrom?: string): SessionRecord => ({
  _tag: "session",
  id: "s",
  at,
  v: 1,
  cwd: "/w",
  project: "/w",
  version: "1",
  ...(forkedFrom === undefined ? {} : { forkedFrom })
})

const all = [
  spent("2026-03-01T23:30:00.000Z", "anthropic/a", 100, 0.5),
  spent("2026-03-02T00:10:00.000Z", "anthropic/a", 50, 0.25),
  spent("2026-03-02T10:00:00.000Z", "ollama/b", 1_500_000, 0),
  spent("2026-03-03T10:00:00.000Z", "vllm/c", 7, null)
]

describe("usage", () => {
  it("counts replies and paid compactions", () => {
    const paid = { ...compaction("x"), model: "m/m", usage: usage(30), costUsd: 0.1 } as SessionRecord
    const counted = spentIn([
      header("2026-01-01T00:00:00.000Z"),
      input("x"),
      reply("a", { costUsd: 0.2 }),
      compaction("free"),
      paid
    ])
    expect(counted.map(({ costUsd, model }) => [model, costUsd])).toEqual([
      ["scripted/one", 0.2],
      ["m/m", 0.1]
    ])
  })

  it("counts what a fork copied once, where it was paid", () => {
    const copied = { ...reply("a"), at: "2026-01-01T00:00:00.000Z" } as SessionRecord
    const own = { ...reply("b"), at: "2026-01-03T00:00:00.000Z" } as SessionRecord
    expect(spentIn([header("2026-01-02T00:00:00.000Z", "other"), copied, own])).toHaveLength(1)
    expect(spentIn([header("2026-01-02T00:00:00.000Z"), copied, own])).toHaveLength(2)
  })

  it.each([
    ["UTC", "2026-03-01T23:59:59.000Z", "2026-03-01"],
    ["Europe/Berlin", "2026-03-01T23:30:00.000Z", "2026-03-02"],
    ["Europe/Berlin", "2026-07-01T22:00:00.000Z", "2026-07-02"],
    ["America/Los_Angeles", "2026-03-02T07:00:00.000Z", "2026-03-01"],
    ["Asia/Kathmandu", "2026-03-01T18:14:00.000Z", "2026-03-01"],
    ["Asia/Kathmandu", "2026-03-01T18:15:00.000Z", "2026-03-02"],
    ["Nowhere/At_All", "2026-03-01T18:15:00.000Z", "2026-03-01"],
    ["UTC", "not a date", "not a date"]
  ])("in %s the instant %s is on %s", (zone, at, day) => {
    const dayOf = dayIn(zone)
    expect(dayOf(at)).toBe(day)
    expect(dayOf(at)).toBe(day)
  })

  it("adds up by model and by day", () => {
    const told = report(all, "UTC", undefined)
    expect(told.models.map(({ model, calls, costUsd }) => [model, calls, costUsd])).toEqual([
      ["anthropic/a", 2, 0.75],
      ["ollama/b", 1, 0],
      ["vllm/c", 1, null]
    ])
    expect(told.days.map(({ day, calls }) => [day, calls])).toEqual([
      ["2026-03-01", 1],
      ["2026-03-02", 2],
      ["2026-03-03", 1]
    ])
    expect(told.total).toEqual({
      inputTokens: 1_500_157,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 0,
      calls: 4,
      costUsd: 0.75,
      unpriced: 1
    })
  })

  it("counts from a day on, in the user's time zone", () => {
    expect(report(all, "UTC", "2026-03-02").total.calls).toBe(3)
    expect(report(all, "Europe/Berlin", "2026-03-02").total.calls).toBe(4)
    expect(report([], "UTC", undefined).total).toMatchObject({ calls: 0, costUsd: null })
  })

  it("is shown as two tables, with bars where there is room", () => {
    expect(usageText(report(all, "UTC", undefined), 4)).toBe(
      [
        "MODEL        CALLS  INPUT  CACHED  OUTPUT             COST",
        "anthropic/a      2    150       0       0            $0.75",
        "ollama/b         1   1.5M       0       0            $0.00",
        "vllm/c           1      7       0       0          unknown",
        "all              4   1.5M       0       0  $0.75 + unknown",
        "",
        "DAY         CALLS  INPUT  CACHED  OUTPUT     COST",
        "2026-03-01      1    100       0       0    $0.50  ████",
        "2026-03-02      2   1.5M       0       0    $0.25  ██",
        "2026-03-03      1      7       0       0  unknown"
      ].join("\n")
    )
    expect(usageText(report(all, "UTC", undefined), 0)).not.toContain("█")
    expect(usageText(report([], "UTC", undefined), 4)).toContain("No model was called")
  })

  it("compares days by tokens where nothing costs anything", () => {
    const free = [
      spent("2026-03-01T10:00:00.000Z", "ollama/b", 100, 0),
      spent("2026-03-02T10:00:00.000Z", "ollama/b", 50, 0)
    ]
    expect(usageText(report(free, "UTC", undefined), 4)).toMatch(/████\n.*██$/)
  })
})
