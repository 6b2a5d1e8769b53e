import { Effect, Schema } from "effect"
import { type CoderTool, ToolInputInvalid } from "../tool/CoderTool.ts"

/** The tool by which a model hands over an answer in a given shape. The name is the one that hosts of Claude Code know. */
export const structuredOutputName = "StructuredOutput"

/** How often a wrong shape is sent back before the run ends with `error_max_structured_output_retries`. */
export const maxShapeAttempts = 5

/** Checks a value against the JSON Schema of `--json-schema`; the problems, or none. */
export type ShapeCheck = (value: unknown) => ReadonlyArray<string>

/** `--json-schema` is not JSON, or not a schema. */
export class SchemaUnusable extends Schema.TaggedError<SchemaUnusable>()("SchemaUnusable", {
  message: Schema.String
}) {}

/** Builds the tool. `accept` is told the value once it fits. */
export const structuredOutputTool = (
  schema: Readonly<Record<string, unknown>>,
  check: ShapeCheck,
  accept: (value: unknown) => Effect.Effect<void>
): CoderTool => ({
  name: structuredOutputName,
  spec: {
    name: structuredOutputName,
    description:
      "Hand over the final answer in the shape that was asked for. Call it exactly once, when the work is done.",
    inputSchema: schema
  },
  effect: "reads",
  harmless: true,
  prepare: (input) => {
    const problems = check(input)
    if (problems.length > 0) {
      return Effect.fail(
        new ToolInputInvalid({
          tool: structuredOutputName,
          message: `The answer does not fit the schema: ${problems.slice(0, 5).join("; ")}. Send it again in the right shape.`
        })
      )
    }
    return Effect.succeed({
      accesses: [],
      run: () => Effect.as(accept(input), { output: input, content: "The answer was taken." })
    })
  }
})

/** What a model is told that answered in prose where a shape was asked for. */
export const shapeReminder = `Hand over the answer by calling ${structuredOutputName} with the shape that was asked for.`
