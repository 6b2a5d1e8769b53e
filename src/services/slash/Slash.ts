import { Context, Effect, Layer, Stream } from "effect"
import type { AgentFault } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { SlashCommand, SlashCompletion, SlashPlace, SlashReading } from "./SlashCommand.ts"
import type { SlashFailed } from "./SlashFailed.ts"
import type { Ran, Sent, SlashOutcome } from "./SlashOutcome.ts"
import type { SlashServices } from "./SlashServices.ts"

export type { SlashReading } from "./SlashCommand.ts"

/** The slash commands of this run: ours and the user's own Markdown files. Nothing is loaded before the first use. */
export class Slash extends Context.Service<
  Slash,
  {
    /** Everything that may be typed here, by name. With `refresh` the files of custom commands are looked for anew. */
    readonly commands: (options?: { readonly refresh?: boolean }) => Effect.Effect<ReadonlyArray<SlashCommand>>
    /** Names of those that work without a shell. Lists folders, reads no file. */
    readonly names: Effect.Effect<ReadonlyArray<string>>
    /** Whether a text is a command. Never fails: what begins with a path is a prompt. */
    readonly read: (text: string) => Effect.Effect<SlashReading>
    /** Runs a command. Defects aside, every failure is a sentence for the user. */
    readonly run: (command: SlashCommand, typed: string, place: SlashPlace) => Effect.Effect<SlashOutcome, SlashFailed>
    /** Offers for the text of a composer up to its cursor: names, then arguments. */
    readonly complete: (text: string) => Effect.Effect<ReadonlyArray<SlashCompletion>>
    /**
     * What an outcome makes the agent do, as events: sends the prompt with its rules and its model, ending with one
     * `RunEnded`; or runs the work, which ends without one.
     */
    readonly events: (outcome: Sent | Ran) => Stream.Stream<AgentEvent, AgentFault>
  }
>()("coderx/slash/Slash") {
  static readonly layer = Layer.effect(
    Slash,
    Effect.gen(function* () {
      const services = yield* Effect.context<SlashServices>()
      const registry = yield* Effect.cached(
        Effect.promise(() => import("./registry.ts")).pipe(
          Effect.flatMap(({ makeRegistry }) => makeRegistry),
          Effect.provideContext(services)
        )
      )
      return Slash.of({
        commands: (options) => Effect.flatMap(registry, ({ commands }) => commands(options?.refresh === true)),
        names: Effect.flatMap(registry, ({ names }) => names),
        read: (text) => Effect.flatMap(registry, ({ read }) => read(text)),
        run: Effect.fn("Slash.run")((command, typed, place) => command.run(typed, place)),
        complete: (text) => Effect.flatMap(registry, ({ complete }) => complete(text)),
        events: (outcome) => Stream.unwrap(Effect.map(registry, ({ events }) => events(outcome)))
      })
    })
  )
}
