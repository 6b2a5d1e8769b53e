import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, FileSystem, Layer, Runtime, Terminal } from "effect"
import { CliConfig, CliError, CliOutput, Command } from "effect/cli"
import { ChildProcessSpawner } from "effect/process"
import { TestConsole } from "effect/testing"
import { config } from "../../src/commands/config.ts"
import { flagValues } from "../../src/commands/flags/values.ts"
import { coderx } from "../../src/commands/coderx.ts"
import { init } from "../../src/commands/init.ts"
import { memory } from "../../src/commands/memory.ts"
import { trust } from "../../src/commands/trust.ts"
import { Frontend } from "../../src/services/frontend/Frontend.ts"
import { Instructions } from "../../src/services/instructions/Instructions.ts"
import { Providers } from "../../src/services/model/Providers.ts"
import { Project } from "../../src/services/project/Project.ts"
import { SettingsFiles } from "../../src/services/settings/SettingsFiles.ts"
import { formatter, presenter } from "../../src/services/ui/cliOutput.ts"
import { Workspace } from "../../src/services/workspace/Workspace.ts"
import { capturedStdio } from "../layers/CapturedStdio.ts"
import { scriptedProcesses } from "../layers/ScriptedProcesses.ts"
import { contentOf, json, machine, project, settings, user, type World } from "../services/settings/world.ts"

const tree = coderx.pipe(Command.withSubcommands([config, memory, init, trust]))

const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  const error = Cause.squash(exit.cause)
  return CliError.isCliError(error) && error._tag === "ShowHelp" ? 2 : Runtime.getErrorExitCode(error)
}

/** What `main` shows of a failure. */
const messageOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return ""
  const error = Cause.squash(exit.cause)
  return (typeof error === "object" && error !== null ? CliError.getUserMessage(error) : undefined) ?? String(error)
}

/** Types command lines, one after the other, on one machine. */
const on = (world: World) => {
  const run = (...args: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const before = yield* TestConsole.logLines
      const errorsBefore = yield* TestConsole.errorLines
      const exit = yield* Command.runWith(
        Command.provide(tree, (input) =>
          Layer.mergeAll(
            Layer.merge(Instructions.layer, Project.layer).pipe(Layer.provide(Workspace.layer)),
            SettingsFiles.layer,
            Layer.mock(Providers, { ids: [] }),
            Layer.mock(Frontend, {})
          ).pipe(Layer.provideMerge(settings({ ...world, wrap: () => fs, flags: flagValues(input) })))
        ),
        { version: "0" }
      )(args).pipe(Effect.exit)
      const stdout = (yield* TestConsole.logLines).slice(before.length).join("\n")
      const stderr = [...(yield* TestConsole.errorLines).slice(errorsBefore.length), messageOf(exit)].join("\n")
      return { code: codeOf(exit), stdout, stderr }
    })
  return { run }
}

type Processes = Layer.Layer<ChildProcessSpawner.ChildProcessSpawner>

const typing = (
  world: World,
  body: (run: ReturnType<typeof on>["run"]) => Effect.Effect<void, unknown, Command.Environment>,
  processes?: Processes
) =>
  body(on(world).run).pipe(
    Effect.provide([
      machine(world),
      capturedStdio({ args: [] }).layer,
      CliOutput.layer(formatter),
      CliOutput.layerPresenter(presenter),
      CliConfig.layer({ builtIns: [] }),
      Layer.mock(Terminal.Terminal, { "~effect/Terminal": "~effect/Terminal" }),
      processes ?? Layer.mock(ChildProcessSpawner.ChildProcessSpawner, {})
    ])
  )

