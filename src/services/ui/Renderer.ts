import { Context, type Effect, type Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"

/** Port: a screen or a machine format. A function of the event stream; it never calls the agent. */
export class Renderer extends Context.Service<
  Renderer,
  {
    readonly render: <E, R>(events: Stream.Stream<AgentEvent, E, R>) => Effect.Effect<void, E, R>
  }
>()("coderx/ui/Renderer") {}
