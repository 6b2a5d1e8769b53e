import { readFileSync } from "node:fs"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { ByteSize, Effect, FileSystem, Layer } from "effect"
import { readLine } from "../../src/commands/flags/argv.ts"
import { flagRows } from "../../src/commands/flags/grammar.ts"
import * as Node from "../../src/layers/node.ts"
import { printableJson } from "../../src/services/domain/printable.ts"
import { Host } from "../../src/services/host/Host.ts"
import { settingsNotices } from "../../src/services/frontend/notices.ts"
import { Instructions } from "../../src/services/instructions/Instructions.ts"
import { Settings } from "../../src/services/settings/Settings.ts"
import { SettingsFiles } from "../../src/services/settings/SettingsFiles.ts"
import { Workspace } from "../../src/services/workspace/Workspace.ts"
import { settings, type World } from "../services/settings/world.ts"

/** The rows of `bad-config.jsonl` that are about settings and memory, each through the loader that a run uses. */
interface Row {
  readonly id: string
  readonly kind: string
  readonly file: string
  readonly content?: string
  readonly content_b64?: string
  readonly content_gen?: {
    readonly prefix: string
    readonly repeat: string
    readonly times: number
    readonly suffix: string
  }
  readonly expect: string
  readonly why: string
}

const kinds = new Set(["settings", "project-settings", "mcp", "env-file", "project-doc", "cli-arg"])
const rows = readFileSync(new URL("../data/bad-config.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Row)
  .filter(({ kind }) => kinds.has(kind))

const place = (file: string): string => file.replace("{HOME}", "/home/ann").replace("{WS}", "/w")

const bytesOf = ({ content, content_b64 }: Row): Uint8Array =>
  content_b64 === undefined
    ? new TextEncoder().encode(content ?? "")
    : Uint8Array.from(Buffer.from(content_b64, "base64"))

const worldOf = (row: Row, trust = false): World => ({
  files: { [place(row.file)]: bytesOf(row) },
  flags: trust ? { trust } : {}
})

/** Everything that a run takes from settings and memory. */
const run = (world: World) =>
  Effect.gen(function* () {
    const found = yield* Settings
    const memory = yield* (yield* Instructions).load
    return { ...found, memory }
  }).pipe(
    Effect.provide(
      Layer.mergeAll(Instructions.layer.pipe(Layer.provide(Workspace.layer)), SettingsFiles.layer).pipe(
        Layer.provideMerge(settings(world))
      )
    )
  )

const inForce = ({ rules, values }: Settings["Service"]) => ({ rules, values })
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** No command of ours writes to the file while it is as it is. */
const neverWritten = (row: Row) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const files = yield* SettingsFiles
    const error = yield* Effect.flip(files.set("user", "theme", "dark"))
    assert.strictEqual(error._tag, "SettingsFileRefused")
    assert.include(error.message, place(row.file))
    assert.deepStrictEqual(yield* fs.readFile(place(row.file)), bytesOf(row))
  }).pipe(Effect.provide(SettingsFiles.layer.pipe(Layer.provideMerge(settings(worldOf(row))))))

