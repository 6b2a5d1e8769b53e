import type { Effect } from "effect"
import type { SlashCommand, SlashCompletion } from "./SlashCommand.ts"
import type { SlashServices } from "./SlashServices.ts"

/** What one of our own commands does; what there is to know of it stands in `builtinFacts`. */
export interface Door extends Pick<SlashCommand<SlashServices>, "run"> {
  /** What may stand as its argument. Asked for at most twice a minute; what is typed picks from it. */
  readonly offers?: Effect.Effect<ReadonlyArray<SlashCompletion>, never, SlashServices>
}
