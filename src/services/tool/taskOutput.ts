import { Effect, Schema } from "effect"
import { Shell } from "../workspace/Shell.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { describeTask, TaskOutputSchema, taskOutputOf } from "./taskReport.ts"

const defaultTimeoutMs = 30_000
const longestTimeoutMs = 600_000

const Input = Schema.Struct({
  task_id: Schema.String,
  block: Schema.optionalKey(Schema.Boolean),
  timeout: Schema.optionalKey(Schema.Number.check(Schema.isGreaterThanOrEqualTo(0)))
})

/** What a background task has written since it was last asked, and whether it still runs. */
export const taskOutput = defineTool({
  name: "TaskOutput",
  description: "Gives the new output of a background task and its status. Waits for its end unless block is false.",
  input: Input,
  output: TaskOutputSchema,
  effect: "reads",
  harmless: true,
  inputSchema: {
    type: "object",
    properties: {
      task_id: { type: "string" },
      block: { type: "boolean" },
      timeout: { type: "number", description: "Milliseconds to wait, default 30000" }
    },
    required: ["task_id"]
  },
  accesses: () => [],
  run: Effect.fnUntraced(function* (input) {
    const shell = yield* Shell
    const waitMs = input.block === false ? 0 : Math.min(input.timeout ?? defaultTimeoutMs, longestTimeoutMs)
    return yield* shell.output(input.task_id, waitMs).pipe(
      Effect.map(taskOutputOf),
      Effect.mapError((error) => new ToolFailed({ message: error.message }))
    )
  }),
  forModel: describeTask
})
