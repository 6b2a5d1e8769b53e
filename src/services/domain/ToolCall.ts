import type { FilePart, TextPart } from "./Message.ts"

/** A call as the model wrote it. `malformed` holds the raw text where the arguments were not one JSON object. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly input: unknown
  readonly malformed?: string
}

/** What the model reads of a finished call: text, and images where it can see them. */
export type ToolContent = string | ReadonlyArray<TextPart | FilePart>

/** How a call ended. Every call ends in exactly one of these, also when it was refused or interrupted. */
export type ToolOutcomeKind = "done" | "failed" | "refused" | "invalid" | "interrupted"

/** A settled call: what goes to the model, and the typed output for hosts and screens. */
export interface SettledCall {
  readonly call: ToolCall
  readonly kind: ToolOutcomeKind
  readonly content: ToolContent
  /** The tool's encoded output (`tool_use_result` of the contract), or the sentence that says why there is none. */
  readonly output: unknown
}
