import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { Trust } from "../../../src/services/settings/Trust.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import { contentOf, json, load, local, machine, project, user, type World } from "./world.ts"

const kept = (folder: string): World["files"] => ({
  "/home/ann/.coderx/trust.json": json({ version: 1, folders: { [folder]: { since: "2026-01-01T00:00:00Z" } } })
})

type Outcome = "applies" | "untrusted" | "never"

/** What a project's file says, and what becomes of it before and after trust. */
const rows: ReadonlyArray<readonly [name: string, content: unknown, before: Outcome, after: Outcome]> = [
  ["model", { model: "a/b" }, "applies", "applies"],
  ["deny rule", { permissions: { deny: ["Bash"] } }, "applies", "applies"],
  ["ask rule", { permissions: { ask: ["Bash(*)"] } }, "applies", "applies"],
  ["allow rule", { permissions: { allow: ["Bash(npm test)"] } }, "untrusted", "applies"],
  ["allow everything", { permissions: { allow: ["Bash(*)"] } }, "never", "never"],
  ["allow the shell", { permissions: { allow: ["Bash"] } }, "never", "never"],
  ["allow every prefix", { permissions: { allow: ["Bash(:*)"] } }, "never", "never"],
  ["allow the disk", { permissions: { allow: ["Write(//**)"] } }, "never", "never"],
  ["allow the home", { permissions: { allow: ["Read(~/**)"] } }, "never", "never"],
  ["allow edits", { permissions: { allow: ["Edit"] } }, "untrusted", "applies"],
  ["plan mode", { permissions: { mode: "plan" } }, "applies", "applies"],
  ["acceptEdits", { permissions: { defaultMode: "acceptEdits" } }, "untrusted", "applies"],
  ["bypassPermissions", { permissions: { mode: "bypassPermissions" } }, "never", "never"],
  ["dangerous blocked", { permissions: { dangerous: "block" } }, "applies", "applies"],
  ["dangerous allowed", { permissions: { dangerous: "allow" } }, "never", "never"],
  ["a directory", { permissions: { additionalDirectories: ["../other"] } }, "untrusted", "applies"],
  ["the whole disk", { permissions: { additionalDirectories: ["/"] } }, "never", "never"],
  ["the home", { permissions: { additionalDirectories: ["~"] } }, "never", "never"],
  ["a link to the disk", { permissions: { additionalDirectories: ["wide"] } }, "never", "never"],
  ["env", { env: { PATH: "/evil" } }, "untrusted", "applies"],
  ["hooks", { hooks: { Stop: [{ command: "x" }] } }, "untrusted", "applies"],
  ["MCP servers", { mcpServers: { fs: { command: "npx" } } }, "untrusted", "applies"],
  ["status line", { statusLine: { command: "x" } }, "untrusted", "applies"],
  ["key helper", { apiKeyHelper: "x" }, "untrusted", "applies"],
  ["base URL", { baseUrls: { anthropic: "https://proxy.example" } }, "never", "never"],
  ["metadata URL", { baseUrls: { anthropic: "http://169.254.169.254/latest" } }, "never", "never"],
  ["the same in disguise", { baseUrls: { anthropic: "http://0xa9fea9fe/latest" } }, "never", "never"],
  ["provider", { providers: { p: { baseUrl: "http://10.0.0.1/v1" } } }, "never", "never"],
  ["provider at metadata", { providers: { p: { baseUrl: "http://[fe80::1]/v1" } } }, "never", "never"],
  ["confined where it can be", { permissions: { sandbox: "auto" } }, "applies", "applies"],
  ["confined or not at all", { permissions: { sandbox: "required" } }, "applies", "applies"],
  ["not confined", { permissions: { sandbox: "off" } }, "never", "never"],
  ["sandbox on", { sandbox: { enabled: true } }, "applies", "applies"],
  ["sandbox off", { sandbox: { enabled: false } }, "never", "never"],
  ["out of the sandbox", { sandbox: { excludedCommands: ["docker"] } }, "never", "never"],
  ["hosts of the sandbox", { sandbox: { allowedDomains: ["a.com"] } }, "untrusted", "applies"],
  ["offline", { offline: true }, "applies", "applies"],
  ["turns", { maxTurns: 3 }, "applies", "applies"],
  ["model storage", { modelStoragePath: "/x" }, "untrusted", "applies"],
  ["trust", { trust: true }, "never", "never"],
  ["telemetry", { telemetry: { endpoint: "https://e" } }, "never", "never"],
  ["its own servers", { enableAllProjectMcpServers: true }, "never", "never"]
]

