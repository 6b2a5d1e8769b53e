import { Schema } from "effect"
import type { TaskReport } from "../workspace/shellTasks.ts"

/** The typed output of `TaskOutput` and `TaskStop`. `exit_code` is there once the task has ended. */
export const TaskOutputSchema = Schema.Struct({
  task_id: Schema.String,
  command: Schema.String,
  status: Schema.Literals(["running", "exited", "stopped"]),
  exit_code: Schema.optionalKey(Schema.Number),
  signal: Schema.optionalKey(Schema.String),
  output: Schema.String,
  /** What a test runner or linter that has ended says: counts, and what failed where. */
  summary: Schema.optionalKey(Schema.String)
})
export type TaskOutput = typeof TaskOutputSchema.Type

export const taskOutputOf = (report: TaskReport): TaskOutput => ({
  task_id: report.id,
  command: report.command,
  status: report.status,
  ...(report.exitCode === undefined ? {} : { exit_code: report.exitCode }),
  ...(report.signal === undefined ? {} : { signal: report.signal }),
  output: report.output
})

/** For the model: one line of state, then what is new. */
export const describeTask = (task: TaskOutput): string => {
  const ending = task.signal === undefined ? `exit code ${task.exit_code}` : `by ${task.signal}`
  const state =
    task.status === "running"
      ? "is still running"
      : `${task.status === "stopped" ? "was stopped" : "has ended"}, ${ending}`
  const news = task.output.trimEnd()
  const summary = task.summary === undefined ? "" : `${task.summary}\n\n`
  return `${task.task_id} ${state}.\n${summary}${news === "" ? "(no new output)" : news}`
}
