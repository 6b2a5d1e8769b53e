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

/**
 * Whether a call did not do what it was meant to: it could not run, or a command said no by its exit code. A command that
 * ends with 1 and says nothing has answered a question (`grep` without a match, `test`), so it has not failed.
 */
export const hasFailed = ({ kind, output }: SettledCall): boolean => {
  if (kind !== "done") return true
  if (typeof output !== "object" || output === null || !("exitCode" in output) || output.exitCode === 0) return false
  const silent = "stdout" in output && output.stdout === "" && "stderr" in output && output.stderr === ""
  return !(output.exitCode === 1 && silent)
}
