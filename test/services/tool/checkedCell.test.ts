import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { notebookEdit } from "../../../src/services/tool/notebookEdit.ts"
import { read } from "../../../src/services/tool/read.ts"
import { call, fileWorld } from "./fileWorld.ts"

const notebookOf = (source: string, metadata: object, type = "code") =>
  JSON.stringify({
    cells: [
      { cell_type: type, execution_count: null, id: "c1", metadata: {}, outputs: [], source: source.split(/(?<=\n)/) }
    ],
    metadata,
    nbformat: 4,
    nbformat_minor: 5
  })

const change = (rejectBroken: boolean, notebook: string, input: object) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const ws = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-cell-" }))
    yield* fs.writeFileString(`${ws}/n.ipynb`, notebook)
    const { text } = yield* Effect.provide(
      Effect.andThen(call(read, { file_path: "n.ipynb" }), call(notebookEdit, { notebook_path: "n.ipynb", ...input })),
      fileWorld({ host: { cwd: ws }, rejectBroken })
    )
    return { text, changed: (yield* fs.readFileString(`${ws}/n.ipynb`)) !== notebook }
  }).pipe(Effect.scoped, Effect.provide(nodeFileSystem))

const broken = /The cell parsed before and no longer does: line \d+, column \d+: .+\.$/
const javascript = { language_info: { name: "javascript" } }
const julia = { kernelspec: { language: "julia", name: "julia", display_name: "Julia" } }
const good = "def f(x):\n    return x\n"
const bad = "def f(x:\n    return x\n"

describe("a changed cell", () => {
  const table: ReadonlyArray<readonly [name: string, notebook: string, input: object, told: boolean]> = [
    ["Python that no longer parses", notebookOf(good, {}), { cell_id: "c1", new_source: bad }, true],
    ["Python that still parses", notebookOf(good, {}), { cell_id: "c1", new_source: "x = 1\n" }, false],
    ["what did not parse before", notebookOf(bad, {}), { cell_id: "c1", new_source: "def (" }, false],
    ["a new cell", notebookOf(good, {}), { new_source: bad, cell_type: "code", edit_mode: "insert" }, true],
    ["a new text", notebookOf(good, {}), { new_source: "def (", cell_type: "markdown", edit_mode: "insert" }, false],
    ["a cell that goes", notebookOf(good, {}), { cell_id: "c1", new_source: "def (", edit_mode: "delete" }, false],
    [
      "the kernel's own commands",
      notebookOf(good, {}),
      { cell_id: "c1", new_source: "%time f(1)\nif f(1):\n    !ls -la\nfiles = !ls\n" },
      false
    ],
    [
      "broken code beside them",
      notebookOf("%matplotlib inline\nx = 1\n", {}),
      { cell_id: "c1", new_source: "%matplotlib inline\nx = (1\n" },
      true
    ],
    [
      "a cell for another program",
      notebookOf(good, {}),
      { cell_id: "c1", new_source: "%%bash\nfor f in *; do\n" },
      false
    ],
    ["a question", notebookOf(good, {}), { cell_id: "c1", new_source: "f?" }, false],
    ["JavaScript", notebookOf("let a = 1", javascript), { cell_id: "c1", new_source: "let a = (1" }, true],
    ["a language without a grammar", notebookOf("a = 1", julia), { cell_id: "c1", new_source: "a = (1" }, false]
  ]
  for (const [name, notebook, input, told] of table) {
    it.live(`${told ? "tells" : "says nothing"} of ${name}`, () =>
      Effect.gen(function* () {
        const { changed, text } = yield* change(false, notebook, input)
        expect(broken.test(text), text).toBe(told)
        expect(changed).toBe(true)
      })
    )
  }

  it.live("is left as it was with edits.rejectBroken", () =>
    Effect.gen(function* () {
      const { changed, text } = yield* change(true, notebookOf(good, {}), { cell_id: "c1", new_source: bad })
      expect(text).toMatch(/^! n\.ipynb was not changed, .+ The cell parsed before and no longer does: line \d+/)
      expect(changed).toBe(false)
    })
  )
})
