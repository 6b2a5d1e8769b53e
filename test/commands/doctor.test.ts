import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer, Path, Runtime, Terminal } from "effect"
import { CliError, Command } from "effect/cli"
import { TestClock, TestConsole } from "effect/testing"
import { doctor } from "../../src/commands/doctor.ts"
import { Host } from "../../src/services/host/Host.ts"
import { ModelFault } from "../../src/services/model/ModelFault.ts"
import type { Provider } from "../../src/services/model/Provider.ts"
import { Providers } from "../../src/services/model/Providers.ts"
import { Paths } from "../../src/services/settings/Paths.ts"
import { Settings, type SettingsProblem, type Withheld } from "../../src/services/settings/Settings.ts"
import { Trust } from "../../src/services/settings/Trust.ts"
import { Sandbox, type SandboxState } from "../../src/services/workspace/Sandbox.ts"
import { Search, SearchRefused } from "../../src/services/workspace/Search.ts"
import { CommandNotStarted, Shell } from "../../src/services/workspace/Shell.ts"
import { Workspace } from "../../src/services/workspace/Workspace.ts"
import { capturedStdio } from "../layers/CapturedStdio.ts"
import * as MemoryFileSystem from "../layers/MemoryFileSystem.ts"
import { noSecrets } from "../layers/pretendSecrets.ts"
import { scriptedInfo } from "../layers/ScriptedModel.ts"
import { scriptedProcesses } from "../layers/ScriptedProcesses.ts"
import { settingsValues } from "../services/model/modelsWorld.ts"
import { hostFacts } from "../services/session/sessionsWorld.ts"

interface Machine {
  readonly runtime?: string
  readonly git?: string
  readonly ripgrep?: string
  readonly searches?: boolean
  readonly shell?: "bash" | "broken" | "missing"
  readonly home?: MemoryFileSystem.MemoryEntry
  readonly sandbox?: { readonly setting: "off" | "auto" | "required"; readonly there: boolean }
  readonly problems?: ReadonlyArray<SettingsProblem>
  readonly withheld?: ReadonlyArray<Withheld>
  readonly trusted?: boolean
  readonly key?: string
  readonly ollama?: "off" | "empty" | "able" | "hung"
}

const someSandbox: SandboxState = {
  _tag: "Ready",
  name: "bubblewrap",
  confine: (_, command) => ({ ...command, env: {} })
}
const noSandbox: SandboxState = { _tag: "Missing", reason: "It is gone.", advice: "Fetch it." }

const shellResult = {
  stdout: "bash\n",
  stderr: "",
  text: "bash\n",
  exitCode: 0,
  signal: undefined,
  timedOut: false,
  waited: undefined,
  notices: []
}

const provider = (id: string, machine: Machine): Provider => ({
  id,
  title: id,
  local: id === "ollama",
  keySource: Effect.succeed(id === "ollama" ? "none" : machine.key),
  list:
    machine.ollama === "hung"
      ? Effect.never
      : machine.ollama === "off" || machine.ollama === undefined
        ? Effect.fail(new ModelFault({ kind: "network", provider: "ollama", message: "refused" }))
        : Effect.succeed(
            machine.ollama === "able" ? [{ ...scriptedInfo, tools: true }] : [{ ...scriptedInfo, tools: false }]
          ),
  describe: () => Effect.die("not asked"),
  stream: () => {
    throw new Error("not asked")
  }
})

const world = (machine: Machine) => {
  const files = MemoryFileSystem.layer({
    files: {
      "/w": { directory: true },
      "/home/u": { directory: true },
      ...(machine.home === undefined ? {} : { "/home/u/.coderx": machine.home })
    }
  })
  return Paths.layer.pipe(
    Layer.provideMerge(Layer.merge(files, Path.layer)),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(Host, { ...hostFacts({ home: "/home/u", cwd: "/w" }), runtime: machine.runtime ?? "24.21.0" }),
        scriptedProcesses(machine.git === undefined ? {} : { "git --version": { stdout: machine.git } }).layer,
        Layer.mock(Workspace, { cwd: "/w", projectRoot: "/w" }),
        Layer.succeed(Search, {
          glob: () =>
            machine.searches === false
              ? Effect.fail(new SearchRefused({ message: "it is broken" }))
              : Effect.succeed({ lines: [], total: 0, notices: [] }),
          grep: () => Effect.die("not asked"),
          program: Effect.succeed(machine.ripgrep)
        }),
        Layer.mock(Shell, {
          run: (command) =>
            machine.shell === "missing"
              ? Effect.fail(new CommandNotStarted({ command, message: "there is no shell" }))
              : Effect.succeed(
                  machine.shell === "broken" ? { ...shellResult, exitCode: 3, stderr: "bad profile" } : shellResult
                )
        }),
        Layer.succeed(Settings, {
          values: { ...settingsValues, sandbox: machine.sandbox?.setting ?? "off" },
          rules: [],
          origin: () => ({ scope: "default", file: undefined }),
          problems: machine.problems ?? [],
          withheld: machine.withheld ?? [],
          settled: []
        }),
        Layer.succeed(Sandbox, { state: Effect.succeed(machine.sandbox?.there === false ? noSandbox : someSandbox) }),
        Layer.mock(Trust, { trusted: machine.trusted ?? false, folder: "/w", problem: undefined }),
        Layer.succeed(Providers, { ids: ["anthropic", "ollama"], get: (id) => Effect.succeed(provider(id, machine)) }),
        noSecrets,
        capturedStdio().layer,
        Layer.mock(Terminal.Terminal, { "~effect/Terminal": "~effect/Terminal" })
      )
    )
  )
}

