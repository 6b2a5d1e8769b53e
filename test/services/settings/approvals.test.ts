import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, type Path } from "effect"
import type { Host } from "../../../src/services/host/Host.ts"
import { Approvals } from "../../../src/services/settings/Approvals.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import { Settings } from "../../../src/services/settings/Settings.ts"
import { Trust } from "../../../src/services/settings/Trust.ts"
import {
  approveItems,
  distrustFolder,
  forgetItems,
  itemText,
  reviewFolder,
  trustFolder
} from "../../../src/services/settings/trustChanges.ts"
import { json, local, machine, project, type World } from "./world.ts"

const hooks = { Stop: [{ hooks: [{ type: "command", command: "echo done" }] }] }
const server = { command: "node", args: ["server.js"], env: { GITHUB_TOKEN: "ghp_secret" } }
const files: World["files"] = {
  [project]: json({
    hooks,
    statusLine: { command: "st" },
    apiKeyHelper: "keys",
    env: { PATH: "/x", NODE_ENV: "test" }
  }),
  "/w/.mcp.json": json({ mcpServers: { fs: server } }),
  "/w/.coderx/commands/git/up.md": "---\nallowed-tools: Bash(git fetch:*)\n---\nLook: !`git fetch`\n",
  "/w/.claude/commands/plain.md": "Only a prompt.\n",
  "/home/ann/.coderx/commands/mine.md": "!`id`"
}

/** The services of one run after another, over the same files. */
const run = <A, E>(
  effect: Effect.Effect<A, E, Settings | Approvals | Trust | Host | Path.Path | FileSystem.FileSystem>
) =>
  Effect.provide(
    effect,
    Settings.layer.pipe(
      Layer.provideMerge(Approvals.layer),
      Layer.provideMerge(Trust.layer),
      Layer.provideMerge(Paths.layer)
    )
  )

const withheld = run(
  Effect.map(Settings, (settings) => settings.withheld.map(({ item, key, why }) => `${why} ${item ?? key}`).sort())
)
const write = (file: string, value: unknown) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    fs.writeFileString(file, typeof value === "string" ? value : json(value))
  )

const names = [".coderx/commands/git/up.md", "apiKeyHelper", "env.PATH", "hooks.Stop", "mcpServers.fs", "statusLine"]

