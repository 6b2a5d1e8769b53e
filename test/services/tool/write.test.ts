import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, type Layer } from "effect"
import { edit } from "../../../src/services/tool/edit.ts"
import { multiEdit } from "../../../src/services/tool/multiEdit.ts"
import { notebookEdit } from "../../../src/services/tool/notebookEdit.ts"
import { read } from "../../../src/services/tool/read.ts"
import { write } from "../../../src/services/tool/write.ts"
import { hashOf } from "../../../src/services/workspace/fingerprint.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { call, fileWorld } from "./fileWorld.ts"

const systems: ReadonlyArray<readonly [string, Layer.Layer<FileSystem.FileSystem>]> = [
  ["Node", nodeFileSystem],
  ["memory", MemoryFileSystem.layer()]
]

type Services = Layer.Success<ReturnType<typeof fileWorld>> | FileSystem.FileSystem

const both = (
  title: string,
  body: (fs: FileSystem.FileSystem, ws: string) => Effect.Effect<void, unknown, Services>
) => {
  for (const [name, system] of systems) {
    it.live(`${title} (${name})`, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const ws = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-tools-" }))
        yield* Effect.provide(body(fs, ws), fileWorld({ host: { cwd: ws } }))
      }).pipe(Effect.scoped, Effect.provide(system))
    )
  }
}

describe("Write", () => {
  both("creates, then replaces what was read, and shows the difference", (fs, ws) =>
    Effect.gen(function* () {
      const created = yield* call(write, { file_path: "a/b.txt", content: "one\ntwo\n" })
      expect(created.text).toBe(`Created ${ws}/a/b.txt (2 lines).`)
      expect(created.output).toEqual({
        type: "create",
        filePath: `${ws}/a/b.txt`,
        structuredPatch: [],
        totalLines: 2,
        history: [{ path: `${ws}/a/b.txt`, before: null, after: hashOf(new TextEncoder().encode("one\ntwo\n")) }]
      })
      const changed = yield* call(write, { file_path: "a/b.txt", content: "one\n2\n3\n" })
      expect(changed.text).toBe(`Changed ${ws}/a/b.txt (3 lines now).\n     1  one\n     2 -two\n     2 +2\n     3 +3`)
      expect(changed.output).toEqual({
        type: "update",
        filePath: `${ws}/a/b.txt`,
        totalLines: 3,
        structuredPatch: [{ oldStart: 1, oldLines: 2, newStart: 1, newLines: 3, lines: [" one", "-two", "+2", "+3"] }],
        history: [
          {
            path: `${ws}/a/b.txt`,
            before: hashOf(new TextEncoder().encode("one\ntwo\n")),
            after: hashOf(new TextEncoder().encode("one\n2\n3\n"))
          }
        ]
      })
      expect((yield* call(write, { file_path: "a/b.txt", content: "one\n2\n3\n" })).text).toContain(
        "already had this content"
      )
      yield* fs.writeFileString(`${ws}/other`, "x")
      expect((yield* call(write, { file_path: "other", content: "y" })).text).toBe(
        "! other has not been read in this session: Read it first, then repeat the call."
      )
      expect(yield* fs.readFileString(`${ws}/other`)).toBe("x")
      expect((yield* call(write, { file_path: "a", content: "y" })).text).toBe(
        "! a cannot be written: it is a directory."
      )
    })
  )
})

