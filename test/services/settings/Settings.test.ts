import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Cause } from "effect"
import type { MemoryEntry } from "../../layers/MemoryFileSystem.ts"
import { json, load, local, project, user, type World } from "./world.ts"

const reasons = (problems: ReadonlyArray<{ readonly reason: string }>) => problems.map(({ reason }) => reason)

describe("Settings: where a value comes from", () => {
  const all: World = {
    files: {
      [user]: json({ model: "a/user", maxTurns: 1, maxRetries: 1, effort: "low", theme: "dark", compactAt: 0.5 }),
      [project]: json({ model: "a/project", maxTurns: 1, maxRetries: 2, effort: "medium", theme: "light" }),
      [local]: json({ model: "a/local", maxTurns: 1, maxRetries: 3, effort: "high" })
    },
    env: { CODERX_MODEL: "a/environment", CODERX_MAX_TURNS: "7" },
    flags: { model: "a/flag" }
  }

  it.effect("puts flags before the environment, then local, project, user and the defaults", () =>
    Effect.gen(function* () {
      const { origin, values } = yield* load(all)
      assert.strictEqual(values.model, "a/flag")
      assert.strictEqual(values.maxTurns, 7)
      assert.strictEqual(values.maxRetries, 3)
      assert.strictEqual(values.effort, "high")
      assert.strictEqual(values.rest["theme"], "light")
      assert.strictEqual(values.compactAt, 0.5)
      assert.strictEqual(values.permissionMode, "default")
      assert.deepStrictEqual(origin("model"), { scope: "flag", file: undefined })
      assert.deepStrictEqual(origin("maxTurns"), { scope: "environment", file: undefined })
      assert.deepStrictEqual(origin("maxRetries"), { scope: "local", file: local })
      assert.deepStrictEqual(origin("theme"), { scope: "project", file: project })
      assert.deepStrictEqual(origin("compactAt"), { scope: "user", file: user })
      assert.deepStrictEqual(origin("permissions.mode"), { scope: "default", file: undefined })
    })
  )

  it.effect("puts --settings below the other flags and above the environment, as a file or as text", () =>
    Effect.gen(function* () {
      const inline = yield* load({ ...all, flags: { settings: '{"maxTurns": 9, "model": "a/inline"}' } })
      assert.strictEqual(inline.values.maxTurns, 9)
      const both = yield* load({
        files: { ...all.files, "/w/s.yaml": "maxTurns: 11\nmodel: a/file\n" },
        flags: { settings: "s.yaml", model: "a/flag" }
      })
      assert.strictEqual(both.values.model, "a/flag")
      assert.deepStrictEqual(both.origin("maxTurns"), { scope: "flag", file: "/w/s.yaml" })
    })
  )

  it.effect("refuses a --settings that cannot be used", () =>
    Effect.gen(function* () {
      for (const value of ["/nowhere.json", "{broken", '{"a":']) {
        const exit = yield* Effect.exit(load({ flags: { settings: value } }))
        assert.isTrue(Exit.isFailure(exit), value)
        if (Exit.isFailure(exit)) assert.match(Cause.pretty(exit.cause), /SettingsFlagRefused/)
      }
    })
  )

  it.effect("reads only the sources that --setting-sources names", () =>
    Effect.gen(function* () {
      const { values } = yield* load({ ...all, env: {}, flags: { settingSources: ["user"] } })
      assert.strictEqual(values.model, "a/user")
      const none = yield* load({ ...all, env: {}, flags: { settingSources: [] } })
      assert.strictEqual(none.values.model, undefined)
    })
  )

  it.effect("reads YAML where there is no JSON, and says which of two has no effect", () =>
    Effect.gen(function* () {
      const yaml = "/home/ann/.coderx/config.yaml"
      const alone = yield* load({ files: { [yaml]: "model: a/yaml # mine\npermissions:\n  deny: [Bash(rm *)]\n" } })
      assert.strictEqual(alone.values.model, "a/yaml")
      assert.deepStrictEqual(alone.rules, [{ behavior: "deny", text: "Bash(rm *)", scope: "user", file: yaml }])
      const both = yield* load({ files: { [yaml]: "model: a/yaml", [user]: json({ model: "a/json" }) } })
      assert.strictEqual(both.values.model, "a/json")
      assert.deepStrictEqual(reasons(both.problems), ["has no effect: config.json stands beside it"])
    })
  )

  it.effect("takes the nearer of two project files, in the working directory and at the root", () =>
    Effect.gen(function* () {
      const { values } = yield* load({
        cwd: "/w/packages/a",
        files: {
          [project]: json({ model: "a/root", maxRetries: 4 }),
          "/w/packages/a/.coderx/config.json": json({ model: "a/near" })
        }
      })
      assert.strictEqual(values.model, "a/near")
      assert.strictEqual(values.maxRetries, 4)
    })
  )

  it.effect("does not take the user's own directory for a project's", () =>
    Effect.gen(function* () {
      const { origin, withheld } = yield* load({
        cwd: "/home/ann",
        files: { [user]: json({ env: { A: "1" }, model: "a/user" }) }
      })
      assert.deepStrictEqual(withheld, [])
      assert.strictEqual(origin("env.A").scope, "user")
    })
  )

  it.effect("joins rules of every file, the strongest scope first, and expands directories", () =>
    Effect.gen(function* () {
      const { rules, values } = yield* load({
        files: {
          [user]: json({ permissions: { allow: ["Bash(ls)"], additionalDirectories: ["~/docs", "/opt/x"] } }),
          [project]: json({ permissions: { deny: ["Bash(rm *)"], ask: ["Write"] } }),
          "/w/.claude/settings.json": json({ permissions: { deny: ["WebFetch"] }, model: "opus" })
        },
        flags: { allowedTools: ["Read"], disallowedTools: ["Edit"], addDirs: ["../y"] }
      })
      assert.deepStrictEqual(
        rules.map(({ behavior, scope, text }) => `${scope} ${behavior} ${text}`),
        [
          "flag allow Read",
          "flag deny Edit",
          "project deny Bash(rm *)",
          "project ask Write",
          "user allow Bash(ls)",
          "claude deny WebFetch"
        ]
      )
      assert.deepStrictEqual(values.additionalDirectories, ["/y", "/home/ann/docs", "/opt/x"])
      assert.strictEqual(values.model, undefined)
    })
  )

  it.effect("reads the addresses of providers from the environment", () =>
    Effect.gen(function* () {
      const rows: ReadonlyArray<readonly [string, string]> = [
        ["127.0.0.1", "http://127.0.0.1:11434"],
        ["0.0.0.0:9", "http://127.0.0.1:9"],
        ["http://box:8080/", "http://box:8080"],
        ["https://box", "https://box:443"],
        [":77", "http://127.0.0.1:77"],
        ["[::1]:5", "http://[::1]:5"]
      ]
      for (const [written, read] of rows) {
        const { values } = yield* load({ env: { OLLAMA_HOST: written, OPENAI_BASE_URL: "http://o/v1" } })
        assert.deepStrictEqual(values.baseUrls, { ollama: read, openai: "http://o/v1" }, written)
      }
    })
  )

  it.effect("names the variable whose value is wrong, and goes on without it", () =>
    Effect.gen(function* () {
      const { problems, values } = yield* load({ env: { CODERX_PERMISSION_MODE: "yolo", CODERX_OFFLINE: "maybe" } })
      assert.strictEqual(values.permissionMode, "default")
      assert.deepStrictEqual(
        problems.map(({ file }) => file),
        ["$CODERX_PERMISSION_MODE", "$CODERX_OFFLINE"]
      )
    })
  )
})

