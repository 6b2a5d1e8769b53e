import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { detect } from "../../src/services/project/detect.ts"
import { ecosystems } from "../../src/services/project/ecosystems/all.ts"
import { detectionJson } from "../../src/services/project/report.ts"

interface Case {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly from?: string
  readonly expect: Readonly<Record<string, string | null>>
}

const cases: ReadonlyArray<Case> = JSON.parse(
  readFileSync(join(import.meta.dirname, "../data/detect/cases.json"), "utf8")
)

let right = 0
afterAll(() => console.log(`detect: ${right} of ${cases.length} trees right, ${ecosystems.length} ecosystems known`))

describe("detect/cases.json", () => {
  it("is whole", () => {
    expect(ecosystems.length).toBeGreaterThanOrEqual(34)
    expect(cases.length).toBeGreaterThanOrEqual(16)
  })

  it.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const found: Readonly<Record<string, unknown>> = detectionJson(
      detect({ files: new Map(Object.entries(one.files)) }, one.from),
      "/p"
    )
    const picked = Object.fromEntries(Object.keys(one.expect).map((key) => [key, found[key]]))
    expect(picked).toEqual(one.expect)
    right++
  })
})