const run = (machine: Machine, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const before = (yield* TestConsole.logLines).length
    const exit = yield* Effect.exit(Command.runWith(doctor, { version: "1" })(args)).pipe(
      Effect.provide(world(machine), { local: true })
    )
    const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
    return {
      out: (yield* TestConsole.logLines).slice(before).join("\n"),
      code: Exit.isSuccess(exit) ? 0 : Runtime.getErrorExitCode(error),
      told: error instanceof Error ? (CliError.getUserMessage(error) ?? error.message) : ""
    }
  })

const well: Machine = {
  git: "git version 2.47.0\n",
  ripgrep: "/bin/rg",
  key: "ANTHROPIC_API_KEY",
  trusted: true,
  ollama: "able"
}
const problem = (fatalForFile: boolean): SettingsProblem => ({
  file: "/w/.coderx/config.json",
  line: 3,
  key: "maxTurns",
  reason: "is no number",
  fatalForFile
})

describe("coderx doctor", () => {
  it.effect("says what is there, in a line each", () =>
    Effect.gen(function* () {
      const { code, out } = yield* run(well)
      expect(code).toBe(0)
      expect(out.split("\n")).toEqual([
        "ok    node      version 24.21.0",
        "ok    git       version 2.47.0",
        "ok    search    ripgrep, /bin/rg",
        "ok    shell     bash",
        "ok    sandbox   bubblewrap, permissions.sandbox is off",
        "ok    home      /home/u/.coderx",
        "ok    settings  no problems",
        "ok    trust     /w is trusted",
        "ok    keys      ANTHROPIC_API_KEY (anthropic)",
        "ok    ollama    1 models, 1 that can use tools"
      ])
      const found = JSON.parse((yield* run(well, "--json")).out)
      expect(found).toHaveLength(10)
      expect(found[0]).toEqual({ name: "node", status: "ok", message: "version 24.21.0" })
    })
  )

  const untrusted: Withheld = { file: "/w/.coderx/config.json", key: "hooks", why: "untrusted" }
  const table: ReadonlyArray<readonly [name: string, machine: Machine, line: string, code: number, words: string]> = [
    ["an old Node", { runtime: "20.11.1" }, "fail  node", 1, "22.19"],
    ["a Node that is just old", { runtime: "22.18.9" }, "fail  node", 1, "22.19"],
    ["a Node that is just new enough", { runtime: "22.19.0" }, "ok    node", 0, ""],
    ["no git", { git: "" }, "warn  git", 0, "Install git"],
    ["a search that fails", { searches: false }, "fail  search", 1, "it is broken"],
    ["a shell that fails", { shell: "broken" }, "fail  shell", 1, "bad profile"],
    ["no shell", { shell: "missing" }, "fail  shell", 1, "there is no shell"],
    ["a home that cannot be written", { home: { directory: true, mode: 0o500 } }, "fail  home", 1, "CODERX_HOME"],
    [
      "a value that was passed over",
      { problems: [problem(false)] },
      "warn  settings",
      0,
      "config.json: line 3: maxTurns: is no number"
    ],
    ["a file that cannot be read", { problems: [problem(true)] }, "fail  settings", 1, "config edit"],
    ["no sandbox", { sandbox: { setting: "off", there: false } }, "ok    sandbox", 0, "It is gone."],
    ["no sandbox that is wanted", { sandbox: { setting: "auto", there: false } }, "warn  sandbox", 0, "Fetch it."],
    [
      "no sandbox that is required",
      { sandbox: { setting: "required", there: false } },
      "fail  sandbox",
      1,
      "Fetch it."
    ],
    ["an untrusted folder", { trusted: false }, "ok    trust", 0, "asks for nothing"],
    [
      "an untrusted folder that asks for more",
      { trusted: false, withheld: [untrusted] },
      "warn  trust",
      0,
      "hooks (/w/.coderx/config.json)"
    ],
    ["Ollama without a model for tools", { ollama: "empty" }, "warn  ollama", 0, "ollama pull"],
    ["no Ollama", { ollama: "off" }, "ok    ollama", 0, "not running"],
    ["a hung Ollama", { ollama: "hung" }, "ok    ollama", 0, "not running"]
  ]
  for (const [name, machine, line, code, words] of table) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const running = yield* Effect.forkChild(run({ ...well, ...machine }))
        yield* TestClock.adjust("10 seconds")
        const told = yield* Fiber.join(running)
        expect(told.out).toContain(line)
        expect(told.out).toContain(words)
        expect(told.code).toBe(code)
        if (code === 1) expect(told.told).toContain(`to be mended: ${line.slice(6)}`)
      })
    )
  }

  it.effect("fails where no model can be used, and names the ways on", () =>
    Effect.gen(function* () {
      const { key: _, ...keyless } = well
      expect((yield* run(keyless)).out).toContain("none, local models only")
      const told = yield* run({ ...keyless, ollama: "off" })
      expect(told.code).toBe(1)
      for (const way of ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "Ollama", "coderx demo"])
        expect(told.out).toContain(way)
    })
  )

  it.effect("tells that ripgrep is missing", () =>
    Effect.gen(function* () {
      const { ripgrep: _, ...without } = well
      expect((yield* run(without)).out).toContain("warn  search    works, without ripgrep")
    })
  )
})