describe("Settings: what is wrong in a file", () => {
  const rows: ReadonlyArray<{
    readonly name: string
    readonly content: MemoryEntry
    readonly problems: ReadonlyArray<readonly [line: number | undefined, key: string | undefined, reason: RegExp]>
  }> = [
    { name: "no file of text", content: { directory: true }, problems: [[undefined, undefined, /not a file/]] },
    { name: "empty", content: " \n", problems: [[undefined, undefined, /is empty/]] },
    { name: "only a comment", content: "// nothing\n", problems: [[undefined, undefined, /is empty/]] },
    { name: "a list", content: "\n[]", problems: [[1, undefined, /holds a list/]] },
    { name: "a missing comma", content: '{\n"model": "x"\n"theme": "y"}', problems: [[3, undefined, /comma missing/]] },
    { name: "a typing error", content: '{\n"modle": "x"}', problems: [[2, "modle", /did you mean model\?/]] },
    {
      name: "one inside",
      content: '{"permissions":{\n"alow": []}}',
      problems: [[2, "permissions.alow", /permissions\.allow\?/]]
    },
    {
      name: "a dotted key",
      content: '{"permissions.mode": "plan"}',
      problems: [[1, "permissions.mode", /a dot is no nesting/]]
    },
    { name: "a wrong type", content: '{\n"maxTurns": "many"}', problems: [[2, "maxTurns", /expected number/]] },
    {
      name: "a group of the wrong type",
      content: '{"permissions": []}',
      problems: [[1, "permissions", /expected an object/]]
    },
    { name: "out of range", content: '{"compactAt": 7}', problems: [[1, "compactAt", /between 0.1 and 0.95/]] },
    {
      name: "a bad element",
      content: '{"fallbackModels": ["a/b",\n3]}',
      problems: [[2, "fallbackModels.1", /expected string/]]
    },
    { name: "twice", content: '{"model": "a",\n"model": "b"}', problems: [[2, "model", /the last one holds/]] },
    {
      name: "a rule in half",
      content: '{"permissions":{"allow":["Bash(ls"]}}',
      problems: [[1, "permissions.allow.0", /cannot be read/]]
    },
    {
      name: "an unknown tool",
      content: '{"permissions":{"deny":["Raed"]}}',
      problems: [[1, "permissions.deny.0", /did you mean Read\?/]]
    },
    {
      name: "an address with a name in it",
      content: '{"baseUrls":{"x":"http://a@b"}}',
      problems: [[1, "baseUrls.x", /without a user name/]]
    }
  ]
  for (const { content, name, problems } of rows) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const found = yield* load({ files: { [user]: content } })
        assert.strictEqual(found.problems.length, problems.length, json(found.problems))
        for (const [index, [line, key, reason]] of problems.entries()) {
          const problem = found.problems[index]
          assert.strictEqual(problem?.file, user)
          assert.strictEqual(problem?.line, line)
          assert.strictEqual(problem?.key, key)
          assert.match(problem?.reason ?? "", reason)
        }
      })
    )
  }

  it.effect("keeps what is right beside what is wrong", () =>
    Effect.gen(function* () {
      const { rules, values } = yield* load({
        files: { [user]: '{"maxTurns": -1, "model": "a/b", "permissions": {"deny": ["Edit", 3], "mode": true}}' }
      })
      assert.strictEqual(values.model, "a/b")
      assert.strictEqual(values.maxTurns, undefined)
      assert.strictEqual(values.permissionMode, "default")
      assert.deepStrictEqual(
        rules.map(({ text }) => text),
        ["Edit"]
      )
    })
  )

  it.effect("takes the stricter meaning where a permission cannot be read", () =>
    Effect.gen(function* () {
      const files = { "/w/.claude/settings.json": json({}), [user]: "" }
      const load1 = (text: string, env: Readonly<Record<string, string>> = {}) =>
        load({ files: { ...files, [user]: text }, env })
      const guard = yield* load1('{"permissions":{"deny":"Bash(rm *)","allow":["Bash(ls)"],"mode":"acceptEdits"}}')
      assert.deepStrictEqual(
        guard.rules.map(({ behavior, text }) => [behavior, text]),
        [["deny", "Bash(rm *)"]]
      )
      assert.strictEqual(guard.values.permissionMode, "default")
      const dangerous = yield* load1('{"permissions":{"dangerous":"alow"}}')
      assert.strictEqual(dangerous.values.dangerous, "block")
      const plan = yield* load1('{"permissions":{"mode":"nonsense"}}', { CODERX_PERMISSION_MODE: "plan" })
      assert.strictEqual(plan.values.permissionMode, "plan")
    })
  )

  it.effect("takes the stricter of two permissions with one name", () =>
    Effect.gen(function* () {
      for (const file of [user, "/home/ann/.coderx/config.yaml"]) {
        const { problems, rules, values } = yield* load({
          files: {
            [file]:
              '{"permissions":{"deny":["Edit"],"mode":"plan","allow":["Read","Glob"]},\n"permissions":{"deny":["Write"],"mode":"bypassPermissions","allow":["Read","Bash"]}}'
          }
        })
        assert.strictEqual(values.permissionMode, "plan")
        assert.deepStrictEqual(
          rules.map(({ behavior, text }) => `${behavior} ${text}`),
          ["allow Read", "deny Edit", "deny Write"]
        )
        assert.match(problems[0]?.reason ?? "", /stricter/)
      }
    })
  )

  it.effect("knows Claude Code's name of the mode, and is silent on keys of its files", () =>
    Effect.gen(function* () {
      const { problems, values } = yield* load({
        files: {
          "/w/.claude/settings.json": json({
            permissions: { defaultMode: "plan", allow: ["Task", "WebSearch"] },
            outputStyle: "x"
          })
        }
      })
      assert.strictEqual(values.permissionMode, "plan")
      assert.deepStrictEqual(problems, [])
    })
  )

  it.effect("says that a directory of settings cannot be read", () =>
    Effect.gen(function* () {
      const file = yield* load({ files: { "/w/.coderx": "no directory" } })
      assert.deepStrictEqual(
        file.problems.map(({ file, reason }) => [file, reason]),
        [["/w/.coderx", "cannot be read (BadResource): no settings of it apply"]]
      )
      const secret = yield* load({
        fault: (method, path) => (path === "/home/ann/.coderx" && method === "readDirectory" ? "EACCES" : undefined)
      })
      assert.match(secret.problems[0]?.reason ?? "", /PermissionDenied/)
    })
  )

  it.effect("says that a file cannot be read, and goes on", () =>
    Effect.gen(function* () {
      const { problems, values } = yield* load({
        files: { [user]: "{}", [project]: json({ model: "a/b" }) },
        fault: (method, path) => (path === user && method === "readFile" ? "EACCES" : undefined)
      })
      assert.strictEqual(values.model, "a/b")
      assert.deepStrictEqual(
        problems.map(({ fatalForFile, reason }) => [fatalForFile, reason]),
        [[true, "cannot be read (PermissionDenied)"]]
      )
    })
  )
})

