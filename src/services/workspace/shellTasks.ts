import { Effect, Fiber, Schema } from "effect"
import type { TaskOutput } from "./commandOutput.ts"
import { outputPattern } from "./outputPattern.ts"
import type { ShellProcess } from "./shellProcess.ts"

/** No task has this id. */
export class TaskUnknown extends Schema.TaggedError<TaskUnknown>()("TaskUnknown", {
  id: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message(): string {
    const known = this.known.length === 0 ? "No task was started." : `There are: ${this.known.join(", ")}.`
    return `No background task has the id ${JSON.stringify(this.id)}. ${known}`
  }
}

export interface TaskState {
  readonly id: string
  readonly command: string
  /** `stopped` by us, `exited` by itself. */
  readonly status: "running" | "exited" | "stopped"
  readonly exitCode: number | undefined
  readonly signal: string | undefined
}

/** The state of a task, and what it has written since it was last asked for. */
export interface TaskReport extends TaskState {
  readonly output: string
  /** Where the shell stood when it began. */
  readonly directory: string
  /** Whether `output` is all that it has written: nothing was told before. */
  readonly whole: boolean
}

export interface ShellTasks {
  readonly add: (begun: Pick<Task, "command" | "directory" | "output" | "process" | "told">) => Effect.Effect<string>
  /**
   * @param waitMs waits so long for its end; 0 does not wait
   * @param pattern ends the waiting as soon as a line that was not told yet matches
   */
  readonly output: (id: string, waitMs: number, pattern?: RegExp) => Effect.Effect<TaskReport, TaskUnknown>
  readonly stop: (id: string) => Effect.Effect<TaskReport, TaskUnknown>
  readonly list: Effect.Effect<ReadonlyArray<TaskState>>
}

interface Task {
  readonly id: string
  readonly command: string
  readonly process: ShellProcess
  readonly output: TaskOutput
  readonly directory: string
  /** Whether some of its output was told. */
  told: boolean
  /** Completes when the command has ended and what it wrote is read. */
  done: Effect.Effect<void>
  ended: boolean
  stopped: boolean
}

const stateOf = (task: Task): TaskState => {
  const { command, id } = task
  if (!task.ended && !task.stopped) return { id, command, status: "running", exitCode: undefined, signal: undefined }
  const { exitCode, signal } = task.process.ending()
  return { id, command, status: task.stopped ? "stopped" : "exited", exitCode, signal }
}

/** The commands that run in the background of a session, by id. */
export const makeShellTasks = (): ShellTasks => {
  const tasks = new Map<string, Task>()

  const find = (id: string): Effect.Effect<Task, TaskUnknown> => {
    const task = tasks.get(id)
    return task === undefined ? Effect.fail(new TaskUnknown({ id, known: [...tasks.keys()] })) : Effect.succeed(task)
  }
  const report = (task: Task): TaskReport => {
    const output = task.output.news()
    const whole = !task.told
    task.told ||= output !== ""
    return { ...stateOf(task), output, directory: task.directory, whole }
  }

  return {
    add: Effect.fnUntraced(function* (begun) {
      const id = `bash_${tasks.size + 1}`
      const task: Task = { ...begun, id, ended: false, stopped: false, done: Effect.void }
      const watcher = yield* Effect.andThen(task.process.exited, task.process.drained).pipe(
        Effect.andThen(
          Effect.sync(() => {
            task.ended = true
          })
        ),
        Effect.forkDetach
      )
      task.done = Effect.asVoid(Fiber.await(watcher))
      tasks.set(id, task)
      return id
    }),
    output: Effect.fnUntraced(function* (id, waitMs, pattern) {
      const task = yield* find(id)
      const matched = pattern === undefined ? Effect.never : task.output.until(outputPattern(pattern))
      if (waitMs > 0 && !task.ended) yield* Effect.timeoutOption(Effect.raceFirst(task.done, matched), waitMs)
      return report(task)
    }),
    stop: Effect.fnUntraced(function* (id) {
      const task = yield* find(id)
      if (task.ended) return report(task)
      task.stopped = true
      yield* task.process.stop
      yield* Effect.timeoutOption(task.done, 100)
      return report(task)
    }),
    list: Effect.sync(() => [...tasks.values()].map(stateOf))
  }
}
