import type { Effect } from "effect"
import type { Access } from "../domain/Access.ts"
import type { ToolCall } from "../domain/ToolCall.ts"
import type { QuestionDiff } from "../interaction/Interaction.ts"

/** What a tool call is judged by: the call and the accesses that its tool states for it. */
export interface JudgedCall {
  readonly call: ToolCall
  readonly accesses: ReadonlyArray<Access>
  /** A tool that touches nothing outside the conversation (TodoWrite, TaskOutput). */
  readonly harmless: boolean
  /** It has run in the sandbox and failed there, for this reason (a sentence): to run it outside needs a yes of its own. */
  readonly outside?: string
  /** What the call would change in files, computed without writing; only looked at where a question is asked. */
  readonly preview?: Effect.Effect<ReadonlyArray<QuestionDiff>>
  /** Where the call holds secrets that its writer saw only by their marks: what is shown, told and kept of it. */
  readonly veiled?: {
    readonly shown: ToolCall
    readonly hide: (text: string) => Effect.Effect<string>
    /** Turns the marks of an input back, as somebody answered it. */
    readonly open: (input: unknown) => Effect.Effect<unknown>
  }
}
