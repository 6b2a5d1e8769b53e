import { Context, type Effect, Runtime, Schema, type Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"

/** Who listens has gone (a closed pipe): nothing is left to be told, and that is no failure. */
export class ListenerGone extends Schema.TaggedError<ListenerGone>()("ListenerGone", {}) {
  override readonly [Runtime.errorReported] = false
  override readonly [Runtime.errorExitCode] = 0
}

/** Port: a screen or a machine format. A function of the event stream; it never calls the agent. */
export class Renderer extends Context.Service<
  Renderer,
  {
    /** Shows the events as they come. Fails with what the stream fails with, after showing what came before. */
    readonly render: <E, R>(events: Stream.Stream<AgentEvent, E, R>) => Effect.Effect<void, E | ListenerGone, R>
  }
>()("coderx/ui/Renderer") {}
