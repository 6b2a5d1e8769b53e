import { Context, type Effect, type Stream } from "effect"
import type { ListenerGone } from "../ui/Renderer.ts"
import type { HostRequest } from "./hostRequest.ts"

/** A JSON object that is one line of the protocol. */
export type WireObject = Readonly<Record<string, unknown>>

/** Port: the lines between Coder-X and a host program, with questions matched to their answers. Contract section 2. */
export class HostChannel extends Context.Service<
  HostChannel,
  {
    /** What the host asks of us, in order; ends when the host closes its end. To be consumed once. */
    readonly inbox: Stream.Stream<HostRequest>
    readonly send: (line: WireObject) => Effect.Effect<void, ListenerGone>
    /**
     * Sends a `control_request` and waits for its answer: the `response` of a success, or undefined where the host
     * refused it, closed its end or could not be reached. Interrupting it takes the question back.
     */
    readonly ask: (request: WireObject) => Effect.Effect<unknown>
  }
>()("coderx/frontend/HostChannel") {}
