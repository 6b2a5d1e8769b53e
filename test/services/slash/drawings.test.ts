import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import type { ContextUsage } from "../../../src/services/agent/contextUsage.ts"
import { report, type Spent } from "../../../src/services/session/usage.ts"
import { builtinFacts } from "../../../src/services/slash/builtinFacts.ts"
import { contextLines } from "../../../src/services/slash/contextPicture.ts"
import { listRight, listRows } from "../../../src/services/session/sessionTable.ts"
import { plain, tabled } from "../../../src/services/slash/drawn.ts"
import { helpLines } from "../../../src/services/slash/help.ts"
import type { SlashView } from "../../../src/services/slash/SlashOutcome.ts"
import { usageLines } from "../../../src/services/slash/usageChart.ts"
import { cellWidth } from "../../../src/services/ui/text/cells.ts"

const view = (width: number): SlashView => ({ width, theme: { paint: (_, text) => text } })

const source = (kind: ContextUsage["sources"][number]["kind"], name: string, tokens: number, cached?: boolean) => ({
  kind,
  name,
  tokens,
  share: tokens / 40_000,
  cached
})

const usage: ContextUsage = {
  model: "claude-sonnet-5-5",
  tokens: 40_000,
  window: 200_000,
  categories: [],
  sources: [
    source("tool", "Bash", 1000, true),
    source("tool", "mcp__very_long_server_name__and_a_very_long_tool_name_that_goes_on", 2000, true),
    source("system", "System prompt", 1500, true),
    source("memory", "/work/日本語の長い名前/AGENTS.md", 500, true),
    source("message", "You: hi\u001b[31m there", 10, false),
    source("message", "Reply: ok", 4990, false),
    source("result", "Read src/services/agent/loop.ts", 30_000, false)
  ]
}

describe("/context", () => {
  it("shows the window as a picture, the kinds, and every source with its tokens, share and cache", () => {
    expect(contextLines(usage, view(64), false)).toMatchInlineSnapshot(`
      [
        "claude-sonnet-5-5: 40k of 200k tokens (20 %)",
        "",
        " SSMTTTTTmmmmmmmrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr",
        " ····························································",
        " ····························································",
        " ····························································",
        " ····························································",
        "",
        " S System prompt    1500    0.8 %  cached",
        " M Memory files      500    0.3 %  cached",
        " T Tools            3000    1.5 %  cached",
        " m Messages         5000    2.5 %  not cached",
        " r Tool results      30k     15 %  not cached",
        " · Free             160k     80 %",
        "",
        "Every source",
        " Read src/services/agent/loop.ts        30k     15 %  not cached",
        " Reply: ok                             4990    2.5 %  not cached",
        " mcp__very_long_server_name__and_a…    2000    1.0 %  cached",
        " System prompt                         1500    0.8 %  cached",
        " Bash                                  1000    0.5 %  cached",
        " /work/日本語の長い名前/AGENTS.md       500    0.3 %  cached",
        " You: hi\\u001b[31m there                 10   <0.1 %  not cached",
      ]
    `)
  })

  it("names the largest where there are many, and all where they are asked for", () => {
    const many = Array.from({ length: 60 }, (_, index) => source("message", `You: ${index}`, 60 - index, false))
    const large = { ...usage, sources: many }
    const lines = contextLines(large, view(80), false)
    expect(lines.at(-1)).toBe(" and 20 more: /context all")
    expect(lines.some((line) => line.includes("You: 39"))).toBe(true)
    expect(lines.some((line) => line.includes("You: 40"))).toBe(false)
    expect(contextLines(large, view(80), true).some((line) => line.includes("You: 59"))).toBe(true)
  })

  it("draws an empty window and one that is overfull", () => {
    expect(contextLines({ ...usage, tokens: 0, sources: [] }, view(40), false)[2]).toBe(` ${"·".repeat(38)}`)
    expect(contextLines({ ...usage, window: 1000 }, view(40), false).join("")).not.toContain("·".repeat(3))
    expect(contextLines({ ...usage, window: 0 }, view(40), false).length).toBeGreaterThan(5)
  })
})

