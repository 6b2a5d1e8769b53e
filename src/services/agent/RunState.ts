import type { AgentEvent, StopReason } from "../domain/AgentEvent.ts"
import type { ModelInfo } from "../model/Provider.ts"
import type { Counted } from "../model/window.ts"
import type { Conversation } from "./Conversation.ts"
import type { Repeats } from "./repeats.ts"
import type { Shape } from "./shape.ts"
import type { Totals } from "./Totals.ts"

/** What stays over the whole session. One writer: the run under way. */
export interface SessionState {
  readonly conversation: Conversation
  model: ModelInfo
  system: ReadonlyArray<string>
  /** What the provider counted of the last request and reply. What came after is estimated. */
  counted: Counted | undefined
}

/** What lasts one run, from an input to its answer. */
export interface RunState {
  readonly session: SessionState
  readonly shape: Shape | undefined
  totals: Totals
  turns: number
  repeats: Repeats
  stopReason: StopReason
  /** What its end left to tell: the reply that was cut off, the calls without a result. */
  late: Array<AgentEvent>
  structuredOutput: { readonly value: unknown } | undefined
}
