import type { Effect, Stream } from "effect"
import type { AgentFault } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { ListenerGone } from "../ui/Renderer.ts"
import type { ShellRestarted } from "./ShellLeft.ts"
import type { DialogAnswer, DialogRequest } from "../ui/dialogs/request.ts"

/** What can end the plain shell other than its user. */
export type PlainEnd = AgentFault | ListenerGone | ShellRestarted

/** Something to be done by the shell's own loop. */
export type PlainDeed = Effect.Effect<void, PlainEnd>

/** What a slash command may do to the plain shell. */
export interface PlainDoors {
  readonly say: (words: string) => Effect.Effect<void, ListenerGone>
  /** Asks the user; what the answer leads to is done when it is there. */
  readonly ask: (request: DialogRequest, answer: (answer: DialogAnswer) => PlainDeed) => PlainDeed
  /** Shows a run. */
  readonly begin: (events: Stream.Stream<AgentEvent, AgentFault>) => Effect.Effect<void>
  /** Does something that may take long or ask; what it gives is done in the loop afterwards. */
  readonly work: (effect: Effect.Effect<PlainDeed, PlainEnd>) => Effect.Effect<void>
  readonly leave: Effect.Effect<void>
}
