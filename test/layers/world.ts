import { Cause, Console, Effect, Exit, FileSystem, Layer, Path, Redacted, Runtime, type Stream, Terminal } from "effect"
import { CliError } from "effect/cli"
import type { ChildProcessSpawner } from "effect/process"
import { cli } from "../../src/commands/cli.ts"
import { appOver } from "../../src/layers/app.ts"
import { commandLine } from "../../src/layers/commandLine.ts"
import * as Walk from "../../src/layers/search/walk.ts"
import { Host } from "../../src/services/host/Host.ts"
import { Network } from "../../src/services/network/Network.ts"
import { Keys } from "../../src/services/settings/Keys.ts"
import { capturedStdio } from "./CapturedStdio.ts"
import * as MemoryFileSystem from "./MemoryFileSystem.ts"
import { type ScriptedModel, scriptedModel } from "./ScriptedModel.ts"
import { type Script, type Spawned, scriptedProcesses } from "./ScriptedProcesses.ts"

/** A pretend computer, and who is at it. */
export interface WorldOptions {
  /** By absolute path. The project is `/work`, the home directory `/home/me`. */
  readonly files?: Readonly<Record<string, MemoryFileSystem.MemoryEntry>>
  readonly model?: ScriptedModel
  readonly processes?: Readonly<Record<string, Script>>
  readonly env?: Readonly<Record<string, string>>
  readonly terminal?: { readonly stdin?: boolean; readonly stdout?: boolean; readonly stderr?: boolean }
}

export interface Typed {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface World {
  readonly fs: FileSystem.FileSystem
  readonly model: ScriptedModel
  readonly spawned: ReadonlyArray<Spawned>
  /** Types `coderx ARGS`, with what is piped in (nothing by default), and waits for its end. */
  /** Does something with the services of the running program, as the interactive shell does. */
  readonly within: <A, E>(work: Effect.Effect<A, E, Services | Platform>) => Effect.Effect<A, E>
  readonly coderx: (args: ReadonlyArray<string>, stdin?: string | Stream.Stream<Uint8Array>) => Effect.Effect<Typed>
}

/** What the program offers to its front ends. */
type Services = Layer.Success<ReturnType<ReturnType<typeof appOver>>>
type Platform = FileSystem.FileSystem | Path.Path | ChildProcessSpawner.ChildProcessSpawner

const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  if (Cause.hasInterruptsOnly(exit.cause)) return 130
  const error = Cause.squash(exit.cause)
  if (CliError.isCliError(error) && error._tag === "ShowHelp") return error.errors.length === 0 ? 0 : 2
  return Runtime.getErrorExitCode(error)
}

/** What a command prints through the console. */
const listening = (out: Array<string>, err: Array<string>): Console.Console => ({
  ...globalThis.console,
  log: (...parts: ReadonlyArray<unknown>) => void out.push(`${parts.join(" ")}\n`),
  error: (...parts: ReadonlyArray<unknown>) => void err.push(`${parts.join(" ")}\n`)
})

/**
 * The whole program as it ships, every layer of it, over a computer that is made up: files in memory, processes from a
 * table, a model that follows a script, no network. Flows enter by the command line, as users do.
 */
export const world = (options: WorldOptions = {}): World => {
  const model = options.model ?? scriptedModel([])
  const processes = scriptedProcesses(options.processes ?? {})
  const fs = MemoryFileSystem.make({
    cwd: "/work",
    files: { "/work": { directory: true }, "/home/me": { directory: true }, ...options.files }
  })
  const env = { HOME: "/home/me", PATH: "/bin", CODERX_MODEL: "scripted/model", ...options.env }
  const platform = Layer.mergeAll(
    Layer.succeed(FileSystem.FileSystem, fs),
    Path.layer,
    processes.layer,
    Layer.mock(Terminal.Terminal, { "~effect/Terminal": "~effect/Terminal" })
  )
  const app = appOver({
    host: (directory) =>
      Layer.succeed(Host, {
        cwd: directory ?? "/work",
        home: "/home/me",
        tmp: "/tmp",
        platform: "linux",
        release: "6.0",
        pid: 4242,
        timeZone: "UTC",
        env,
        version: "1.2.3",
        dataDir: "/data"
      }),
    keys: Layer.succeed(Keys, {
      find: (name) =>
        Effect.succeed(
          options.env?.[name] === undefined ? undefined : { key: Redacted.make(options.env[name]), source: name }
        ),
      names: Effect.succeed(["ANTHROPIC_API_KEY", "OPENAI_API_KEY"])
    }),
    network: Layer.succeed(Network, { fetch: () => () => Promise.reject(new Error("there is no network here")) }),
    providers: () => model.layer,
    search: Walk.layer
  })
  return {
    fs,
    model,
    spawned: processes.spawned,
    within: (work) => {
      const stdio = capturedStdio({ args: [], stdin: "", terminal: options.terminal })
      const program = Layer.provideMerge(app({}), Layer.merge(platform, stdio.layer))
      return Effect.orDie(Effect.provide(Effect.result(work), program, { local: true })).pipe(
        Effect.flatMap(Effect.fromResult)
      )
    },
    coderx: (args, stdin) =>
      Effect.gen(function* () {
        const stdio = capturedStdio({
          args,
          stdin: options.terminal?.stdin === true ? undefined : (stdin ?? ""),
          terminal: options.terminal
        })
        const out: Array<string> = []
        const err: Array<string> = []
        const exit = yield* cli("1.2.3", app).pipe(
          Effect.provide([platform, stdio.layer, commandLine], { local: true }),
          Effect.provideService(Console.Console, listening(out, err)),
          Effect.exit
        )
        if (Exit.isFailure(exit) && Cause.hasDies(exit.cause)) return yield* Effect.die(Cause.squash(exit.cause))
        return { code: codeOf(exit), stdout: stdio.stdout() + out.join(""), stderr: stdio.stderr() + err.join("") }
      })
  }
}
