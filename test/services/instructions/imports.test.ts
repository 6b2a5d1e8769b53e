import { assert, describe, it } from "@effect/vitest"
import { findImports } from "../../../src/services/instructions/imports.ts"

const rows: ReadonlyArray<readonly [name: string, text: string, paths: ReadonlyArray<string>]> = [
  ["a line", "@a.md", ["a.md"]],
  ["a sentence", "See @docs/a.md, (@b.md) and @~/c.md.", ["docs/a.md", "b.md", "~/c.md"]],
  ["a space in the name", "@my\\ notes.md x", ["my notes.md"]],
  ["a heading of it", "@a.md#part", ["a.md"]],
  ["an address", "mail x@a.md", []],
  ["two marks", "@a@b.md", []],
  ["a code span", "`@a.md` and ``x ` @b.md`` and @c.md", ["c.md"]],
  ["an open span", "` @a.md", ["a.md"]],
  ["a span over a line", "`x\n@a.md`\n@b.md", ["b.md"]],
  ["no span over a paragraph", "`x\n\n@a.md`", ["a.md"]],
  ["a block", "```\n@a.md\n```\n@b.md", ["b.md"]],
  ["a block in tildes", "~~~ts\n@a.md\n```\n@c.md\n~~~\n@b.md", ["b.md"]],
  ["a longer fence", "````\n```\n@a.md\n```\n````\n@b.md", ["b.md"]],
  ["a block that never ends", "@b.md\n```\n@a.md", ["b.md"]],
  ["a block in a list", "- x\n  ```\n  @a.md\n  ```\n- @b.md", ["b.md"]],
  ["a block in a quotation", "> ```\n> @a.md\n> ```\n\n@b.md", ["b.md"]],
  ["indented code", "text\n\n    @a.md\n\n@b.md", ["b.md"]],
  ["an indented list", "- x\n\n    @a.md", ["a.md"]],
  ["a comment", "<!-- @a.md\n --> @b.md", ["b.md"]],
  ["CRLF", "@a.md\r\n@b.md\r\n", ["a.md", "b.md"]],
  ["a bare mark", "@ @. @, a", []]
]

describe("findImports", () => {
  for (const [name, text, paths] of rows) {
    it(name, () => {
      const found = findImports(text)
      assert.deepStrictEqual(
        found.map(({ path }) => path),
        paths
      )
    })
  }

  it("looks at a large text in little time", () => {
    assert.strictEqual(findImports("`@a ".repeat(60_000)).length, 200)
    assert.deepStrictEqual(findImports("`".repeat(200_000)), [])
    const runs = Array.from({ length: 600 }, (_, index) => "`".repeat(index + 1)).join(" @a ")
    assert.strictEqual(findImports(runs).length, 200)
  })
})
