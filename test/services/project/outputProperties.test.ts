import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { it as effectIt } from "@effect/vitest"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { changesBetween } from "../../../src/services/project/output/changes.ts"
import { readOutput } from "../../../src/services/project/output/readOutput.ts"
import { type Report, testReport } from "../../../src/services/project/output/report.ts"
import { summaryForModel, summaryForUser } from "../../../src/services/project/output/summary.ts"

const data = join(import.meta.dirname, "../../data/testout")
const recorded = readdirSync(join(data, "recorded")).map((file) => readFileSync(join(data, "recorded", file), "utf8"))
const cases: ReadonlyArray<{ stdout: string; stderr: string }> = JSON.parse(
  readFileSync(join(data, "cases.json"), "utf8")
)
const texts = [...recorded, ...cases.map(({ stdout, stderr }) => `${stdout}\n${stderr}`)]
const lines = [...new Set(texts.flatMap((text) => text.split("\n")))]

const read = (text: string) => readOutput({ text, directory: "/work" })

const numbersOf = (report: Report | undefined): ReadonlyArray<number> => {
  if (report === undefined || report.kind === "run") return []
  const all =
    report.kind === "test"
      ? [report.passed, report.failed, report.skipped, report.errors]
      : [report.total, report.errors, report.warnings]
  return all.filter((one) => one !== undefined)
}

describe("outputs of any kind", () => {
  // Lines of all tools in any order: what is read is a number of lines or of the sums, and never less than nothing.
  effectIt.prop(
    "never give a number that cannot be",
    {
      picks: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))),
      text: Schema.String
    },
    ({ picks, text }) => {
      const mixed = [...picks.map((pick) => lines[pick % lines.length] ?? ""), text].join("\n")
      const report = read(mixed)
      for (const number of numbersOf(report)) {
        expect(Number.isSafeInteger(number)).toBe(true)
        expect(number).toBeGreaterThanOrEqual(0)
      }
      if (report === undefined) return
      expect(summaryForModel(report).length).toBeLessThanOrEqual(1000)
      expect(summaryForModel(report)).not.toMatch(/[\u0000-\u0008\u001b\u202e]/)
      expect(summaryForUser(report)).not.toMatch(/[\u0000-\u0008\u001b\u202e]/)
    },
    { arbitrary: { runs: 300 } }
  )

  effectIt.prop("of no tool are not read", { text: Schema.String }, ({ text }) => {
    expect(read(text)).toBeUndefined()
  })

  it("are read in time proportional to their length, however they are made", () => {
    for (const text of texts) read(text.repeat(Math.ceil(150_000 / text.length)))
    for (const line of lines) read(`${line}\n`.repeat(300))
    for (const line of lines.filter((one) => one !== "")) read(line.repeat(Math.ceil(20_000 / line.length)))
    const signs = [
      "\u001b]",
      "\u001b[",
      "\u001bP",
      "(",
      "[",
      "at (",
      " > ",
      " › ",
      "::",
      "a:1:1:",
      "1) ",
      "{",
      '[{"filePath":"',
      '{"Action":"',
      "\r",
      "\b",
      "|",
      "- ",
      "' in '"
    ]
    for (const sign of signs) read(sign.repeat(200_000))
  })

  it("with deep JSON are not read", () => {
    expect(read(`[{"filePath":"${"[".repeat(100_000)}`)).toBeUndefined()
    expect(read(`{"Action":"pass","Test":${"[".repeat(100_000)}`)).toBeUndefined()
    expect(read('[{"filePath":5,"messages":{"x":1}},7]\n')).toBeUndefined()
  })
})

describe("summaries", () => {
  const many = testReport("pytest", {
    passed: 10,
    failed: 500,
    failures: Array.from({ length: 500 }, (_, index) => ({
      name: `test_${index}`,
      file: "a.py",
      line: index,
      message: "x".repeat(290)
    }))
  })

  it("stay a few hundred characters, and say how much is left out", () => {
    const text = summaryForModel(many)
    expect(text.length).toBeLessThanOrEqual(1000)
    expect(text.split("\n")[0]).toBe("pytest: 500 failed, 10 passed")
    expect(text).toMatch(/… and 49\d more$/)
    expect(many.failures).toHaveLength(200)
    expect(summaryForUser(many).split("\n")).toHaveLength(27)
  })

  it("show what a name hides", () => {
    const report = testReport("jest", { passed: 0, failed: 1, failures: [{ name: "a\u001b[2Kb\nc\u202e" }] })
    expect(summaryForModel(report)).toBe("jest: 1 failed, 0 passed\n- a\\u001b[2Kb\\nc\\u202e")
  })

  it("say nothing of numbers that are not known", () => {
    expect(summaryForModel(testReport("go test", { passed: undefined, failed: undefined }))).toBe(
      "go test: no counts were told"
    )
    expect(summaryForModel(testReport("pytest", { passed: 0, failed: 0, skipped: 0, errors: 0 }))).toBe(
      "pytest: no tests ran"
    )
  })
})

describe("two runs of the same tests", () => {
  const run = (passed: number | undefined, ...failing: ReadonlyArray<string>) =>
    testReport("jest", { passed, failed: failing.length, failures: failing.map((name) => ({ name })) })

  it("tell what is mended and what is broken", () => {
    expect(changesBetween(run(3, "a", "b"), run(3, "b", "c"))).toEqual({ mended: ["a"], broken: ["c"] })
    expect(changesBetween(run(3, "a"), run(4))).toEqual({ mended: ["a"], broken: [] })
  })

  it("call nothing mended that may only be gone", () => {
    expect(changesBetween(run(3, "a", "b"), run(3, "b"))).toEqual({ mended: [], broken: [] })
    expect(changesBetween(run(undefined, "a"), run(undefined))).toEqual({ mended: [], broken: [] })
    const unnamed = testReport("jest", { passed: 3, failed: 2, failures: [{ name: "a" }] })
    expect(changesBetween(run(3, "a", "b"), unnamed)).toEqual({ mended: [], broken: [] })
    expect(changesBetween({ ...run(3, "a"), runner: "mocha" }, run(4))).toEqual({ mended: [], broken: [] })
  })
})