describe("Edit", () => {
  both("changes one place of a file that was read", (fs, ws) =>
    Effect.gen(function* () {
      const text = `${Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join("\r\n")}\r\n`
      yield* fs.writeFileString(`${ws}/f`, text)
      const input = { file_path: "f", old_string: "line 10\nline 11", new_string: "line 10\nnew\nline 11" }
      expect((yield* call(edit, input)).text).toContain("has not been read in this session: Read it first")
      yield* call(read, { file_path: "f", offset: 9, limit: 4 })
      expect((yield* call(edit, input)).text).toBe(
        `Changed ${ws}/f (21 lines now).\n     8  line 8\n     9  line 9\n    10  line 10\n    11 +new\n    12  line 11\n    13  line 12\n    14  line 13`
      )
      expect(yield* fs.readFileString(`${ws}/f`)).toBe(text.replace("line 11", "new\r\nline 11"))
      const again = yield* call(edit, input)
      expect(again.text).toContain("old_string is not in the file")
      const two = yield* call(edit, { file_path: "f", old_string: "line 1\n", new_string: "x\n", replace_all: true })
      expect(two.output).toMatchObject({ places: 1, type: "update" })
      const all = yield* call(edit, { file_path: "f", old_string: "line 1", new_string: "row 1", replace_all: true })
      expect(all.text).toContain("in 10 places")
    })
  )
  both("says so where it forgave a slip", (fs, ws) =>
    Effect.gen(function* () {
      yield* fs.writeFileString(`${ws}/f`, "  a\n  b\n")
      yield* call(read, { file_path: "f" })
      const done = yield* call(edit, {
        file_path: "f",
        old_string: "     1\ta\n     2\tb",
        new_string: "     1\ta\n     2\tc"
      })
      expect(done.text).toContain("old_string did not match exactly (line numbers copied from Read and indentation)")
      expect(yield* fs.readFileString(`${ws}/f`)).toBe("  a\n  c\n")
    })
  )
  both("makes a file from an empty old_string, and refuses it over a text", (fs, ws) =>
    Effect.gen(function* () {
      expect((yield* call(edit, { file_path: "new", old_string: "", new_string: "x\n" })).text).toBe(
        `Created ${ws}/new (1 lines).`
      )
      expect((yield* call(edit, { file_path: "new", old_string: "", new_string: "y" })).text).toContain(
        "old_string is empty but the file has text"
      )
      expect((yield* call(edit, { file_path: "nwe", old_string: "x", new_string: "y" })).text).toBe(
        `! nwe does not exist. Did you mean ${ws}/new? Relative paths start at ${ws}.`
      )
      expect(yield* fs.readFileString(`${ws}/new`)).toBe("x\n")
    })
  )
  both("makes two edits of one file at once without losing one", (fs, ws) =>
    Effect.gen(function* () {
      yield* fs.writeFileString(`${ws}/f`, "a\nb\n")
      yield* call(read, { file_path: "f" })
      const results = yield* Effect.all(
        [
          call(edit, { file_path: "f", old_string: "a", new_string: "A" }),
          call(edit, { file_path: "f", old_string: "b", new_string: "B" })
        ],
        { concurrency: "unbounded" }
      )
      expect(results.map((result) => result.text.startsWith("Changed"))).toEqual([true, true])
      expect(yield* fs.readFileString(`${ws}/f`)).toBe("A\nB\n")
    })
  )
})

describe("MultiEdit", () => {
  both("makes all or none", (fs, ws) =>
    Effect.gen(function* () {
      yield* fs.writeFileString(`${ws}/f`, "a\nb\n")
      yield* call(read, { file_path: "f" })
      const some = (old: string) => ({
        file_path: "f",
        edits: [
          { old_string: "a", new_string: "A" },
          { old_string: old, new_string: "B" }
        ]
      })
      expect((yield* call(multiEdit, some("zzz"))).text).toContain("f: edit 2: old_string is not in the file")
      expect(yield* fs.readFileString(`${ws}/f`)).toBe("a\nb\n")
      expect((yield* call(multiEdit, some("b"))).text).toContain("in 2 places")
      expect(yield* fs.readFileString(`${ws}/f`)).toBe("A\nB\n")
      expect((yield* call(multiEdit, { file_path: "f", edits: [] })).text).toContain("edits")
    })
  )
})

describe("NotebookEdit", () => {
  both("changes one cell of a notebook that was read", (fs, ws) =>
    Effect.gen(function* () {
      const notebook = {
        cells: [{ cell_type: "code", execution_count: 3, id: "c1", metadata: {}, outputs: [], source: ["x"] }],
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5
      }
      yield* fs.writeFileString(`${ws}/n.ipynb`, `${JSON.stringify(notebook, null, 1)}\n`)
      const input = { notebook_path: "n.ipynb", cell_id: "c1", new_source: "y" }
      expect((yield* call(notebookEdit, input)).text).toContain("has not been read")
      yield* call(read, { file_path: "n.ipynb" })
      expect((yield* call(notebookEdit, input)).text).toBe(`Replaced the code cell c1 of ${ws}/n.ipynb.`)
      const expected = { ...notebook, cells: [{ ...notebook.cells[0], execution_count: null, source: ["y"] }] }
      expect(yield* fs.readFileString(`${ws}/n.ipynb`)).toBe(`${JSON.stringify(expected, null, 1)}\n`)
      expect((yield* call(notebookEdit, { ...input, cell_id: "zz" })).text).toBe(
        '! n.ipynb: there is no cell "zz"; the cells are c1. Nothing was changed.'
      )
    })
  )
})

describe("the specifications", () => {
  it.each([
    [read, 650],
    [write, 450],
    [edit, 650],
    [multiEdit, 700],
    [notebookEdit, 650]
  ] as const)("weigh little", (tool, limit) =>
    expect(Buffer.byteLength(JSON.stringify(tool.spec))).toBeLessThanOrEqual(limit)
  )
})