const spent = (at: string, model: string, tokens: number, costUsd: number | null): Spent => ({
  at,
  model,
  usage: { inputTokens: tokens, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 10 },
  costUsd
})
const told = report(
  [
    spent("2026-11-20T10:00:00.000Z", "anthropic/claude-sonnet-5-5", 100_000, 0.4),
    spent("2026-11-21T10:00:00.000Z", "anthropic/claude-sonnet-5-5", 400_000, 1.6),
    spent("2026-11-21T11:00:00.000Z", "ollama/qwen3:8b", 20_000, 0),
    spent("2026-11-21T12:00:00.000Z", "local/unknown", 20_000, null)
  ],
  "UTC",
  undefined
)

describe("/usage", () => {
  it("draws a bar for each model and each day", () => {
    expect(usageLines(told, view(80))).toMatchInlineSnapshot(`
      [
        "By model",
        "anthropic/claude-sonnet-5…  ████████████████  $2.00    500k in  0 cached  20 out",
        "ollama/qwen3:8b                               $0.00    20k in   0 cached  10 out",
        "local/unknown                                 unknown  20k in   0 cached  10 out",
        "",
        "By day",
        "2026-11-20  ██████                    $0.40            100k in  0 cached  10 out",
        "2026-11-21  ████████████████████████  $1.60 + unknown  440k in  0 cached  30 out",
        "",
        "In all: $2.00 + unknown  540k in  0 cached  40 out",
      ]
    `)
  })

  it("counts tokens where nothing costs anything", () => {
    const free = report(
      [spent("2026-11-20T10:00:00.000Z", "a", 10, 0), spent("2026-11-21T10:00:00.000Z", "a", 30, 0)],
      "UTC",
      undefined
    )
    const lines = usageLines(free, view(60)).filter((line) => line.startsWith("2026"))
    expect(lines.map((line) => line.replace(/[^█▏▎▍▌▋▊▉]/g, "").length)).toSatisfy(
      (bars: ReadonlyArray<number>) => (bars[0] ?? 0) < (bars[1] ?? 0)
    )
  })
})

describe("a table", () => {
  it("goes on below its last column, and below the others where there is no room beside", () => {
    const rows = [
      ["NAME", "N", "WHAT"],
      ["one", "12", "it reads a file and tells what is in it"]
    ]
    expect(tabled(rows, { right: [1] }).draw?.(view(36))).toEqual([
      "NAME   N  WHAT",
      "one   12  it reads a file and tells",
      "          what is in it"
    ])
    expect(tabled(rows, { right: [1] }).draw?.(view(30))).toEqual([
      "NAME   N",
      "    WHAT",
      "one   12",
      "    it reads a file and tells",
      "    what is in it"
    ])
    expect(tabled(rows).text).toContain("it reads a file and tells what is in it")
  })
})

describe("every drawing", () => {
  const Width = Schema.Int.check(Schema.isBetween({ minimum: 20, maximum: 200 }))
  it.prop("fits the screen and holds no control character", { width: Width }, ({ width }) => {
    const lines = [
      ...contextLines(usage, view(width), false),
      ...usageLines(told, view(width)),
      ...helpLines(builtinFacts, view(width)),
      ...(tabled(
        [
          ["NAME", "1", "what 日本語 it does, at length ".repeat(4)],
          ["x", "2", ""]
        ],
        { right: [1] }
      ).draw?.(view(width)) ?? []),
      ...(plain("a table  of\u001b[2J 日本語\tthings\n".repeat(3)).draw?.(view(width)) ?? [])
    ]
    for (const line of lines) {
      expect(cellWidth(line)).toBeLessThanOrEqual(width)
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
    }
  })
})

describe("the sessions", () => {
  it("are a table whose titles are wrapped between words", () => {
    const one = {
      id: "5f0c9e6e-0000-4000-8000-000000000000",
      path: "/s/5f0c.jsonl",
      startedAt: "2026-01-01T00:00:00.000Z",
      updatedAt: "2026-01-01T00:00:00.000Z",
      records: 9,
      turns: 3,
      model: "anthropic/claude-sonnet-5",
      title: "mend the parser of the settings file and its reports",
      cwd: "/work/shop"
    }
    const rows = (all: boolean) => listRows([one], Date.parse(one.updatedAt), all)
    expect(tabled(rows(false), { right: listRight }).draw?.(view(80))?.slice(1)).toEqual([
      "5f0c9e6e  just now      3  anthropic/claude-sonnet-5  mend the parser of the",
      "                                                      settings file and its",
      "                                                      reports"
    ])
    const drawn = tabled(rows(true), { right: listRight }).draw?.(view(120)) ?? []
    expect(drawn.at(-1)?.trim()).toBe("/work/shop")
  })
})
