import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Path } from "effect"
import { CodeMaps } from "../../../src/services/codemap/CodeMaps.ts"
import type { MapQuery } from "../../../src/services/codemap/mapQuery.ts"
import { mapNotes, mapText } from "../../../src/services/codemap/render.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import { query, withFiles } from "./mapWorld.ts"

const map = (root: string, options: Partial<MapQuery> = {}) =>
  Effect.flatMap(CodeMaps, (maps) => maps.map(query(root, options)))

const pathsOf = (root: string, options: Partial<MapQuery> = {}) =>
  Effect.map(map(root, options), ({ files }) => files.map(({ path }) => path))

const write = (file: string, text: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.orDie(fs.writeFileString(file, text)))

const shop = {
  "src/cart.ts": "export class ShoppingCart {\n  addItem() {}\n}\n",
  "src/pay.py": "def pay_for(cart):\n    return ShoppingCart(cart)\n",
  "README.md": "# Shop\n"
}

describe("CodeMaps", () => {
  it.live("shows files by path, definitions by line", () =>
    withFiles(shop, (root) =>
      Effect.gen(function* () {
        const made = yield* map(root)
        expect(mapText(made)).toBe(
          "src/cart.ts:\n    1│export class ShoppingCart {\n    2│  addItem() {}\n\nsrc/pay.py:\n    1│def pay_for(cart):"
        )
        expect(made).toMatchObject({ cut: false, allFiles: 2, notices: [] })
        expect(mapNotes(made)).toEqual([])
      })
    )
  )

  it.live("leaves out what is ignored, secret, no code or too large, and says the last", () =>
    withFiles(
      {
        ...shop,
        ".gitignore": "build/\n",
        ".git/HEAD": "",
        "build/out.ts": "export class Built {}\n",
        "data.ts": `export const data = "${"x".repeat(1_000_001)}"\n`,
        "keys.ts": "export class Hidden {}\n"
      },
      (root) =>
        Effect.gen(function* () {
          const secret = (file: string) => Effect.succeed(file.endsWith("keys.ts"))
          const made = yield* map(root, { secret })
          expect(made.files.map(({ path }) => path)).toEqual(["src/cart.ts", "src/pay.py"])
          expect(made.notices).toEqual(["1 file over 1 MB left out"])
        })
    )
  )

  it.live("keeps to its budget, and says that there is more", () =>
    withFiles(shop, (root) =>
      Effect.gen(function* () {
        const made = yield* map(root, { budget: 15, focus: "pay_for" })
        expect(mapText(made)).toBe("src/pay.py:\n    1│def pay_for(cart):")
        expect(mapNotes(made)).toEqual([
          "the first 1 definitions, from 1 of 2 files; a larger budget, a query or a path shows others"
        ])
        expect((yield* map(root, { budget: 1 })).files).toEqual([])
      })
    )
  )

  it.live("starts from the files that were looked at", () =>
    withFiles(
      {
        "a.ts": "import { usedByA } from './x'\nusedByA()\n",
        "b.ts": "import { usedByB } from './y'\nusedByB()\n",
        "x.ts": "export function usedByA() {}\n",
        "y.ts": "export function usedByB() {}\n"
      },
      (root) =>
        Effect.gen(function* () {
          const path = yield* Path.Path
          expect(yield* pathsOf(root, { budget: 12, seen: [path.join(root, "b.ts")] })).toEqual(["y.ts"])
          expect(yield* pathsOf(root, { budget: 12, seen: [path.join(root, "a.ts")] })).toEqual(["x.ts"])
        })
    )
  )

  it.live("sees a change, a new file and one that went, at once and in the next run", () =>
    withFiles(shop, (root) =>
      Effect.gen(function* () {
        const path = yield* Path.Path
        const fs = yield* FileSystem.FileSystem
        yield* map(root)
        yield* write(path.join(root, "src/cart.ts"), "\nexport class Basket {}\n")
        yield* write(path.join(root, "src/new.go"), "package a\n\nfunc Added() {}\n")
        yield* Effect.orDie(fs.remove(path.join(root, "src/pay.py")))
        const now = mapText(yield* map(root))
        expect(now).toBe("src/cart.ts:\n    2│export class Basket {}\n\nsrc/new.go:\n    3│func Added() {}")
        const another = yield* Effect.provide(map(root), CodeMaps.layer, { local: true })
        expect(mapText(another)).toBe(now)
      })
    )
  )

  it.live("goes on without a cache, and with one that is damaged", () =>
    withFiles(shop, (root) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const path = yield* Path.Path
        const { cache } = yield* Paths
        const first = mapText(yield* map(root))
        const folder = path.join(cache, "codemap")
        const kept = (yield* Effect.orDie(fs.readDirectory(folder))).sort()
        expect(kept.map((name) => name.replace(/^\w+-/, ""))).toEqual(["graph.json", "outlines.json"])
        const modes = yield* Effect.forEach([folder, ...kept.map((name) => path.join(folder, name))], (file) =>
          Effect.map(Effect.orDie(fs.stat(file)), (info) => info.mode & 0o777)
        )
        expect(modes).toEqual([0o700, 0o600, 0o600])
        for (const name of kept) yield* write(path.join(folder, name), '{"version":1,"files":')
        expect(mapText(yield* Effect.provide(map(root), CodeMaps.layer, { local: true }))).toBe(first)
        yield* Effect.orDie(fs.remove(cache, { recursive: true }))
        yield* write(cache, "a file stands here")
        expect(mapText(yield* Effect.provide(map(root), CodeMaps.layer, { local: true }))).toBe(first)
      })
    )
  )

  it.live("shows one file whole, and refuses what it cannot know", () =>
    withFiles(shop, (root) =>
      Effect.gen(function* () {
        const path = yield* Path.Path
        expect(yield* pathsOf(path.join(root, "src/cart.ts"))).toEqual(["cart.ts"])
        expect((yield* Effect.flip(map(path.join(root, "README.md")))).message).toContain("no language")
        expect((yield* Effect.flip(map(path.join(root, "none")))).message).toContain("cannot be looked at")
      })
    )
  )

  it.live("parses in a tree too large to be parsed whole only what it shows, just as exactly", () =>
    withFiles(
      {
        ...shop,
        ...Object.fromEntries(
          Array.from({ length: 12 }, (_, at) => [
            `big/${at}.ts`,
            `export const big${at} = 1\n${"// padding\n".repeat(80_000)}`
          ])
        )
      },
      (root) =>
        Effect.gen(function* () {
          const made = yield* map(root, { focus: "src/cart.ts", budget: 400 })
          expect(mapText(made)).toContain("    2│  addItem() {}")
          expect(made.allFiles).toBe(14)
        })
    )
  )
})