const checks: Readonly<Record<string, (row: Row) => Effect.Effect<void, unknown>>> = {
  "error-named": (row) =>
    Effect.gen(function* () {
      const found = yield* run(worldOf(row))
      assert.isAtLeast(found.problems.length, 1)
      for (const problem of found.problems) {
        assert.strictEqual(problem.file, place(row.file))
        assert.isTrue(problem.line !== undefined || problem.key !== undefined, "names the place")
        assert.match(problem.reason, /\S/)
      }
      assert.deepStrictEqual(inForce(found), inForce(yield* run({})), "the defaults hold")
      yield* neverWritten(row)
    }),

  "safe-default": (row) =>
    Effect.gen(function* () {
      const found = yield* run(worldOf(row))
      const plain = yield* run({})
      assert.isAtLeast(found.problems.length, 1)
      for (const problem of found.problems) assert.isFalse(problem.fatalForFile)
      assert.deepStrictEqual(found.rules, [])
      const { rest, ...known } = found.values
      const expected = row.id === "b024" ? { ...plain.values, model: "b" } : plain.values
      assert.deepStrictEqual({ ...known, rest: {} }, expected)
      // What has no meaning is kept for later and changes nothing.
      for (const key of Object.keys(rest))
        assert.isTrue(
          found.problems.some((problem) => problem.key === key),
          key
        )
    }),

  accept: (row) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const found = yield* Settings
      assert.deepStrictEqual(found.problems, [])
      assert.strictEqual(found.values.model, "x")
      yield* (yield* SettingsFiles).set("user", "theme", "dark")
      const after = yield* fs.readFile(place(row.file))
      assert.deepStrictEqual([...after.slice(0, 3)], [0xef, 0xbb, 0xbf])
      assert.strictEqual(new TextDecoder().decode(after), '{"model":"x","theme":"dark"}')
    }).pipe(Effect.provide(SettingsFiles.layer.pipe(Layer.provideMerge(settings(worldOf(row)))))),

  inert: (row) =>
    Effect.gen(function* () {
      const found = yield* run(worldOf(row))
      const plain = yield* run({})
      const shown = [
        ...settingsNotices(found),
        ...found.memory.notices,
        printableJson(found.settled),
        printableJson(found.problems)
      ]
      for (const text of shown) assert.notMatch(text, control)
      assert.strictEqual(Reflect.get({}, "allow"), undefined)
      assert.strictEqual(Reflect.get(Object.prototype, "allow"), undefined)
      assert.deepStrictEqual(found.rules, [])
      const expected = row.id === "b044" ? { ...plain.values, model: "x\u001b]0;pwn\u0007\u202e" } : plain.values
      assert.deepStrictEqual(found.values, expected)
      if (row.kind !== "project-doc") return
      if (row.id === "b077") {
        assert.deepStrictEqual(found.memory.files, [])
        assert.match(found.memory.notices[0] ?? "", /AGENTS\.md was skipped/)
      } else
        assert.deepStrictEqual(
          found.memory.files.map(({ text }) => text),
          [row.content]
        )
    }),

  untrusted: (row) =>
    Effect.gen(function* () {
      const plain = yield* run({})
      const before = yield* run(worldOf(row))
      assert.deepStrictEqual(inForce(before), inForce(plain))
      assert.isAtLeast(before.withheld.length, 1)
      for (const item of before.withheld) assert.deepInclude(item, { file: place(row.file), why: "untrusted" })
      assert.match(settingsNotices(before).join("\n"), /not trusted/)
      const after = yield* run(worldOf(row, true))
      assert.notDeepEqual(inForce(after), inForce(plain))
    }),

  blocked: (row) =>
    Effect.gen(function* () {
      const opened: Array<string> = []
      const fault = (_: string, path: string) => {
        opened.push(path)
        return undefined
      }
      const plain = yield* run({})
      for (const trust of [false, true]) {
        const found = yield* run({ ...worldOf(row, trust), fault })
        assert.deepStrictEqual(inForce(found), inForce(plain), trust ? "trusted" : "untrusted")
        if (row.kind === "env-file") assert.notInclude(opened, place(row.file), "is never even looked at")
        else {
          assert.isAtLeast(found.withheld.length, 1)
          for (const item of found.withheld) assert.deepInclude(item, { file: place(row.file), why: "never" })
        }
      }
    }),

  bounded: (row) =>
    Effect.gen(function* () {
      const reads: Array<string> = []
      const size = ByteSize.bytes(row.content_gen?.times ?? 0)
      const found = yield* run({
        files: { [place(row.file)]: "{}" },
        wrap: (fs) => ({
          ...fs,
          stat: (path) => Effect.map(fs.stat(path), (info) => (path === place(row.file) ? { ...info, size } : info)),
          readFile: (path) => Effect.suspend(() => (reads.push(path), fs.readFile(path)))
        })
      })
      assert.deepStrictEqual(
        found.problems.map(({ file }) => file),
        [place(row.file)]
      )
      assert.match(found.problems[0]?.reason ?? "", /larger than/)
      assert.deepStrictEqual(reads, [], "not a byte of it is read")
      assert.deepStrictEqual(inForce(found), inForce(yield* run({})))
    })
}

/** An argument is text: the directory of that name is looked for, and nothing runs. */
const argument = (row: Row) =>
  Effect.gen(function* () {
    const argv = [row.content ?? ""]
    const line = readLine(argv, { flags: flagRows, commands: [] })
    assert.strictEqual("argv" in line ? line.argv[0] : undefined, argv[0])
    const directory = (row.content ?? "").slice("--cwd=".length)
    const error = yield* Effect.flip(Effect.provide(Host, Node.host(directory)))
    assert.strictEqual(error.directory, directory)
  })

const counts = new Map<string, number>()

describe("bad-config.jsonl", () => {
  for (const row of rows) {
    it.effect(`${row.id} ${row.kind}: ${row.expect} (${row.why})`, () =>
      Effect.gen(function* () {
        const check = row.kind === "cli-arg" ? argument : checks[row.expect]
        assert.isDefined(check, `there is a check for ${row.expect}`)
        if (check !== undefined) yield* check(row)
        counts.set(row.kind, (counts.get(row.kind) ?? 0) + 1)
      })
    )
  }

  it.effect("an empty file is the defaults, with a warning", () =>
    Effect.gen(function* () {
      for (const content of ["", "\n", "{}", "\ufeff"]) {
        const found = yield* run({ files: { "/home/ann/.coderx/config.json": content } })
        assert.deepStrictEqual(inForce(found), inForce(yield* run({})))
        assert.strictEqual(found.problems.length, content === "{}" ? 0 : 1)
      }
    })
  )

  afterAll(() => {
    const passed = [...counts].map(([kind, count]) => `${kind} ${count}`).join(", ")
    console.log(
      `bad-config: ${[...counts.values()].reduce((sum, count) => sum + count, 0)} of ${rows.length} rows hold (${passed})`
    )
  })
})
