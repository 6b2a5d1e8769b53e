import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Schema } from "effect"
import { resolveKey } from "../../../src/services/settings/resolveKey.ts"
import { SettingsFiles } from "../../../src/services/settings/SettingsFiles.ts"
import { Approvals } from "../../../src/services/settings/Approvals.ts"
import { Settings } from "../../../src/services/settings/Settings.ts"
import { Trust } from "../../../src/services/settings/Trust.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import { valueFromText } from "../../../src/services/settings/valueFromText.ts"
import { valueAt } from "../../../src/services/settings/valuePath.ts"
import { contentOf, json, local, machine, project, user, type World } from "./world.ts"

const world = (options: World = {}) =>
  SettingsFiles.layer.pipe(
    Layer.provideMerge(Trust.layer),
    Layer.provideMerge(Paths.layer),
    Layer.provideMerge(machine(options))
  )

const withFiles = (options: World) => Effect.provide(world(options))

describe("SettingsFiles", () => {
  it.effect("makes a missing file, for the user alone where it is the user's", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const files = yield* SettingsFiles
      assert.deepStrictEqual(yield* files.set("user", "model", "a/b"), { file: user, changed: true })
      assert.deepStrictEqual(yield* files.set("project", "permissions.mode", "plan"), { file: project, changed: true })
      assert.deepStrictEqual(yield* files.set("local", "env.A.B", "x"), { file: local, changed: true })
      assert.strictEqual(yield* contentOf(user), '{\n  "model": "a/b"\n}\n')
      assert.strictEqual((yield* fs.stat(user)).mode & 0o777, 0o600)
      assert.strictEqual((yield* fs.stat(project)).mode & 0o777, 0o644)
      assert.deepStrictEqual(yield* files.read("local"), { env: { "A.B": "x" } })
      assert.deepStrictEqual(yield* fs.readDirectory("/home/ann/.coderx"), ["config.json"])
    }).pipe(withFiles({}))
  )

  it.effect("keeps comments, unknown keys, the byte-order mark, the mode and the link of a file", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const files = yield* SettingsFiles
      yield* files.set("user", "model", "c/d")
      assert.strictEqual(yield* fs.readLink(user), "/dot/config.json")
      const bytes = yield* fs.readFile("/dot/config.json")
      assert.deepStrictEqual([...bytes.slice(0, 3)], [0xef, 0xbb, 0xbf])
      assert.strictEqual(new TextDecoder().decode(bytes), '{ // mine\n  "model": "c/d",\n  "later": [1]\n}')
      assert.strictEqual((yield* fs.stat("/dot/config.json")).mode & 0o777, 0o640)
    }).pipe(
      withFiles({
        files: {
          [user]: { link: "/dot/config.json" },
          "/dot/config.json": {
            file: new TextEncoder().encode('\ufeff{ // mine\n  "model": "a/b",\n  "later": [1]\n}'),
            mode: 0o640
          }
        }
      })
    )
  )

  it.effect("writes the YAML file where there is one", () =>
    Effect.gen(function* () {
      const files = yield* SettingsFiles
      yield* files.set("project", "permissions.deny", ["Edit"])
      yield* files.addRule("project", "deny", "Bash(rm *)")
      assert.deepStrictEqual(yield* files.addRule("project", "deny", "Edit"), {
        file: "/w/.coderx/config.yaml",
        changed: false
      })
      const text = yield* contentOf("/w/.coderx/config.yaml")
      assert.strictEqual(text, "model: a/b # mine\npermissions:\n  deny:\n    - Edit\n    - Bash(rm *)\n")
      yield* files.unset("project", "permissions.deny")
      assert.strictEqual(yield* contentOf("/w/.coderx/config.yaml"), "model: a/b # mine\npermissions:\n")
    }).pipe(withFiles({ files: { "/w/.coderx/config.yaml": "model: a/b # mine\n" } }))
  )

  const invalid: ReadonlyArray<readonly [name: string, content: string | Uint8Array]> = [
    ["cut off", '{"model": "x"'],
    ["a list", "[]"],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0])],
    ["wrong in another value", '{"maxTurns": "many", "model": "a"}'],
    ["with a key twice", '{"model":"a","model":"b"}']
  ]
  for (const [name, content] of invalid) {
    it.effect(`never touches a file that is ${name}`, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const files = yield* SettingsFiles
        const before = yield* fs.readFile(user)
        for (const change of [
          files.set("user", "model", "y"),
          files.unset("user", "model"),
          files.addRule("user", "allow", "Read")
        ]) {
          const error = yield* Effect.flip(change)
          assert.strictEqual(error._tag, "SettingsFileRefused")
        }
        assert.deepStrictEqual(yield* fs.readFile(user), before)
      }).pipe(withFiles({ files: { [user]: content } }))
    )
  }

  const refused: ReadonlyArray<readonly [key: string, value: unknown, message: RegExp]> = [
    ["modle", "x", /Did you mean model\?/],
    ["permissions.alow", [], /Did you mean permissions\.allow\?/],
    ["ANTHROPIC_API_KEY", "sk-secret", /not kept in settings/],
    ["maxTurns", "many", /expected number/],
    ["permissions.mode", "yolo", /does not take "yolo": expected "default"/],
    ["permissions.mode", "plam", /did you mean plan\? Nothing was changed/],
    ["permissions.allow", ["Bsah"], /did you mean Bash/],
    ["providers.p.apiKeyEnv", "K", /missing key/i],
    ["constructor", 1, /no setting/],
    ["env.__proto__", "x", /no setting/]
  ]
  for (const [key, value, message] of refused) {
    it.effect(`refuses ${key} = ${json(value)} and changes nothing`, () =>
      Effect.gen(function* () {
        const files = yield* SettingsFiles
        const error = yield* Effect.flip(files.set("user", key, value))
        assert.match(String(error["~effect/cli/CliError/userMessage"]), message)
        assert.notInclude(String(error["~effect/cli/CliError/userMessage"]), "sk-secret")
        assert.strictEqual(yield* contentOf(user), undefined)
      }).pipe(withFiles({}))
    )
  }

  it.effect("sets one field of a provider at a time", () =>
    Effect.gen(function* () {
      const files = yield* SettingsFiles
      yield* files.set("user", "providers.my.box.baseUrl", "http://127.0.0.1:8080/v1")
      yield* files.set("user", "providers.my.box.apiKeyEnv", "BOX_KEY")
      assert.deepStrictEqual(yield* files.read("user"), {
        providers: { "my.box": { baseUrl: "http://127.0.0.1:8080/v1", apiKeyEnv: "BOX_KEY" } }
      })
      yield* files.unset("user", "providers.my.box.apiKeyEnv")
      assert.deepStrictEqual(yield* files.read("user"), {
        providers: { "my.box": { baseUrl: "http://127.0.0.1:8080/v1" } }
      })
    }).pipe(withFiles({}))
  )

  it.effect("does not follow a link out of the project", () =>
    Effect.gen(function* () {
      const files = yield* SettingsFiles
      const error = yield* Effect.flip(files.set("project", "model", "x/y"))
      assert.match(error.message, /link out of the project/)
      assert.strictEqual(yield* contentOf("/etc/thing.json"), "{}")
    }).pipe(withFiles({ files: { "/etc/thing.json": "{}", [project]: { link: "/etc/thing.json" } } }))
  )

  it.effect("leaves the old file and nothing else where the disk is full", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const files = yield* SettingsFiles
      const error = yield* Effect.flip(files.set("user", "model", "c/d"))
      assert.match(error.message, /cannot be written/)
      assert.strictEqual(yield* contentOf(user), '{"model":"a/b"}')
      assert.deepStrictEqual(yield* fs.readDirectory("/home/ann/.coderx"), ["config.json"])
    }).pipe(
      withFiles({
        files: { [user]: '{"model":"a/b"}' },
        fault: (method, path) => (method === "rename" && path.includes(".tmp") ? "ENOSPC" : undefined)
      })
    )
  )

  it.effect("mends a wrong value by setting or taking out that very key", () =>
    Effect.gen(function* () {
      const files = yield* SettingsFiles
      yield* files.set("user", "maxTurns", 5)
      assert.strictEqual(yield* contentOf(user), '{"maxTurns": 5, "model": "a"}')
      yield* files.set("user", "model", "b")
    }).pipe(withFiles({ files: { [user]: '{"maxTurns": "many", "model": "a"}' } }))
  )

  it.effect("says what is wrong with a file", () =>
    Effect.gen(function* () {
      const files = yield* SettingsFiles
      assert.deepStrictEqual(
        (yield* files.check("user")).map(({ key, line }) => [key, line]),
        [["maxTurns", 2]]
      )
      assert.deepStrictEqual(yield* files.check("local"), [])
    }).pipe(withFiles({ files: { [user]: '{\n"maxTurns": -1}' } }))
  )
})

