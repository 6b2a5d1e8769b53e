import { expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { applyPatch } from "../../../src/services/tool/applyPatch.ts"
import type { CoderTool } from "../../../src/services/tool/CoderTool.ts"
import { edit } from "../../../src/services/tool/edit.ts"
import { multiEdit } from "../../../src/services/tool/multiEdit.ts"
import { notebookEdit } from "../../../src/services/tool/notebookEdit.ts"
import { read } from "../../../src/services/tool/read.ts"
import { write } from "../../../src/services/tool/write.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { call, fileWorld } from "./fileWorld.ts"

const notebook = JSON.stringify({
  cells: [{ cell_type: "code", id: "c1", metadata: {}, source: ["1\n"], outputs: [], execution_count: null }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5
})

const files = { "/ws/a.txt": "one\r\ntwo\r\n", "/ws/b.txt": "x\n", "/ws/n.ipynb": notebook, "/ws/bin": "\u0000\u0001" }

const previewOf = <R>(tool: CoderTool<R>, input: unknown) =>
  Effect.flatMap(tool.prepare(input), ({ preview }) => preview ?? Effect.succeed(undefined))

const within = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.provide(fileWorld()), Effect.provide(MemoryFileSystem.layer({ files })))

it.effect("a question shows what an edit would change, and writes nothing", () =>
  within(
    Effect.gen(function* () {
      for (const file_path of ["a.txt", "b.txt"]) yield* call(read, { file_path })
      yield* call(read, { file_path: "n.ipynb" })
      const a = { path: "a.txt", before: files["/ws/a.txt"] }
      expect(yield* previewOf(edit, { file_path: "a.txt", old_string: "two", new_string: "2" })).toEqual([
        { ...a, after: "one\r\n2\r\n" }
      ])
      const edits = [
        { old_string: "one", new_string: "1" },
        { old_string: "two", new_string: "2" }
      ]
      expect(yield* previewOf(multiEdit, { file_path: "a.txt", edits })).toEqual([{ ...a, after: "1\r\n2\r\n" }])
      expect(yield* previewOf(write, { file_path: "a.txt", content: "new\n" })).toEqual([{ ...a, after: "new\r\n" }])
      expect(yield* previewOf(write, { file_path: "c/d.txt", content: "new\n" })).toEqual([
        { path: "c/d.txt", before: "", after: "new\n" }
      ])
      const patch = "*** Begin Patch\n*** Add File: e.txt\n+e\n*** Update File: b.txt\n-x\n+y\n*** End Patch"
      expect(yield* previewOf(applyPatch, { input: patch })).toEqual([
        { path: "e.txt", before: "", after: "e\n" },
        { path: "b.txt", before: "x\n", after: "y\n" }
      ])
      const [cell] = (yield* previewOf(notebookEdit, {
        notebook_path: "n.ipynb",
        cell_id: "c1",
        new_source: "2"
      })) ?? [undefined]
      expect([cell?.before, cell?.after.includes('"2"')]).toEqual([notebook, true])
      const fs = yield* FileSystem.FileSystem
      expect(yield* fs.readFileString("/ws/a.txt")).toBe(files["/ws/a.txt"])
      expect(yield* fs.readFileString("/ws/b.txt")).toBe("x\n")
      expect((yield* fs.readDirectory("/ws")).sort()).toEqual(["a.txt", "b.txt", "bin", "n.ipynb"])
      // What was shown can still be done.
      expect((yield* call(edit, { file_path: "a.txt", old_string: "two", new_string: "2" })).text).not.toMatch(/^!/)
    })
  )
)

it.effect("shows nothing where the call will not be done", () =>
  within(
    Effect.gen(function* () {
      const change = { old_string: "x", new_string: "y" }
      expect(yield* previewOf(edit, { file_path: "b.txt", ...change })).toEqual([])
      yield* call(read, { file_path: "b.txt" })
      expect(yield* previewOf(edit, { file_path: "b.txt", old_string: "nope", new_string: "y" })).toEqual([])
      expect(yield* previewOf(edit, { file_path: "none.txt", ...change })).toEqual([])
      expect(yield* previewOf(write, { file_path: "bin", content: "y" })).toEqual([])
      expect(yield* previewOf(read, { file_path: "b.txt" })).toBeUndefined()
    })
  )
)
