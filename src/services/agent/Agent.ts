import { Context, type Effect, Layer, type Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { Input } from "../domain/Input.ts"
import type { ModelFault } from "../model/ModelFault.ts"
import type { SessionLocked, SessionNotFound, SessionRefused, SessionUnwritable } from "../session/Sessions.ts"
import type { ContextUsage } from "./contextUsage.ts"
import { makeEngine } from "./engine.ts"
import type { WishedPrompt } from "./open.ts"
import type { SchemaUnusable } from "./structuredOutput.ts"

/** What can keep a run from starting at all, or from being recorded. Everything else is told by `RunEnded`. */
export type AgentFault = SessionNotFound | SessionRefused | SessionLocked | SessionUnwritable | SchemaUnusable

/** The engine. One stream out, one door in: cancel is to interrupt the stream. One session, opened on first use. */
export class Agent extends Context.Service<
  Agent,
  {
    /** Runs turns until the model calls no tool. The stream ends with one `RunEnded`. One run at a time: a second one waits. */
    readonly send: (input: Input) => Stream.Stream<AgentEvent, AgentFault>
    /** Ends the run under way so that its stream still tells how it ended. Elsewhere, interrupt the stream. */
    readonly interrupt: Effect.Effect<void>
    /** What the system prompt is to be, told by a host before its first input. Later it changes nothing. */
    readonly setPrompt: (prompt: WishedPrompt) => Effect.Effect<void>
    /** Reaches the model at its next step of the run under way. */
    readonly steer: (input: Input) => Effect.Effect<void, AgentFault | ModelFault>
    readonly setModel: (reference: string) => Effect.Effect<void, AgentFault | ModelFault>
    /** Compacts now, with what the user wants kept in mind. */
    readonly compact: (instructions: string | undefined) => Stream.Stream<AgentEvent, AgentFault>
    readonly contextUsage: Effect.Effect<ContextUsage, AgentFault | ModelFault>
  }
>()("coderx/agent/Agent") {
  static readonly layer = Layer.effect(Agent, makeEngine)
}