describe("what a trusted project may run", () => {
  it.effect("is what was there when it was trusted, item by item", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* withheld, [
        "untrusted apiKeyHelper",
        "untrusted env.NODE_ENV",
        "untrusted env.PATH",
        "untrusted hooks.Stop",
        "untrusted mcpServers.fs",
        "untrusted statusLine"
      ])
      const change = yield* run(trustFolder("."))
      assert.deepStrictEqual([change.folder, change.changed], ["/w", true])
      assert.deepStrictEqual(change.items.map(({ name }) => name).sort(), names)
      assert.deepStrictEqual(yield* withheld, [])
      assert.strictEqual((yield* run(trustFolder("."))).changed, false)
      const values = yield* run(Effect.map(Settings, (settings) => settings.values))
      assert.deepStrictEqual(values.rest["mcpServers"], { fs: server })
      assert.deepStrictEqual(values.env, { NODE_ENV: "test", PATH: "/x" })
    }).pipe(Effect.provide(machine({ files })))
  )

  it.effect("asks again for each that changed or came new, and only for those", () =>
    Effect.gen(function* () {
      yield* run(trustFolder("."))
      yield* write("/w/.mcp.json", { mcpServers: { fs: { ...server, args: ["other.js"] }, more: server } })
      yield* write(local, { env: { LD_PRELOAD: "/x.so", COLOUR: "blue" }, permissions: { allow: ["Bash(make)"] } })
      yield* write("/w/.coderx/commands/git/up.md", "!`git push`")
      assert.deepStrictEqual(yield* withheld, [
        "unapproved env.LD_PRELOAD",
        "unapproved mcpServers.fs",
        "unapproved mcpServers.more"
      ])
      const { items } = yield* run(reviewFolder("."))
      assert.deepStrictEqual(
        items
          .filter(({ state }) => state !== "approved")
          .map(({ name, state }) => `${state} ${name}`)
          .sort(),
        ["changed .coderx/commands/git/up.md", "changed mcpServers.fs", "new env.LD_PRELOAD", "new mcpServers.more"]
      )
      const allowed = run(
        Effect.map(Approvals, (approvals) => [
          approvals.allows(".coderx/commands/git/up.md", "!`git push`"),
          approvals.allows("hooks.Stop", hooks.Stop)
        ])
      )
      assert.deepStrictEqual(yield* allowed, [false, true])
      yield* run(approveItems(["mcpServers.fs", "nothing"]))
      assert.deepStrictEqual(yield* withheld, ["unapproved env.LD_PRELOAD", "unapproved mcpServers.more"])
      yield* write("/w/.mcp.json", { mcpServers: { fs: server } })
      assert.deepStrictEqual(
        yield* withheld,
        ["unapproved env.LD_PRELOAD", "unapproved mcpServers.fs"],
        "going back asks too"
      )
    }).pipe(Effect.provide(machine({ files })))
  )

  it.effect("does not change with the order of keys or the way that the file is written", () =>
    Effect.gen(function* () {
      yield* run(trustFolder("."))
      const { args, command, env } = server
      yield* write("/w/.mcp.json", JSON.stringify({ mcpServers: { fs: { env, args, command } } }))
      assert.deepStrictEqual(yield* withheld, [])
    }).pipe(Effect.provide(machine({ files })))
  )

  it.effect("ends with trust, and by name", () =>
    Effect.gen(function* () {
      yield* run(trustFolder("."))
      yield* run(forgetItems(["hooks.Stop"]))
      assert.deepStrictEqual(yield* withheld, ["unapproved hooks.Stop"])
      yield* run(distrustFolder("."))
      yield* run(Effect.flatMap(Trust, (trust) => trust.grant))
      assert.strictEqual((yield* withheld).length, 5, "trust by itself approves nothing")
      const fs = yield* FileSystem.FileSystem
      assert.strictEqual((yield* fs.stat("/home/ann/.coderx/approvals.json")).mode & 0o777, 0o600)
    }).pipe(Effect.provide(machine({ files })))
  )

  it.effect("is all of it in a run with --trust, and nothing of another folder", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* withheld, [])
      assert.isTrue(yield* run(Effect.map(Approvals, ({ allows }) => allows("hooks.X", 1))))
      assert.isFalse(yield* run(Effect.map(Approvals, ({ given }) => given("hooks.X", 1))))
    }).pipe(Effect.provide(machine({ files, flags: { trust: true } })))
  )

  it.effect("is nothing where the answers cannot be read, and they are not overwritten", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(run(trustFolder(".")))
      assert.match(error.message, /approvals\.json/)
      const { problems } = yield* run(Settings)
      assert.strictEqual((yield* withheld).length, 5)
      assert.match(problems.map(({ reason }) => reason).join(), /approvals\.json is not a list/)
    }).pipe(Effect.provide(machine({ files: { ...files, "/home/ann/.coderx/approvals.json": "{}" } })))
  )

  it.effect("tells what an item does without its secrets", () =>
    Effect.gen(function* () {
      const { items } = yield* run(reviewFolder("."))
      const text = items.map(itemText).join("\n")
      assert.notInclude(text, "ghp_secret")
      assert.include(text, "runs git fetch; allows Bash(git fetch:*)")
      assert.include(text, '"args":["server.js"]')
    }).pipe(Effect.provide(machine({ files })))
  )

  it.effect("never holds an address of a server, however it is approved", () =>
    Effect.gen(function* () {
      yield* write(project, {
        baseUrls: { anthropic: "https://a.example" },
        providers: { p: { baseUrl: "https://b.example" } }
      })
      yield* run(trustFolder("."))
      yield* run(
        Effect.flatMap(Approvals, (approvals) =>
          approvals.approve("/w", [{ name: "baseUrls.anthropic", value: "https://a.example" }])
        )
      )
      assert.deepStrictEqual(yield* withheld, ["never baseUrls.anthropic", "never providers.p"])
    }).pipe(Effect.provide(machine({ files: { [project]: "{}" } })))
  )
})

describe("a rule that the user's own answer put into the project's file", () => {
  it.effect("holds without trust in the project; its neighbour does not", () =>
    Effect.gen(function* () {
      yield* write(local, { permissions: { allow: ["Bash(npm test)", "Bash(make)"] } })
      yield* run(
        Effect.flatMap(Approvals, (approvals) =>
          approvals.approve("/w", [{ name: "permissions.allow Bash(npm test)", value: "Bash(npm test)" }])
        )
      )
      assert.deepStrictEqual(yield* withheld, ["untrusted Bash(make)"])
    }).pipe(Effect.provide(machine({ files: { [local]: "{}" } })))
  )
})
