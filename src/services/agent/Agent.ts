import { Context, type Effect, Layer, type Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { Input } from "../domain/Input.ts"
import type { ModelFault } from "../model/ModelFault.ts"
import type { SessionLocked, SessionNotFound, SessionRefused, SessionUnwritable } from "../session/Sessions.ts"
import type { ContextUsage } from "./contextUsage.ts"
import { makeEngine } from "./engine.ts"
import type { WishedPrompt } from "./open.ts"
import type { OpenedSession, RewindTargetUnknown, Rewound, WhichSession } from "./OpenedSession.ts"
import type { SchemaUnusable } from "./structuredOutput.ts"

export type { OpenedSession, RewindTargetUnknown, Rewound, WhichSession }

/** What can keep a run from starting at all, or from being recorded. Everything else is told by `RunEnded`. */
export type AgentFault = SessionNotFound | SessionRefused | SessionLocked | SessionUnwritable | SchemaUnusable

/** The engine. One stream out, one door in: cancel is to interrupt the stream. One session at a time, opened on first use. */
export class Agent extends Context.Service<
  Agent,
  {
    /** Runs turns until the model calls no tool. The stream ends with one `RunEnded`. One run at a time: a second one waits. */
    readonly send: (input: Input) => Stream.Stream<AgentEvent, AgentFault>
    /** Ends the run under way so that its stream still tells how it ended. Elsewhere, interrupt the stream. */
    readonly interrupt: Effect.Effect<void>
    /** What the system prompt is to be, told by a host before its first input. Later it changes nothing. */
    readonly setPrompt: (prompt: WishedPrompt) => Effect.Effect<void>
    /**
     * Reaches the model at its next step of the run under way, which tells `InputTaken` then; what a run did not take,
     * `RunEnded.untaken` gives back. False where no run could take it: the input stays with the caller.
     */
    readonly steer: (input: Input) => Effect.Effect<boolean>
    /** Takes back an input that still waits for the model's next step: the one with this id, or the newest. */
    readonly withdraw: (id?: string) => Effect.Effect<Input | undefined>
    /** Records something for the model to know (what a command printed that the user ran), without a run. */
    readonly addContext: (content: Input["content"]) => Effect.Effect<void, AgentFault>
    /** The session that inputs go to. Opens it. */
    readonly session: Effect.Effect<OpenedSession, AgentFault>
    /**
     * Goes on with another session; the one before is let go. Waits for the run under way: interrupt it first. Where the
     * other cannot be opened, nothing changes.
     */
    readonly open: (which: WhichSession) => Effect.Effect<OpenedSession, AgentFault>
    /**
     * Goes back to before a request (`rewindPoints` of the records). Files are not changed back. Waits for the run under way,
     * as `open` does.
     */
    readonly rewind: (recordId: string) => Effect.Effect<Rewound, AgentFault | RewindTargetUnknown>
    /** Names the session; an empty title takes the name away. */
    readonly rename: (title: string) => Effect.Effect<void, AgentFault>
    /** Puts a running command into the background, that of this call or the newest: gives its task id, undefined where none runs. */
    readonly background: (callId?: string) => Effect.Effect<string | undefined>
    readonly setModel: (reference: string) => Effect.Effect<void, AgentFault | ModelFault>
    /** Compacts now, with what the user wants kept in mind. */
    readonly compact: (instructions: string | undefined) => Stream.Stream<AgentEvent, AgentFault>
    readonly contextUsage: Effect.Effect<ContextUsage, AgentFault | ModelFault>
  }
>()("coderx/agent/Agent") {
  static readonly layer = Layer.effect(Agent, makeEngine)
}
