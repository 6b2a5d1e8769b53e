import { Effect, Predicate, Schema } from "effect"
import type { Access } from "../domain/Access.ts"
import type { ToolContent } from "../domain/ToolCall.ts"
import type { QuestionDiff } from "../interaction/Interaction.ts"
import type { Confinement } from "../workspace/sandbox/policy.ts"
import type { ToolSpec } from "../model/Provider.ts"

/** A tool could not do what was asked. `message` is written for the model: what is wrong and what to send instead. */
export class ToolFailed extends Schema.TaggedError<ToolFailed>()("ToolFailed", {
  message: Schema.String,
  /** Typed output of a failure where hosts expect one (Bash with its exit code). */
  output: Schema.optionalKey(Schema.Unknown),
  /** The user wants the whole run to stop. */
  stop: Schema.optionalKey(Schema.Boolean)
}) {}

/** The arguments do not fit the tool's schema. */
export class ToolInputInvalid extends Schema.TaggedError<ToolInputInvalid>()("ToolInputInvalid", {
  tool: Schema.String,
  message: Schema.String
}) {}

/** What a running call may say while it runs. */
export interface ToolContext {
  readonly callId: string
  readonly progress: (text: string) => Effect.Effect<void>
  /** How the call's commands are confined; not at all where nobody says. */
  readonly confinement?: Effect.Effect<Confinement | undefined>
  /** Asks whether the call, which the sandbox has stopped for this reason (a sentence), may run again outside of it. */
  readonly askOutside?: (reason: string) => Effect.Effect<boolean>
}

/** A call with decoded arguments, ready to be judged and run. */
export interface PreparedCall<R> {
  readonly accesses: ReadonlyArray<Access>
  /** What the call would change in files, computed without writing: for a question about it. */
  readonly preview?: Effect.Effect<ReadonlyArray<QuestionDiff>, never, R>
  readonly run: (
    context: ToolContext
  ) => Effect.Effect<{ readonly output: unknown; readonly content: ToolContent }, ToolFailed, R>
}

/** Where a tool makes sense, if not everywhere. */
export type OfferedWhere = "where-someone-answers" | "in-plan-mode"

/** A tool as the pipeline sees it: its own types are closed over. */
export interface CoderTool<R = never> {
  readonly name: string
  readonly spec: ToolSpec
  /** Calls of `reads` tools run side by side, `writes` and `runs` one after another; `plan` mode offers no `writes`. */
  readonly effect: "reads" | "writes" | "runs"
  /** Touches nothing outside the conversation, so there is nothing to ask. */
  readonly harmless: boolean
  readonly offered?: OfferedWhere
  readonly prepare: (input: unknown) => Effect.Effect<PreparedCall<R>, ToolInputInvalid>
}

/** How a tool is written: a leaf with a name, schemas, what it touches, how it runs, and what the model reads of it. */
export interface ToolDefinition<I, O, R> {
  readonly name: string
  readonly description: string
  readonly input: Schema.Codec<I, unknown>
  readonly output: Schema.Codec<O, unknown>
  readonly effect: "reads" | "writes" | "runs"
  readonly harmless?: boolean
  readonly offered?: OfferedWhere
  /** JSON Schema of the input, written by hand where the derived one would be heavier than it need be. */
  readonly inputSchema: Readonly<Record<string, unknown>>
  readonly accesses: (input: I) => ReadonlyArray<Access>
  readonly preview?: (input: I) => Effect.Effect<ReadonlyArray<QuestionDiff>, never, R>
  readonly run: (input: I, context: ToolContext) => Effect.Effect<O, ToolFailed, R>
  readonly forModel: (output: O, input: I) => ToolContent
}

/** Names the field and what is wanted, one problem a line, as a model can act on it. */
const describeIssue = (tool: string, error: Schema.SchemaError): string =>
  `The arguments of ${tool} are wrong: ${error.message}. Nothing was done. Send the call again with arguments that fit the schema.`

/** Many models send null for an argument that they leave out. No tool of ours takes null, so it means the same. */
const withoutNulls = (input: unknown): unknown => {
  if (Array.isArray(input)) return input.map(withoutNulls)
  if (!Predicate.isObject(input)) return input
  return Object.fromEntries(
    Object.entries(input).flatMap(([key, value]) => (value === null ? [] : [[key, withoutNulls(value)]]))
  )
}

/** Closes over the definition's types, so that tools of all kinds stand in one list. */
export const defineTool = <I, O, R>(definition: ToolDefinition<I, O, R>): CoderTool<R> => {
  const decode = Schema.decodeUnknownEffect(definition.input)
  const encode = Schema.encodeEffect(definition.output)
  return {
    name: definition.name,
    spec: { name: definition.name, description: definition.description, inputSchema: definition.inputSchema },
    effect: definition.effect,
    harmless: definition.harmless ?? false,
    ...(definition.offered === undefined ? {} : { offered: definition.offered }),
    prepare: (raw) =>
      decode(withoutNulls(raw)).pipe(
        Effect.mapError(
          (error) => new ToolInputInvalid({ tool: definition.name, message: describeIssue(definition.name, error) })
        ),
        Effect.map((input) => ({
          accesses: definition.accesses(input),
          ...(definition.preview === undefined ? {} : { preview: definition.preview(input) }),
          run: (context) =>
            definition.run(input, context).pipe(
              Effect.flatMap((output) =>
                encode(output).pipe(
                  Effect.orDie,
                  Effect.map((encoded) => ({ output: encoded, content: definition.forModel(output, input) }))
                )
              )
            )
        }))
      )
  }
}
