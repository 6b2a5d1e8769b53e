import { Effect, Schema } from "effect"
import { commandSummary } from "../project/commandSummary.ts"
import { isRisky } from "../workspace/patternRisk.ts"
import { badPattern } from "../workspace/searchLines.ts"
import { compilePattern } from "../workspace/searchText.ts"
import { Shell } from "../workspace/Shell.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { describeTask, TaskOutputSchema, taskOutputOf } from "./taskReport.ts"

const defaultTimeoutMs = 30_000
const longestTimeoutMs = 600_000

const Input = Schema.Struct({
  task_id: Schema.String,
  block: Schema.optionalKey(Schema.Boolean),
  pattern: Schema.optionalKey(Schema.String),
  timeout: Schema.optionalKey(Schema.Number.check(Schema.isGreaterThanOrEqualTo(0)))
})

const patternOf = (text: string) => {
  const risky = isRisky(text) ? "it repeats a group that repeats or chooses, which may take for ever" : undefined
  const pattern = risky ?? compilePattern(text, { ignoreCase: false, multiline: false })
  return typeof pattern === "string"
    ? Effect.fail(new ToolFailed({ message: badPattern(text, pattern) }))
    : Effect.succeed(pattern)
}

/** What a background task has written since it was last asked, and whether it still runs. */
export const taskOutput = defineTool({
  name: "TaskOutput",
  description: "New output and status of a background task. Waits for its end unless block is false.",
  input: Input,
  output: TaskOutputSchema,
  effect: "reads",
  harmless: true,
  inputSchema: {
    type: "object",
    properties: {
      task_id: { type: "string" },
      block: { type: "boolean" },
      pattern: { type: "string", description: "Wait for a line like this" },
      timeout: { type: "number", description: "Milliseconds, default 30000" }
    },
    required: ["task_id"]
  },
  accesses: () => [],
  run: Effect.fnUntraced(function* (input) {
    const shell = yield* Shell
    const waitMs = input.block === false ? 0 : Math.min(input.timeout ?? defaultTimeoutMs, longestTimeoutMs)
    const pattern = input.pattern === undefined ? undefined : yield* patternOf(input.pattern)
    const report = yield* Effect.mapError(
      shell.output(input.task_id, waitMs, pattern),
      (error) => new ToolFailed({ message: error.message })
    )
    const { command, directory, output: text, status, whole } = report
    const summary = status === "exited" ? yield* commandSummary({ command, directory, text, cut: !whole }) : undefined
    return { ...taskOutputOf(report), ...(summary === undefined ? {} : { summary }) }
  }),
  forModel: describeTask
})
