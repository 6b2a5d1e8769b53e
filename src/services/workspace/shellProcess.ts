import { Effect, Exit, Fiber, Option, Scope, Stream } from "effect"
import { ChildProcess, type ChildProcessSpawner } from "effect/process"
import type { Source } from "./commandOutput.ts"
import type { Escapees } from "./escapees.ts"
import { type GroupStop, graceMs, stopGroup } from "./groupStop.ts"
import { parseReport, signalExitCode, signalIn, signalOfExitCode } from "./shellScript.ts"

/** How a command ended. */
export interface ShellEnding {
  /** 128 and the signal's number where a signal ended it. */
  readonly exitCode: number
  readonly signal: string | undefined
  /** Where the shell stood at its end; undefined where it could not tell. */
  readonly cwd: string | undefined
}

/** A command that was started. Its process group lives until `stop` or until nobody holds its pipes any more. */
export interface ShellProcess extends GroupStop {
  /** Of the shell, its process group and its session. */
  readonly id: number
  /** Pieces of output that have come so far. */
  readonly arrivals: () => number
  /** Waits for the shell's own end. */
  readonly exited: Effect.Effect<void>
  /** Reads what is left, without waiting long for children that keep the pipes. False where there are such children. */
  readonly drained: Effect.Effect<boolean>
  readonly ending: () => ShellEnding
  /** Completes once the group is gone and its pipes are closed. */
  readonly gone: Effect.Effect<void>
}

export interface ShellCommand {
  readonly shell: string
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** What is started runs the shell within and passes its end on: a signal comes as an exit code. */
  readonly relayed?: boolean
  readonly accept: (source: Source, bytes: Uint8Array) => Effect.Effect<void>
  /** Completes when all that was accepted is kept. */
  readonly settled: Effect.Effect<void>
  /** The children of this command that leave its process group, by the id of the shell. */
  readonly escapees: (shell: number) => Escapees
}

/** Children that keep the pipes silently are waited for so long (four steps without a byte) … */
const drainStepMs = 25
/** … and those that keep talking so long. */
const drainLimitMs = 1000

/** Characters of the report that are kept: a command may write to descriptor 3 too. */
const reportLimit = 10_000

/** Starts a shell in a process group of its own, with nothing on stdin. `scope` is closed when the group is gone. */
export const launch = Effect.fnUntraced(function* (
  spawner: ChildProcessSpawner.ChildProcessSpawner["Service"],
  command: ShellCommand,
  scope: Scope.Closeable
) {
  const handle = yield* spawner
    .spawn(
      ChildProcess.make(command.shell, [...command.args], {
        cwd: command.cwd,
        env: command.env,
        stdin: "ignore",
        additionalFds: { fd3: { type: "output" } },
        forceKillAfter: graceMs
      })
    )
    .pipe(Scope.provide(scope))

  let arrivals = 0
  let report = ""
  const decoder = new TextDecoder()
  const read = (source: Source, stream: typeof handle.stdout) =>
    Stream.runForEachArray(stream, (chunks) => {
      arrivals++
      return chunks.length === 1
        ? command.accept(source, chunks[0])
        : Effect.forEach(chunks, (bytes) => command.accept(source, bytes), { discard: true })
    }).pipe(
      Effect.catch((error) =>
        command.accept("stderr", new TextEncoder().encode(`[reading ${source} failed: ${error.message}]\n`))
      ),
      Effect.andThen(command.settled),
      Effect.forkIn(scope)
    )
  const readReport = Stream.runForEach(handle.getOutputFd(3), (bytes) =>
    Effect.sync(() => {
      report = (report + decoder.decode(bytes, { stream: true })).slice(-reportLimit)
    })
  ).pipe(Effect.ignore, Effect.forkIn(scope))
  const readers = [yield* read("stdout", handle.stdout), yield* read("stderr", handle.stderr), yield* readReport]
  const closed = Effect.asVoid(Fiber.awaitAll(readers))

  let signal: string | undefined
  let exitCode = 0
  const watcher = yield* Effect.forkIn(
    Effect.match(handle.exitCode, {
      onSuccess: (code) => {
        exitCode = code
      },
      onFailure: (error) => {
        signal = signalIn(`${error.message} ${String(error.reason.cause)}`) ?? "SIGKILL"
      }
    }),
    scope
  )
  const exited = Effect.asVoid(Fiber.await(watcher))

  const drained = Effect.gen(function* () {
    let seen = arrivals
    let quiet = 0
    for (let waited = 0; waited < drainLimitMs && quiet < 4; waited += drainStepMs) {
      if (Option.isSome(yield* Effect.timeoutOption(closed, drainStepMs))) return true
      quiet = seen === arrivals ? quiet + 1 : 0
      seen = arrivals
    }
    return false
  })

  const close = Scope.close(scope, Exit.void)
  // With the pipes of a relay closed nothing of it lives; that its dead are taken away (by PID 1) need not be waited for.
  const release = command.relayed === true ? Effect.asVoid(Effect.forkDetach(close)) : close
  const gone = exited.pipe(Effect.andThen(closed), Effect.andThen(release))
  const escapees = command.escapees(handle.pid)
  yield* Effect.forkIn(escapees.note, scope)
  const stopping = yield* stopGroup({
    kill: handle.kill({ killSignal: "SIGTERM", forceKillAfter: graceMs }),
    closed: Effect.andThen(exited, closed),
    remember: escapees.remember,
    sweep: escapees.kill,
    close: Scope.close(scope, Exit.void)
  })

  return {
    id: handle.pid,
    arrivals: () => arrivals,
    exited,
    drained,
    gone,
    ...stopping,
    ending: () => {
      if (signal !== undefined) return { exitCode: signalExitCode(signal), signal, cwd: undefined }
      const told = parseReport(report)
      const relayed = told === undefined && command.relayed === true ? signalOfExitCode(exitCode) : undefined
      if (relayed !== undefined) return { exitCode, signal: relayed, cwd: undefined }
      return { exitCode: told?.exitCode ?? exitCode, signal: undefined, cwd: told?.cwd }
    }
  } satisfies ShellProcess
})
