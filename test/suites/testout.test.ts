import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { readOutput } from "../../src/services/project/output/readOutput.ts"
import type { Place, Report } from "../../src/services/project/output/report.ts"

interface Case {
  readonly name: string
  readonly kind: Report["kind"]
  readonly stdout: string
  readonly stderr: string
  readonly expect: Readonly<Record<string, unknown>>
}

const cases: ReadonlyArray<Case> = JSON.parse(
  readFileSync(join(import.meta.dirname, "../data/testout/cases.json"), "utf8")
)

const placesOf = (report: Report | undefined): ReadonlyArray<Place> => {
  if (report === undefined) return []
  if (report.kind === "test") return [...report.failures, ...report.broken]
  return report.kind === "lint" ? report.problems : report.frames
}

/** The report in the words of the suite. A place counts with its column and without. */
const told = (report: Report | undefined): Readonly<Record<string, unknown>> => {
  if (report?.kind === "test") {
    return {
      ...report,
      passed: report.passed ?? null,
      failures: report.failures.map(({ name }) => name),
      errors_at: report.broken.map(({ name }) => name),
      packages_failed: report.packages
    }
  }
  if (report?.kind === "lint") {
    return { ...report, diagnostics: report.total, codes: report.problems.map(({ code }) => code) }
  }
  return { ...report }
}

let right = 0
afterAll(() => console.log(`outputs of runners and linters: ${right} of ${cases.length} right`))

describe("testout/cases.json", () => {
  it("is whole", () => {
    expect(cases.length).toBeGreaterThanOrEqual(15)
  })

  it.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const report = readOutput({ text: `${one.stdout}\n${one.stderr}`, directory: "/work" })
    const { locations, ...expected } = one.expect
    expect(report?.kind).toBe(one.kind)
    const found = told(report)
    expect(Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]]))).toEqual(expected)
    const places = placesOf(report).map(({ column, file, line }) =>
      [file, line, column].filter((part) => part !== undefined).join(":")
    )
    for (const wanted of Array.isArray(locations) ? locations : []) {
      expect(
        places.some((place) => place === wanted || place.startsWith(`${wanted}:`)),
        `${wanted} in ${places}`
      ).toBe(true)
    }
    if (one.kind === "run") expect(places).toEqual(locations)
    right++
  })
})