/** Some key with a value that it takes. */
const Assignment = Schema.Union([
  Schema.Tuple([Schema.Literals(["model", "theme", "env.A", "env.b.c", "modelStoragePath"]), Schema.NonEmptyString]),
  Schema.Tuple([Schema.Literal("permissions.mode"), Schema.Literals(["plan", "default", "bypassPermissions"])]),
  Schema.Tuple([
    Schema.Literals(["fallbackModels", "permissions.additionalDirectories"]),
    Schema.Array(Schema.NonEmptyString)
  ]),
  Schema.Tuple([Schema.Literal("offline"), Schema.Boolean]),
  Schema.Tuple([Schema.Literal("maxRetries"), Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 }))])
])

describe("set, then get", () => {
  for (const file of ["config.json", "config.yaml"]) {
    const text = file.endsWith("json") ? '{\n  // mine\n  "later": {"x": 1},\n}\n' : "# mine\nlater: {x: 1}\n"
    it.effect.prop(
      `gives the value back, from the file and by the loader (${file})`,
      [Schema.Array(Assignment)],
      ([assignments]) =>
        Effect.gen(function* () {
          const files = yield* SettingsFiles
          const wanted = new Map<string, unknown>()
          for (const [key, value] of assignments) {
            yield* files.set("user", key, value)
            wanted.set(key, value)
          }
          const document = yield* files.read("user")
          for (const [key, value] of wanted) {
            assert.deepStrictEqual(valueAt(document, resolveKey(key)?.path ?? []), value, key)
          }
          assert.deepStrictEqual(document["later"], { x: 1 })
          assert.include(yield* contentOf(`/home/ann/.coderx/${file}`), "mine")
          const { problems, values } = yield* Effect.provide(Settings, Layer.provide(Settings.layer, Approvals.layer))
          assert.deepStrictEqual(
            problems.map(({ key }) => key),
            ["later"]
          )
          assert.strictEqual(values.model, wanted.get("model") as string | undefined)
          for (const key of wanted.keys()) yield* files.unset("user", key)
          const left = yield* files.read("user")
          for (const key of wanted.keys()) assert.strictEqual(valueAt(left, resolveKey(key)?.path ?? []), undefined)
        }).pipe(withFiles({ files: { [`/home/ann/.coderx/${file}`]: text } }))
    )
  }
})

describe("valueFromText", () => {
  const rows: ReadonlyArray<readonly [key: string, text: string, value: unknown]> = [
    ["model", "5", "5"],
    ["maxTurns", "5", 5],
    ["offline", "true", true],
    ["offline", "yes", "yes"],
    ["env.PORT", "80", "80"],
    ["permissions.allow", "Bash(a, b)", ["Bash(a, b)"]],
    ["permissions.allow", '["Read"]', ["Read"]],
    ["providers.p", '{"baseUrl":"http://x"}', { baseUrl: "http://x" }],
    ["statusLine", '{"command":"x"}', { command: "x" }]
  ]
  for (const [key, text, value] of rows) {
    it(`${key} ${text}`, () =>
      assert.deepStrictEqual(valueFromText(key, resolveKey(key)?.schema ?? Schema.Never, text), value))
  }
})
