import type { Effect } from "effect"
import type { DialogAnswer, DialogRequest } from "../ui/dialogs/request.ts"
import type { Message } from "./Message.ts"
import type { Painting } from "./painting.ts"
import type { State } from "./State.ts"
import type { Telling } from "./telling.ts"
import type { Theming } from "./theming.ts"

/** What deeds are done with, beside the services. */
export interface Doing {
  readonly tell: (message: Message) => Effect.Effect<unknown>
  readonly painting: Painting
  readonly theming: Theming
  readonly state: () => State
  readonly telling: () => Telling | undefined
  /** Another conversation is shown from now on. */
  readonly adopt: (telling: Telling) => void
  /** The user's own script for the status line is another one, or none. */
  readonly statusScript: (command: string | undefined) => Effect.Effect<unknown>
}

/** Opens a dialog; `answered` is run with what comes of it. */
export type Ask = (
  id: string,
  request: DialogRequest,
  byItself: boolean,
  answered: (answer: DialogAnswer) => Effect.Effect<unknown, unknown>
) => Effect.Effect<void>