describe("what a repository's settings may do", () => {
  for (const [name, content, before, after] of rows) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const files = { "/w/wide": { link: "/" }, "/other": { directory: true as const } }
        const plain = yield* load({ files })
        for (const file of [project, local, "/w/.claude/settings.json"]) {
          const claude = file.includes(".claude")
          const known = Object.keys(Object(content)).some((key) => key === "permissions" || key === "env")
          if (claude && !known) continue
          for (const [trust, expected] of [
            [false, before],
            [true, after]
          ] as const) {
            const found = yield* load({ files: { ...files, [file]: json(content) }, flags: trust ? { trust } : {} })
            const outcome = found.withheld[0]?.why ?? "applies"
            assert.strictEqual(outcome, expected, `${file} ${trust ? "trusted" : "untrusted"}`)
            const changed = json([found.values, found.rules]) !== json([plain.values, plain.rules])
            assert.strictEqual(changed, expected === "applies", `${file}: the settings tell whether it applies`)
          }
        }
        const own = yield* load({ files: { ...files, [user]: json(content) } })
        assert.deepStrictEqual(own.withheld, [], "the user's own file may do all of it")
      })
    )
  }

  it.effect("can tighten what the user has loosened, and not the other way", () =>
    Effect.gen(function* () {
      const load2 = (mine: unknown, theirs: unknown, trust = false) =>
        load({ files: { [user]: json(mine), [project]: json(theirs) }, flags: { trust } })
      const tighter = yield* load2(
        { permissions: { mode: "acceptEdits", dangerous: "allow" }, maxTurns: 9 },
        { permissions: { mode: "default", dangerous: "ask" }, maxTurns: 5 }
      )
      assert.strictEqual(tighter.values.permissionMode, "default")
      assert.strictEqual(tighter.values.dangerous, "ask")
      assert.strictEqual(tighter.values.maxTurns, 5)
      const looser = yield* load2(
        { permissions: { mode: "plan", dangerous: "block" }, maxTurns: 5, maxBudgetUsd: 1, offline: true },
        { permissions: { mode: "default", dangerous: "ask" }, maxTurns: 9, maxBudgetUsd: 2, offline: false }
      )
      assert.strictEqual(looser.values.permissionMode, "plan")
      assert.strictEqual(looser.values.dangerous, "block")
      assert.strictEqual(looser.values.maxTurns, 5)
      assert.strictEqual(looser.values.maxBudgetUsd, 1)
      assert.strictEqual(looser.values.offline, true)
      assert.strictEqual(looser.withheld.length, 5)
      const trusted = yield* load2(
        { permissions: { mode: "plan" }, maxTurns: 5 },
        { permissions: { mode: "default" }, maxTurns: 9 },
        true
      )
      assert.strictEqual(trusted.values.permissionMode, "default")
      assert.strictEqual(trusted.values.maxTurns, 9)
    })
  )

  it.effect("keeps a trusted project's bare file rules inside the project", () =>
    Effect.gen(function* () {
      const { rules } = yield* load({
        files: { [project]: json({ permissions: { allow: ["Write", "Read"] } }) },
        flags: { trust: true }
      })
      assert.deepStrictEqual(
        rules.map(({ text }) => text),
        ["Write(/**)", "Read(/**)"]
      )
    })
  )

  it.effect("starts no server of .mcp.json before trust", () =>
    Effect.gen(function* () {
      const files = {
        "/w/.mcp.json": json({
          mcpServers: { ok: { command: "node", args: ["b.js"] } },
          permissions: { allow: ["Read"] }
        })
      }
      const before = yield* load({ files })
      assert.deepStrictEqual(before.withheld, [{ file: "/w/.mcp.json", key: "mcpServers.ok", why: "untrusted" }])
      assert.strictEqual(before.values.rest["mcpServers"], undefined)
      const after = yield* load({ files, flags: { trust: true } })
      assert.deepStrictEqual(after.values.rest["mcpServers"], { ok: { command: "node", args: ["b.js"] } })
      assert.deepStrictEqual(after.rules, [])
      const strict = yield* load({ files, flags: { trust: true, strictMcpConfig: true } })
      assert.strictEqual(strict.values.rest["mcpServers"], undefined)
    })
  )
})

