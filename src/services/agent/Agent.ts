import { Context, type Effect, type Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { Input } from "../domain/Input.ts"
import type { ModelFault } from "../model/ModelFault.ts"
import type { SessionUnwritable } from "../session/Sessions.ts"

/** How full the window is, for `get_context_usage` and screens. */
export interface ContextUsage {
  readonly model: string
  readonly tokens: number
  readonly window: number
  readonly categories: ReadonlyArray<{ readonly name: string; readonly tokens: number }>
}

/** The engine. One stream out, one door in: cancel is to interrupt the stream. One session, opened on first use. */
export class Agent extends Context.Service<
  Agent,
  {
    /** Runs turns until the model calls no tool. The stream ends with one `RunEnded`. */
    readonly send: (input: Input) => Stream.Stream<AgentEvent, ModelFault | SessionUnwritable>
    /** Reaches the model at its next step of the run under way. */
    readonly steer: (input: Input) => Effect.Effect<void>
    readonly setModel: (reference: string) => Effect.Effect<void, ModelFault>
    /** Compacts now. */
    readonly compact: (instructions: string | undefined) => Stream.Stream<AgentEvent, ModelFault | SessionUnwritable>
    readonly contextUsage: Effect.Effect<ContextUsage>
  }
>()("coderx/agent/Agent") {}
