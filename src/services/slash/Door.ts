import type { SlashCommand } from "./SlashCommand.ts"
import type { SlashServices } from "./SlashServices.ts"

/** What one of our own commands does; what there is to know of it stands in `builtinFacts`. */
export type Door = Pick<SlashCommand<SlashServices>, "run" | "complete">
