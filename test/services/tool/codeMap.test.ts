import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Option, Path } from "effect"
import * as Walk from "../../../src/layers/search/walk.ts"
import { CodeMaps } from "../../../src/services/codemap/CodeMaps.ts"
import { Stamps } from "../../../src/services/codemap/Stamps.ts"
import { codeMap } from "../../../src/services/tool/codeMap.ts"
import { read } from "../../../src/services/tool/read.ts"
import { Files } from "../../../src/services/workspace/Files.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { pdfs } from "../../../src/layers/pdfs.ts"
import { realImages, realSyntax } from "../codemap/mapWorld.ts"
import { permissionLayer } from "../permission/permissionWorld.ts"
import { call } from "./fileWorld.ts"

/** Stamps of any file system. */
const stampsOfFiles = Layer.effect(
  Stamps,
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    return Stamps.of({
      of: (root, paths) =>
        Effect.forEach(paths, (path) =>
          Effect.orElseSucceed(
            Effect.map(fs.stat(`${root}/${path}`), ({ mtime, size }) => ({
              size: Number(size),
              mtime: Option.getOrUndefined(mtime)?.getTime() ?? 0
            })),
            () => undefined
          )
        )
    })
  })
)

const files = {
  "/ws/src/cart.ts": "import { receiptFor } from './mail'\nexport class ShoppingCart {}\nreceiptFor()\n",
  "/ws/src/mail.ts": "export function receiptFor() {}\n",
  "/ws/private/keys.ts": "export class HiddenKeys {}\n",
  "/other/e.ts": "export class Elsewhere {}\n"
}

const world = (rules: ReadonlyArray<string> = []) =>
  Layer.mergeAll(CodeMaps.layer, Files.layer).pipe(
    Layer.provideMerge(Layer.mergeAll(Walk.layer, stampsOfFiles, realSyntax, realImages, pdfs)),
    Layer.provideMerge(permissionLayer({ cwd: "/ws", rules })),
    Layer.provideMerge(Layer.merge(MemoryFileSystem.layer({ files }), Path.layer))
  )

it("weighs at most 350 bytes", () => expect(JSON.stringify(codeMap.spec).length).toBeLessThanOrEqual(350))

it.live("gives paths that Read takes, and leaves out what may not be read", () =>
  Effect.gen(function* () {
    const all = yield* call(codeMap, {})
    expect(all.text).toContain("src/mail.ts:\n    1│export function receiptFor() {}")
    expect(all.text).toContain("ShoppingCart")
    expect(all.text).not.toContain("HiddenKeys")
    expect((yield* call(codeMap, { path: "src" })).text).toContain("src/mail.ts:\n")
    expect((yield* call(codeMap, { path: "src/mail.ts" })).text).toBe(
      "src/mail.ts:\n    1│export function receiptFor() {}"
    )
    expect((yield* call(codeMap, { path: "/other" })).text).toBe("/other/e.ts:\n    1│export class Elsewhere {}")
    const little = yield* call(codeMap, { query: "ShoppingCart", budget: 20 })
    expect(little.text).toContain("src/cart.ts:\n    2│export class ShoppingCart {}")
    expect(little.text).toMatch(/\n\[the first 1 definitions, from 1 of 3 files; .+\]$/)
  }).pipe(Effect.provide(world(["deny Read(/private/**)"])))
)

it.live("starts from what the session has read", () =>
  Effect.gen(function* () {
    yield* call(read, { file_path: "private/keys.ts" })
    expect((yield* call(codeMap, { budget: 15 })).text).toContain("HiddenKeys")
  }).pipe(Effect.provide(world()))
)

it.live("says what it cannot do", () =>
  Effect.gen(function* () {
    expect((yield* call(codeMap, { path: "none" })).text).toMatch(/^! There is no file or folder none/)
    expect((yield* call(codeMap, { budget: 0 })).text).toMatch(/^! The arguments of CodeMap are wrong/)
  }).pipe(Effect.provide(world()))
)
