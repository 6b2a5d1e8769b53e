import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, type Layer, Schema } from "effect"
import { components, lexical } from "../../../src/services/workspace/pathSyntax.ts"
import { protectedFromWrite } from "../../../src/services/workspace/protectedPaths.ts"
import { refuseWindowsForm } from "../../../src/services/workspace/windowsPaths.ts"
import type { Target } from "../../../src/services/workspace/Workspace.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { lead, pretendWorkspace } from "./pretend.ts"

const Row = Schema.Struct({
  id: Schema.String,
  setup: Schema.Array(Schema.Record(Schema.String, Schema.String)),
  path: Schema.String,
  op: Schema.Literals(["read", "write", "edit"]),
  expect: Schema.Literals(["allow", "deny"]),
  cwd: Schema.optionalKey(Schema.String),
  roots: Schema.optionalKey(Schema.Array(Schema.String)),
  rules: Schema.optionalKey(Schema.Unknown),
  race: Schema.optionalKey(Schema.String),
  platform: Schema.optionalKey(Schema.String)
})
type Row = typeof Row.Type

const decode = Schema.decodeUnknownSync(Row)
const rows = readFileSync(new URL("../../data/paths/paths.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => decode(JSON.parse(line)))
const here = rows.filter((row) => row.platform !== "windows")
const windows = rows.filter((row) => row.platform === "windows")

const fill = (text: string, parent: string) =>
  text
    .replaceAll("{WS}", `${parent}/ws`)
    .replaceAll("{OUT}", `${parent}/out`)
    .replaceAll("{HOME}", `${parent}/home`)
    .replaceAll("{PARENT}", parent)
    .replaceAll("{WSNAME}", "ws")
    .replaceAll("{OUTNAME}", "out")

const above = (path: string) => path.slice(0, path.lastIndexOf("/"))

/** Makes the row's world; what a file system cannot make (a socket in the pretend one) is planted before. */
const prepare = Effect.fnUntraced(function* (row: Row, parent: string, real: boolean) {
  const fs = yield* FileSystem.FileSystem
  for (const name of ["ws", "out", "home"]) yield* fs.makeDirectory(`${parent}/${name}`, { recursive: true })
  for (const step of row.setup) {
    const at = (key: string) => fill(step[key] ?? "", parent)
    const place = at("dir") || at("file") || at("symlink") || at("hardlink") || at("fifo") || at("socket")
    yield* fs.makeDirectory(above(place), { recursive: true })
    if (step["dir"] !== undefined) yield* fs.makeDirectory(place, { recursive: true })
    else if (step["file"] !== undefined) yield* fs.writeFileString(place, step["content"] ?? "")
    else if (step["symlink"] !== undefined) yield* fs.symlink(at("to"), place)
    else if (step["hardlink"] !== undefined) yield* fs.link(at("to"), place)
    else if (step["socket"] !== undefined && real) {
      yield* Effect.acquireRelease(
        Effect.callback<ReturnType<typeof createServer>>((resume) => {
          const server = createServer()
          server.listen(place, () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
      )
    }
  }
})

/** Whether a call would go through without a question, by the target alone. */
const open = (row: Row, target: Target | string): boolean => {
  if (typeof target === "string" || !target.inside) return false
  if (target.kind !== "file" && target.kind !== "directory" && target.kind !== "missing") return false
  if (row.op === "read") return target.protectedRead === undefined && target.kind !== "missing"
  return target.protectedWrite === undefined && target.links === 1
}

const judge = (row: Row, real: boolean) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const made = yield* fs.makeTempDirectoryScoped({ prefix: "coderx-paths-" })
    const parent = yield* fs.realPath(made)
    yield* prepare(row, parent, real)
    const cwd = fill(row.cwd ?? "{WS}", parent)
    const roots = (row.roots ?? []).map((root) => fill(root, parent)).filter((root) => root !== cwd)
    const workspace = pretendWorkspace({ host: { cwd, home: `${parent}/home` }, flags: { addDirs: roots } })
    return open(row, yield* Effect.provide(lead(fill(row.path, parent)), workspace))
  }).pipe(Effect.scoped)

/** A deny that only a rule or the open itself can give is tested where those are: Permission and Files. */
const byTargetAlone = (row: Row) => row.rules === undefined && row.race === undefined

const suite = (name: string, layer: Layer.Layer<FileSystem.FileSystem>, real: boolean) =>
  it.live(`no denied path is open and every allowed one is free: ${name}`, () =>
    Effect.gen(function* () {
      const chosen = here.filter(byTargetAlone).filter((row) => real || !row.setup.some((step) => "socket" in step))
      const wrong: Array<string> = []
      for (const row of chosen) {
        const opened = yield* judge(row, real)
        if (opened !== (row.expect === "allow")) wrong.push(`${row.id} ${row.op} ${row.path} should ${row.expect}`)
      }
      const denied = chosen.filter((row) => row.expect === "deny").length
      console.log(`paths, ${name}: ${denied} deny rows, ${chosen.length - denied} allow rows, ${wrong.length} wrong`)
      expect(wrong).toEqual([])
    }).pipe(Effect.provide(layer))
  )

describe("the corpus of paths", () => {
  suite("real files", nodeFileSystem, true)
  suite("pretend files", MemoryFileSystem.layer(), false)

  it("refuses or leaves outside every Windows form", () => {
    const open = windows.filter((row) => {
      if (refuseWindowsForm(row.path) !== undefined) return false
      const names = components(row.path, "win32")
      const absolute = /^[a-z]:$/i.test(names[0] ?? "") ? names : ["C:", "ws", ...names]
      const plain = lexical(absolute)
      return plain[0] === "C:" && plain[1] === "ws" && protectedFromWrite(plain.slice(2)) === undefined
    })
    console.log(`paths, Windows forms: ${windows.length} deny rows, ${open.length} open`)
    expect(windows.length).toBeGreaterThan(15)
    expect(open.map((row) => row.path)).toEqual([])
  })
})