const trust = (world: World) => Trust.layer.pipe(Layer.provide(Paths.layer), Layer.provideMerge(machine(world)))
const trustFile = "/home/ann/.coderx/trust.json"

describe("Trust", () => {
  it.effect("holds for the root of the repository, by its real path", () =>
    Effect.gen(function* () {
      const inner = yield* Effect.provide(
        Trust,
        trust({ cwd: "/w/a/b", files: { "/w/a/b": { directory: true }, ...kept("/w") } })
      )
      assert.deepStrictEqual([inner.folder, inner.trusted], ["/w", true])
      const other = yield* Effect.provide(
        Trust,
        trust({ cwd: "/w/sub", files: { "/w/sub/.git": "gitdir: x", ...kept("/w") } })
      )
      assert.deepStrictEqual([other.folder, other.trusted], ["/w/sub", false])
      const none = yield* Effect.provide(
        Trust,
        trust({ cwd: "/x/y", files: { "/x/y": { directory: true }, ...kept("/x") } })
      )
      assert.deepStrictEqual([none.folder, none.trusted], ["/x/y", false])
    })
  )

  it.effect("does not make one project of a home directory that is a repository", () =>
    Effect.gen(function* () {
      const files = { "/home/ann/.git": { directory: true as const }, "/home/ann/p": { directory: true as const } }
      const below = yield* Effect.provide(Trust, trust({ cwd: "/home/ann/p", files }))
      assert.strictEqual(below.folder, "/home/ann/p")
    })
  )

  it.effect("remembers a yes and forgets it, in a file for the user alone", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const service = yield* Trust
      assert.isFalse(service.trusted)
      yield* service.grant
      assert.deepStrictEqual(
        (yield* service.folders).map(({ folder }) => folder),
        ["/w"]
      )
      assert.strictEqual((yield* fs.stat(trustFile)).mode & 0o777, 0o600)
      assert.deepStrictEqual(yield* service.change("/w/deep", "trusted"), { folder: "/w", changed: false })
      yield* fs.makeDirectory("/elsewhere")
      assert.deepStrictEqual(yield* service.change("/elsewhere", "trusted"), { folder: "/elsewhere", changed: true })
      yield* service.revoke
      assert.deepStrictEqual(
        (yield* service.folders).map(({ folder }) => folder),
        ["/elsewhere"]
      )
      assert.deepStrictEqual(yield* fs.readDirectory("/home/ann/.coderx"), ["trust.json"], "nothing is left behind")
    }).pipe(Effect.provide(trust({ files: { "/w/deep": { directory: true } } })))
  )

  it.effect("trusts nothing by a list that it cannot read, says so, and does not overwrite it", () =>
    Effect.gen(function* () {
      const service = yield* Trust
      assert.isFalse(service.trusted)
      assert.match(service.problem ?? "", /not a list of trusted folders/)
      const error = yield* Effect.flip(service.grant)
      assert.match(error.message, /trust\.json/)
      assert.strictEqual(yield* contentOf(trustFile), '{"folders": ["/w"]}')
    }).pipe(Effect.provide(trust({ files: { [trustFile]: '{"folders": ["/w"]}' } })))
  )

  it.effect("fails by name when the disk is full, and keeps the old list", () =>
    Effect.gen(function* () {
      const service = yield* Trust
      const error = yield* Effect.flip(service.grant)
      assert.strictEqual(error._tag, "TrustNotKept")
      assert.strictEqual(yield* contentOf(trustFile), undefined)
    }).pipe(Effect.provide(trust({ fault: (method) => (method === "rename" ? "ENOSPC" : undefined) })))
  )
})
