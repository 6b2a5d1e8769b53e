import { Context, type Effect, type Stream } from "effect"
import type { AgentFault } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { SlashCommand, SlashCompletion, SlashPlace } from "./SlashCommand.ts"
import type { SlashFailed } from "./SlashFailed.ts"
import type { Ran, Sent, SlashOutcome } from "./SlashOutcome.ts"

/** A text, read: no command at all, one that runs, or a name that there is not. */
export type SlashReading =
  | { readonly _tag: "Prompt" }
  | { readonly _tag: "Known"; readonly command: SlashCommand; readonly typed: string }
  | { readonly _tag: "Unknown"; readonly name: string; readonly message: string }

/** The slash commands of this run: ours and the user's own Markdown files. Loaded on first use. */
export class Slash extends Context.Service<
  Slash,
  {
    /** Everything that may be typed here, by name. Custom ones are looked for anew where `refresh` is set. */
    readonly commands: (options?: { readonly refresh?: boolean }) => Effect.Effect<ReadonlyArray<SlashCommand>>
    /** Never fails: what begins with a path is a prompt. */
    readonly read: (text: string) => Effect.Effect<SlashReading>
    /** Runs a command. Defects aside, every failure is a sentence for the user. */
    readonly run: (command: SlashCommand, typed: string, place: SlashPlace) => Effect.Effect<SlashOutcome, SlashFailed>
    /** Offers for the text of a composer up to its cursor: names, then arguments. */
    readonly complete: (text: string) => Effect.Effect<ReadonlyArray<SlashCompletion>>
    /** What an outcome makes the agent do, as events: sends the prompt with its rules and model, or runs the work. */
    readonly events: (outcome: Sent | Ran) => Stream.Stream<AgentEvent, AgentFault>
  }
>()("coderx/slash/Slash") {}
