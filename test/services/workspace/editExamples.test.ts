import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { applyEdit } from "../../../src/services/workspace/edit/textEdit.ts"

const page = readFileSync(new URL("../../../docs/edits.md", import.meta.url), "utf8")

const examples = page
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.split("\n", 1)[0] ?? "",
    blocks: new Map([...section.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].map((block) => [block[1], block[2] ?? ""]))
  }))

describe("docs/edits.md", () => {
  it("has ten examples", () => expect(examples).toHaveLength(10))

  it.each(examples)("$title", ({ blocks }) => {
    const edit = { oldString: blocks.get("old") ?? "", newString: blocks.get("new") ?? "", replaceAll: false }
    const made = applyEdit(`${blocks.get("file")}\n`, edit)
    if (blocks.has("result")) {
      expect(Result.map(made, ({ text }) => text)).toEqual(Result.succeed(`${blocks.get("result")}\n`))
    } else {
      expect(Result.isFailure(made) ? made.failure.message : "made").toContain(blocks.get("refusal"))
    }
  })
})
