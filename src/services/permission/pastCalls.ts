import type { ToolCall } from "../domain/ToolCall.ts"
import type { Facts } from "./facts.ts"

/** A call of this session that needed a yes, with what the machine was like then. */
export interface PastCall {
  /** The call as it may be shown: secrets by their marks. */
  readonly shown: ToolCall
  readonly facts: Facts
}

/** So many of them are kept: for the preview of a rule, not for a history. */
export const mostPast = 100