/** Files just below the limit of size, made to be slow. */
const hostile: ReadonlyArray<readonly [name: string, content: string]> = [
  ["unknown keys", `{${Array.from({ length: 60_000 }, (_, index) => `"k${index}x":1`).join()}}`],
  ["repeated keys", `{${'"model":"a",'.repeat(80_000)}"model":"b"}`],
  ["trailing commas and comments", `{"model":${"[1,//\n".repeat(60_000)}${"],//\n".repeat(60_000)}}`],
  [
    "rules",
    JSON.stringify({ permissions: { allow: Array.from({ length: 50_000 }, (_, index) => `Bash(x${index})`) } })
  ],
  [
    "unknown tools",
    JSON.stringify({ permissions: { deny: Array.from({ length: 50_000 }, (_, index) => `Bsah${index}`) } })
  ],
  [
    "servers",
    JSON.stringify({ mcpServers: Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [`s${index}`, {}])) })
  ]
]

describe("Settings: hostile files", () => {
  for (const [name, content] of hostile) {
    it.live(
      `${name} do not hold a start up`,
      () =>
        Effect.gen(function* () {
          assert.isBelow(content.length, 1_048_576)
          const { problems } = yield* load({
            files: { [project]: content, "/w/.coderx/config.local.yaml": "model: a/b" }
          })
          assert.isBelow(problems.length, 100)
        }),
      20_000
    )
  }
})
