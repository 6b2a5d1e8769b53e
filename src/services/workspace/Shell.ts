import {
  Clock,
  Console,
  Context,
  Effect,
  Exit,
  FileSystem,
  Layer,
  Option,
  Path,
  type PlatformError,
  Scope
} from "effect"
import { ChildProcessSpawner } from "effect/process"
import { Host } from "../host/Host.ts"
import { Keys } from "../settings/Keys.ts"
import { Paths } from "../settings/Paths.ts"
import { Settings } from "../settings/Settings.ts"
import { attend } from "./attend.ts"
import { ConfinedTo } from "./ConfinedTo.ts"
import { CommandNotStarted } from "./CommandNotStarted.ts"
import { commandFile } from "./commandFile.ts"
import { type CommandOutput, commandOutput, heard, taskOutput } from "./commandOutput.ts"
import { callVariable, escapees, leftBehind, survivors } from "./escapees.ts"
import { findShell } from "./findShell.ts"
import { makeForeground } from "./foreground.ts"
import type { InputWait } from "./inputWait.ts"
import { Sandbox } from "./Sandbox.ts"
import { type NotConfined, unconfined } from "./sandbox/confined.ts"
import { type ConfinedRun, confinedRun } from "./sandbox/signs.ts"
import { loginEnvironment } from "./loginEnvironment.ts"
import { launch, type ShellProcess } from "./shellProcess.ts"
import { childEnvironment, shellArguments } from "./shellScript.ts"
import { makeShellTasks, type TaskReport, type TaskState, type TaskUnknown } from "./shellTasks.ts"
import { type SpillFile, spillFile } from "./spillFile.ts"
import { Workspace } from "./Workspace.ts"

export { CommandNotStarted } from "./CommandNotStarted.ts"

export interface RunOptions {
  /** Milliseconds; 120,000 by default. */
  readonly timeoutMs?: number
  /** Is told what has arrived, at most ten times a second. */
  readonly onOutput?: (text: string) => Effect.Effect<void>
  /** Is given every byte as it arrives, and waited for. */
  readonly onBytes?: (bytes: Uint8Array) => Effect.Effect<void>
  /** The tool call that it is for, by which `background` knows it. */
  readonly callId?: string
}

/** A command that has ended, was ended by its limit of time, or goes on in the background. */
export interface ShellResult {
  readonly stdout: string
  readonly stderr: string
  /** Both in the order of their arrival. */
  readonly text: string
  readonly exitCode: number
  readonly signal: string | undefined
  /** It was ended by its limit of time. */
  readonly timedOut: boolean
  /** It was ended because this process of it waited for somebody to type. */
  readonly waited: InputWait | undefined
  /** It goes on in the background under this id: what is told of it here is what it said so far. */
  readonly taskId?: string
  /** It was run in a sandbox. */
  readonly confined?: ConfinedRun
  /** Facts about the shell that the model should know: sentences. */
  readonly notices: ReadonlyArray<string>
}

/**
 * Commands in the user's shell. The directory lasts from one command to the next, inside the working directories.
 * Every command has a process group of its own, which is ended with it when it is interrupted or takes too long; what a
 * command leaves in the background, and background tasks, end with the layer's scope.
 */
export class Shell extends Context.Service<
  Shell,
  {
    /** Where the next command starts. */
    readonly cwd: Effect.Effect<string>
    /** Interrupting it ends the command and all its children within a second. */
    readonly run: (command: string, options?: RunOptions) => Effect.Effect<ShellResult, CommandNotStarted>
    /** Starts a command in the background and gives its task id. It does not change the directory. */
    readonly start: (command: string) => Effect.Effect<string, CommandNotStarted>
    /** Lets a command that `run` waits for go on in the background: that of this call, or the newest. Gives its task id. */
    readonly background: (callId?: string) => Effect.Effect<string | undefined>
    /** Waits for the end of a task, or until a new line of its output matches, for so long at most. */
    readonly output: (id: string, waitMs: number, pattern?: RegExp) => Effect.Effect<TaskReport, TaskUnknown>
    readonly stop: (id: string) => Effect.Effect<TaskReport, TaskUnknown>
    readonly tasks: Effect.Effect<ReadonlyArray<TaskState>>
    /** Where outputs too long for the model are kept while the session lasts; undefined until there is one. */
    readonly outputDirectory: Effect.Effect<string | undefined>
  }
