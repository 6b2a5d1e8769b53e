import { execFileSync } from "node:child_process"
import { describe, expect, it } from "@effect/vitest"
import { Cause } from "effect"
import { programReplaced } from "../../../src/services/domain/programReplaced.ts"
import { sentenceOf } from "../../../src/services/interactive/sentence.ts"

describe("a program that was replaced while it ran", () => {
  it("is told by what Node says when a part is not there", () => {
    const script = "import('/nowhere/part.js').catch((fault) => console.log(fault.code))"
    const code = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim()
    const fault = Object.assign(new Error("Cannot find module '/nowhere/part.js'"), { code })
    expect(programReplaced(fault)).toContain("coderx -c")
    expect(sentenceOf(Cause.die(fault))).toBe(programReplaced(fault))
  })

  it("is not suspected for any other fault", () => {
    for (const fault of [new Error("no"), { code: "ENOENT" }, undefined, null, "ERR_MODULE_NOT_FOUND"]) {
      expect(programReplaced(fault)).toBeUndefined()
    }
  })
})
