import { Effect, Schema } from "effect"
import { Shell } from "../workspace/Shell.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { describeTask, TaskOutputSchema, taskOutputOf } from "./taskReport.ts"

/** Ends a background task with all its children, and gives what it said last. */
export const taskStop = defineTool({
  name: "TaskStop",
  description: "Ends a background task and gives its last output.",
  input: Schema.Struct({ task_id: Schema.String }),
  output: TaskOutputSchema,
  effect: "runs",
  harmless: true,
  inputSchema: { type: "object", properties: { task_id: { type: "string" } }, required: ["task_id"] },
  accesses: () => [],
  run: Effect.fnUntraced(function* (input) {
    const shell = yield* Shell
    return yield* shell.stop(input.task_id).pipe(
      Effect.map(taskOutputOf),
      Effect.mapError((error) => new ToolFailed({ message: error.message }))
    )
  }),
  forModel: describeTask
})