>()("coderx/workspace/Shell") {
  static readonly layer = Layer.effect(
    Shell,
    Effect.gen(function* () {
      const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const host = yield* Host
      const settings = yield* Settings
      const keys = yield* Keys
      const workspace = yield* Workspace
      const session = yield* Effect.scope
      const [paths, sandbox] = [yield* Paths, yield* Sandbox]
      const confiner = yield* Effect.cached(
        Effect.flatMap(
          Effect.promise(() => import("./sandbox/confiner.ts")),
          ({ makeConfiner }) => makeConfiner({ fs, path, host, paths, workspace, sandbox, session })
        )
      )

      /** Of this session alone: a process id comes again, and what an earlier session left is none of ours. */
      const ours = `${host.pid}.${(yield* Clock.currentTimeMillis).toString(36)}`
      const live = new Set<ShellProcess>()
      const foreground = makeForeground()
      const tasks = makeShellTasks()
      let cwd = workspace.cwd
      let started = 0
      let directory: string | undefined

      yield* Effect.addFinalizer(() =>
        Effect.gen(function* () {
          if (started === 0) return
          yield* Effect.forEach(live, (process) => process.end, { concurrency: "unbounded", discard: true })
          const left = yield* survivors(fs, host.pid, `${ours}-`)
          if (left.length > 0) yield* Console.error(leftBehind(left))
        })
      )

      const shell = yield* Effect.cached(findShell(fs, host.env["SHELL"]))
      const environment = yield* Effect.cached(
        Effect.flatMap(Effect.all([keys.names, workspace.roots]), ([names, roots]) =>
          loginEnvironment(fs, spawner, host, names, roots)
        )
      )
      const outputs = yield* Effect.cached(
        fs.makeTempDirectoryScoped({ directory: host.tmp, prefix: "coderx-output-" }).pipe(
          Scope.provide(session),
          Effect.flatMap((made) => fs.realPath(made)),
          Effect.tap((made) =>
            Effect.sync(() => {
              directory = made
            })
          )
        )
      )
      const fileNamed = (name: string) => Effect.map(outputs, (folder) => path.join(folder, name))

      const notStarted = (command: string) => (error: PlatformError.PlatformError | NotConfined) => {
        if (error._tag === "NotConfined") return new CommandNotStarted({ command, message: error.message })
        const gone = error.reason._tag === "NotFound" && cwd !== workspace.cwd
        const message = gone
          ? `The shell's directory ${cwd} is gone. Nothing was run. The next command starts in ${workspace.cwd}: send it again from there.`
          : `The command could not be started: ${error.message}`
        if (gone) cwd = workspace.cwd
        return new CommandNotStarted({ command, message })
      }

      /** Starts the command; the process is stopped with the session unless it is gone before. */
      const begin = Effect.fnUntraced(function* <O extends Pick<CommandOutput, "accept">>(
        command: string,
        collect: (spill: SpillFile) => O
      ) {
        const number = ++started
        const mark = `${ours}-${number}`
        const scope = yield* Scope.make()
        const spill = spillFile(fs, scope, fileNamed(`output-${number}.txt`))
        const output = collect(spill)
        const { confined, process } = yield* Effect.gen(function* () {
          const program = yield* shell
          const file = yield* commandFile(fs, command, fileNamed(`command-${number}.sh`))
          const how = yield* ConfinedTo
          const inner = {
            program,
            args: (alone: boolean) => shellArguments(program, command, file, alone),
            cwd,
            env: {
              ...childEnvironment(yield* environment, settings.values.env, yield* keys.names),
              [callVariable]: mark
            },
            readable: directory === undefined ? [] : [directory]
          }
          const confined = how === undefined ? unconfined(inner) : yield* (yield* confiner)(how, inner)
          const process = yield* launch(
            spawner,
            {
              shell: confined.program,
              args: confined.args,
              cwd,
              env: confined.env,
              relayed: confined.run !== undefined,
              accept: output.accept,
              settled: spill.settled,
              escapees: (id) => escapees(fs, spawner, id, mark)
            },
            scope
          )
          return { confined, process }
        }).pipe(
          Effect.mapError(notStarted(command)),
          Effect.tapCause(() => Scope.close(scope, Exit.void))
        )
        live.add(process)
        yield* Effect.forkDetach(
          Effect.andThen(
            process.gone,
            Effect.andThen(
              confined.tidy,
              Effect.sync(() => live.delete(process))
            )
          )
        )
        return { process, output, confined }
      })

      /** Takes over the directory in which a command ended, and says so where the model must know. */
      const moveTo = Effect.fnUntraced(function* (ended: string | undefined) {
        if (ended === undefined || ended === cwd) return []
        const target = yield* Effect.option(workspace.resolve(ended))
        if (Option.isSome(target) && target.value.inside && target.value.kind === "directory") {
          if (target.value.real === cwd) return []
          cwd = target.value.real
          return [`The shell is now in ${cwd}.`]
        }
        cwd = workspace.cwd
        return [`${ended} is not in the working directories: the next command starts in ${cwd} again.`]
      })

      const run = Effect.fn("Shell.run")(function* (command: string, options?: RunOptions) {
        const { onBytes, onOutput, timeoutMs = defaultTimeoutMs } = options ?? {}
        return yield* Effect.uninterruptibleMask((restore) =>
          Effect.gen(function* () {
            const { confined, output, process } = yield* begin(command, (spill) => heard(commandOutput(spill), onBytes))
            const directory = cwd
            const become = Effect.suspend(() =>
              tasks.add({ command, directory, process, told: output.text() !== "", output: output.handOver() })
            )
            const ended = Effect.raceFirst(process.exited, attend(fs, process, output.news, onOutput))
            const said = () => ({ stdout: output.stdout(), stderr: output.stderr(), text: output.text() })
            return yield* restore(
              Effect.gen(function* () {
                const first = yield* foreground.wait(options?.callId, become, Effect.timeoutOption(ended, timeoutMs))
                if (first._tag === "LetGo") return { ...said(), ...letGo, taskId: first.id } satisfies ShellResult
                const end = first.value
                const timedOut = Option.isNone(end)
                const waited = Option.getOrUndefined(end) ?? undefined
                if (timedOut || waited !== undefined) {
                  yield* process.stop
                  yield* Effect.timeoutOption(process.exited, 100)
                }
                const quiet = yield* process.drained
                const ending = process.ending()
                const moved = [...(yield* moveTo(ending.cwd)), ...(yield* confined.after(quiet))]
                return {
                  ...said(),
                  ...confinedRun(confined.run, { ...ending, stderr: output.stderr() }),
                  exitCode: ending.exitCode,
                  signal: ending.signal,
                  timedOut,
                  waited,
                  notices: quiet || timedOut || waited !== undefined ? moved : [...moved, leftRunning]
                } satisfies ShellResult
              })
            ).pipe(Effect.onInterrupt(() => process.stop))
          })
        )
      })

      const start = Effect.fn("Shell.start")(function* (command: string) {
        return yield* Effect.uninterruptible(
          Effect.gen(function* () {
            const directory = cwd
            const { output, process } = yield* begin(command, taskOutput)
            return yield* tasks.add({ command, directory, process, told: false, output })
          })
        )
      })

      return Shell.of({
        cwd: Effect.sync(() => cwd),
        run,
        start,
        background: foreground.letGo,
        output: tasks.output,
        stop: tasks.stop,
        tasks: tasks.list,
        outputDirectory: Effect.sync(() => directory)
      })
    })
  )
}

const defaultTimeoutMs = 120_000
/** Nothing is known yet of how it ends. */
const letGo = { exitCode: 0, signal: undefined, timedOut: false, waited: undefined, notices: [] }

const leftRunning =
  "Processes that the command left in the background are still running. They are stopped when the session ends."