describe("coderx config", () => {
  it.effect("shows what is in force, and with --origin where each value was said", () =>
    typing(
      {
        files: {
          [user]: json({ model: "a/b", env: { API_TOKEN: "hush", PORT: "80" }, permissions: { deny: ["Edit"] } }),
          [project]: json({ theme: "x\u001b]0;pwn", hooks: { Stop: [] } })
        },
        env: { CODERX_MAX_TURNS: "3" }
      },
      (run) =>
        Effect.gen(function* () {
          const shown = yield* run("config", "show", "--json")
          const value = JSON.parse(shown.stdout)
          assert.strictEqual(value.model, "a/b")
          assert.strictEqual(value.maxTurns, 3)
          assert.deepStrictEqual(value.permissions, { mode: "default", deny: ["Edit"] })
          assert.strictEqual(value.theme, "x\u001b]0;pwn")
          assert.strictEqual(value.env.PORT, "80")
          assert.notInclude(shown.stdout, "hush")
          assert.notInclude(shown.stdout, "\u001b")
          assert.match(shown.stderr, /hooks\.Stop.*--trust/s)
          assert.strictEqual(shown.code, 0)
          const origin = yield* run("config", "show", "--origin")
          assert.match(origin.stdout, /^model +=.* a\/b {2}\(user: \/home\/ann\/\.coderx\/config\.json\)$/m)
          assert.match(origin.stdout, /^maxTurns +=.* 3 {2}\(environment\)$/m)
          assert.match(origin.stdout, /^permissions\.deny +=.* Edit {2}\(user: /m)
          assert.notInclude(origin.stdout, "\u001b")
          const rows: ReadonlyArray<{ key: string; file: string | null }> = JSON.parse(
            (yield* run("config", "show", "--origin", "--json")).stdout
          )
          assert.strictEqual(rows.find(({ key }) => key === "theme")?.file, project)
        })
    )
  )

  it.effect("gets, sets and unsets a key, in the file that a flag names", () =>
    typing({}, (run) =>
      Effect.gen(function* () {
        assert.deepInclude(yield* run("config", "get", "model"), { code: 1, stdout: "" })
        assert.strictEqual((yield* run("config", "get", "model", "--json")).stdout, "null")
        assert.strictEqual((yield* run("config", "set", "model", "a/b")).code, 0)
        assert.strictEqual((yield* run("config", "get", "model")).stdout, "a/b")
        const set = yield* run("config", "set", "maxTurns", "5", "--project", "--json")
        assert.deepStrictEqual(JSON.parse(set.stdout), { key: "maxTurns", value: 5, file: project, changed: true })
        assert.strictEqual((yield* run("config", "get", "maxTurns", "--json")).stdout, "5")
        assert.strictEqual((yield* run("config", "get", "maxTurns", "--user", "--json")).stdout, "null")
        assert.strictEqual((yield* run("config", "get", "permissions.mode")).stdout, "default")
        const weaker = yield* run("config", "set", "maxTurns", "9")
        assert.match(weaker.stderr, /\/w\/\.coderx\/config\.json is stronger/)
        assert.strictEqual((yield* run("config", "unset", "model")).code, 0)
        assert.strictEqual(yield* contentOf(user), '{\n  "maxTurns": 9\n}\n')
        assert.strictEqual((yield* run("config", "path", "--local")).stdout, "/w/.coderx/config.local.json")
      })
    )
  )

  const wrong: ReadonlyArray<readonly [args: ReadonlyArray<string>, code: number, message: RegExp]> = [
    [["config", "get", "modle"], 2, /Did you mean model\?/],
    [["config", "set", "modle", "x"], 2, /Did you mean model\?/],
    [["config", "set", "permissions.mode", "yolo"], 2, /expected "default"/],
    [["config", "set", "model", "x", "--user", "--project"], 2, /exclude each other/],
    [["config", "sho"], 2, /show/],
    [["config", "edit"], 2, /\$VISUAL or \$EDITOR/],
    [["config", "setup"], 2, /needs a terminal/]
  ]
  for (const [args, code, message] of wrong) {
    it.effect(`says what is wrong with: ${args.join(" ")}`, () =>
      typing({}, (run) =>
        Effect.gen(function* () {
          const result = yield* run(...args)
          assert.strictEqual(result.code, code)
          assert.match(result.stderr, message)
          assert.strictEqual(result.stdout, "")
        })
      )
    )
  }

  it.effect("reports an invalid file, shows the rest, and does not write to it", () =>
    typing({ files: { [user]: '{"model": "x"', [project]: json({ maxTurns: 4 }) } }, (run) =>
      Effect.gen(function* () {
        const shown = yield* run("config", "show", "--json")
        assert.strictEqual(JSON.parse(shown.stdout).maxTurns, 4)
        assert.match(shown.stderr, /\/home\/ann\/\.coderx\/config\.json:1: is not valid JSON/)
        const set = yield* run("config", "set", "model", "y")
        assert.strictEqual(set.code, 1)
        assert.match(set.stderr, /left as it is/)
        assert.strictEqual(yield* contentOf(user), '{"model": "x"')
      })
    )
  )

  it.effect("opens the user's editor on the file and checks what comes back", () => {
    const scripted = scriptedProcesses({ "*": {} })
    return typing(
      { env: { EDITOR: "vi", VISUAL: "code --wait" }, files: { [user]: "{}", [project]: '{"modle": 1}' } },
      (run) =>
        Effect.gen(function* () {
          assert.deepInclude(yield* run("config", "edit"), { code: 0, stdout: `${user} is valid` })
          assert.deepStrictEqual(scripted.spawned[0]?.args, ["-c", 'code --wait "$1"', "sh", user])
          const wrong = yield* run("config", "edit", "--project")
          assert.strictEqual(wrong.code, 1)
          assert.match(wrong.stderr, /config\.json:1: modle: unknown key.*did you mean model/)
        }),
      scripted.layer
    )
  })

  it.effect("prints a JSON Schema of every key", () =>
    typing({}, (run) =>
      Effect.gen(function* () {
        const schema = JSON.parse((yield* run("config", "schema")).stdout)
        assert.strictEqual(schema.type, "object")
        for (const key of ["model", "permissions", "providers", "mcpServers", "hooks"]) {
          assert.match(schema.properties[key].description, /\S/, key)
        }
        assert.deepStrictEqual(schema.properties.permissions.properties.dangerous.enum, ["block", "ask", "allow"])
      })
    )
  )

  it.effect("sets up by flags where nobody can be asked", () =>
    typing({}, (run) =>
      Effect.gen(function* () {
        assert.strictEqual((yield* run("config", "setup", "--model", "ollama/q", "--permission-mode", "plan")).code, 0)
        assert.deepStrictEqual(JSON.parse((yield* contentOf(user)) ?? ""), {
          model: "ollama/q",
          permissions: { mode: "plan" }
        })
      })
    )
  )
})

describe("coderx memory, init and trust", () => {
  it.effect("shows what the model is given", () =>
    typing({ files: { "/w/AGENTS.md": "Use tabs.\n@gone.md \u001b[2J" } }, (run) =>
      Effect.gen(function* () {
        const shown = yield* run("memory", "show")
        assert.match(shown.stdout, /--- \/w\/AGENTS\.md\n\nUse tabs|--- \/w\/AGENTS\.md\nUse tabs/)
        assert.notInclude(shown.stdout, "\u001b")
        assert.match(shown.stderr, /@gone\.md does not exist/)
        const data = JSON.parse((yield* run("memory", "show", "--json")).stdout)
        assert.strictEqual(data.files[0].path, "/w/AGENTS.md")
        assert.strictEqual((yield* run("memory", "path")).stdout, "/w/AGENTS.md")
        assert.strictEqual((yield* run("memory", "path", "--json")).stdout, '["/w/AGENTS.md"]')
      })
    )
  )

  it.effect("writes an AGENTS.md once", () =>
    typing(
      { files: { "/w/package.json": json({ name: "thing", scripts: { test: "vitest", build: "tsc" } }) } },
      (run) =>
        Effect.gen(function* () {
          assert.match((yield* run("init")).stdout, /3 commands found/)
          const text = (yield* contentOf("/w/AGENTS.md")) ?? ""
          assert.match(text, /^# thing\n/)
          assert.match(text, /- Test: `npm test`\n/)
          const again = yield* run("init", "--json")
          assert.deepInclude(JSON.parse(again.stdout), { file: "/w/AGENTS.md", created: false })
          assert.strictEqual(yield* contentOf("/w/AGENTS.md"), text)
        })
    )
  )

  it.effect("trusts a folder, so that its settings take effect, and takes it back", () =>
    typing({ files: { [project]: json({ env: { A: "1" } }) } }, (run) =>
      Effect.gen(function* () {
        assert.strictEqual((yield* run("trust", "list")).stdout, "No folder is trusted.")
        assert.strictEqual((yield* run("config", "get", "env.A", "--json")).stdout, "null")
        assert.deepStrictEqual(JSON.parse((yield* run("trust", "--json")).stdout), {
          folder: "/w",
          trusted: true,
          changed: true
        })
        assert.strictEqual((yield* run("config", "get", "env.A")).stdout, "1")
        assert.strictEqual(JSON.parse((yield* run("trust", "list", "--json")).stdout)[0].folder, "/w")
        assert.match((yield* run("trust", "/w", "--revoke")).stdout, /now not trusted/)
        assert.strictEqual((yield* run("config", "get", "env.A", "--json")).stdout, "null")
        assert.strictEqual((yield* run("config", "get", "env.A", "--json", "--trust")).stdout, '"1"')
      })
    )
  )
})
