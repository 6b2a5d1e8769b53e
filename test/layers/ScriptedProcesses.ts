import { Deferred, Effect, Layer, PlatformError, Redacted, Result, Sink, Stream } from "effect"
import type { ChildProcess } from "effect/process"
import { ChildProcessSpawner } from "effect/process"

/** How a pretend process behaves. Everything is optional: it exits 0 at once and says nothing. */
export interface ScriptedProcess {
  readonly stdout?: string | Uint8Array
  readonly stderr?: string | Uint8Array
  readonly exitCode?: number
  /** Ends by this signal instead of an exit code. */
  readonly signal?: ChildProcess.Signal
  /** Milliseconds (of the test's clock) before it exits. What it says comes first. */
  readonly delay?: number
  /** TERM does nothing: only KILL ends it. */
  readonly ignoresTerm?: boolean
  /** A child of it keeps the pipes open until the scope closes. */
  readonly holdsPipes?: boolean
  /** Where a shell stands when the command is over; where it was started by default. */
  readonly cwd?: string
  /** What it does to the world before it says anything. */
  readonly does?: Effect.Effect<unknown>
}

/** What was spawned. `line` is the command given to a shell (`sh -c …`), or program and arguments with spaces between. */
export interface Spawned {
  readonly line: string
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly cwd: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Signals that it was sent, in order. */
  readonly signals: Array<string>
  /** "running", "exit 0", "SIGKILL" … */
  ended: string
}

export type Script = ScriptedProcess | ((spawned: Spawned) => ScriptedProcess | Effect.Effect<ScriptedProcess>)

export interface ScriptedProcesses {
  /** Every process in the order of starting. */
  readonly spawned: Array<Spawned>
  readonly layer: Layer.Layer<ChildProcessSpawner.ChildProcessSpawner>
}

const bytes = (output: string | Uint8Array | undefined) =>
  output === undefined ? [] : [typeof output === "string" ? new TextEncoder().encode(output) : output]

const plain = (word: string | Redacted.Redacted<string>) => (Redacted.isRedacted(word) ? Redacted.value(word) : word)

const failure = (method: string, message: string) =>
  PlatformError.systemError({
    module: "ChildProcess",
    method,
    _tag: method === "spawn" ? "NotFound" : "Unknown",
    description: message,
    cause: new Error(message)
  })

const describe = (command: ChildProcess.StandardCommand): Spawned => {
  const args = command.args.map(plain)
  const env = Object.entries(command.options.env ?? {}).map(([name, value]) => [name, value && plain(value)])
  return {
    line: args[0] === "-c" ? (args.at(-1) ?? "") : [command.command, ...args].join(" "),
    program: command.command,
    args,
    cwd: command.options.cwd,
    env: Object.fromEntries(env),
    signals: [],
    ended: "running"
  }
}

type Ending = { readonly code: number } | { readonly signal: string }

/**
 * A pretend `ChildProcessSpawner`: commands by their line, `*` for all others. A line that is not in the table is a
 * command that is not there: a shell says so and ends with 127, a program cannot be spawned.
 */
export const scriptedProcesses = (table: Readonly<Record<string, Script>>): ScriptedProcesses => {
  const spawned: Array<Spawned> = []

  const behaviour = (process: Spawned): Effect.Effect<Result.Result<ScriptedProcess, PlatformError.PlatformError>> => {
    const script = table[process.line] ?? table["*"]
    if (script === undefined) {
      const message = `${process.line.split(" ")[0]}: command not found`
      return Effect.succeed(
        process.args[0] === "-c"
          ? Result.succeed({ stderr: `${message}\n`, exitCode: 127 })
          : Result.fail(failure("spawn", message))
      )
    }
    const answer = typeof script === "function" ? script(process) : script
    return Effect.map(Effect.isEffect(answer) ? answer : Effect.succeed(answer), Result.succeed)
  }

  const spawn = Effect.fnUntraced(function* (command: ChildProcess.Command) {
    if (command._tag !== "StandardCommand") return yield* failure("spawn", "pretend processes know no pipelines")
    const process = describe(command)
    spawned.push(process)
    const script = yield* Effect.fromResult(yield* behaviour(process))
    if (script.does !== undefined) yield* script.does
    const ending = yield* Deferred.make<Ending>()
    const pipes = yield* Deferred.make<void>()
    const end = (how: Ending) =>
      Effect.gen(function* () {
        if (!(yield* Deferred.succeed(ending, how))) return
        process.ended = "code" in how ? `exit ${how.code}` : how.signal
        if (script.holdsPipes !== true || "signal" in how) yield* Deferred.succeed(pipes, undefined)
      })
    const kill = Effect.fnUntraced(function* (options?: ChildProcess.KillOptions) {
      const signal = options?.killSignal ?? "SIGTERM"
      const gone = yield* Deferred.isDone(pipes)
      if (gone) return
      process.signals.push(signal)
      if (script.ignoresTerm !== true || signal === "SIGKILL") yield* end({ signal })
      else if (options?.forceKillAfter !== undefined) {
        yield* Effect.timeoutOption(Deferred.await(ending), options.forceKillAfter)
        process.signals.push("SIGKILL")
        yield* end({ signal: "SIGKILL" })
      }
      yield* Deferred.await(ending)
      yield* Deferred.succeed(pipes, undefined)
    })
    yield* Effect.addFinalizer(() => kill(command.options))
    yield* Effect.forkScoped(
      Effect.gen(function* () {
        if (script.delay !== undefined) yield* Effect.sleep(script.delay)
        yield* end(script.signal === undefined ? { code: script.exitCode ?? 0 } : { signal: script.signal })
      })
    )
    const held = Stream.drain(Stream.fromEffect(Deferred.await(pipes)))
    const said = (output: string | Uint8Array | undefined) => Stream.concat(Stream.fromIterable(bytes(output)), held)
    // What a shell of ours reports at its end: status and directory (see services/workspace/shellScript).
    const report = Stream.fromEffect(Deferred.await(ending)).pipe(
      Stream.flatMap((how) =>
        Stream.fromIterable("code" in how ? bytes(`${how.code}\0${script.cwd ?? process.cwd ?? ""}\0`) : [])
      ),
      Stream.concat(held)
    )
    return ChildProcessSpawner.makeHandle({
      pid: ChildProcessSpawner.ProcessId(1000 + spawned.length),
      exitCode: Effect.flatMap(Deferred.await(ending), (how) =>
        "code" in how
          ? Effect.succeed(ChildProcessSpawner.ExitCode(how.code))
          : Effect.fail(failure("exitCode", `Process interrupted due to receipt of signal: '${how.signal}'`))
      ),
      isRunning: Effect.map(Deferred.isDone(ending), (done) => !done),
      kill,
      stdin: Sink.drain,
      stdout: said(script.stdout),
      stderr: said(script.stderr),
      all: Stream.merge(said(script.stdout), said(script.stderr)),
      getInputFd: () => Sink.drain,
      getOutputFd: (fd) => (fd === 3 ? report : Stream.empty),
      unref: Effect.succeed(Effect.void)
    })
  })

  return { spawned, layer: Layer.succeed(ChildProcessSpawner.ChildProcessSpawner, ChildProcessSpawner.make(spawn)) }
}
