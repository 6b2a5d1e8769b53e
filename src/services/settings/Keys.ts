import { Context, type Effect, type Redacted } from "effect"

export interface FoundKey {
  readonly key: Redacted.Redacted<string>
  /** The variable or store that it came from, for `apiKeySource` and messages. */
  readonly source: string
}

/** Port: secrets of the providers. Today the environment; an encrypted store later. A key never leaves `Redacted` but at the wire. */
export class Keys extends Context.Service<
  Keys,
  {
    /** The key stored under a name (`ANTHROPIC_API_KEY`), trimmed; undefined where there is none. */
    readonly find: (name: string) => Effect.Effect<FoundKey | undefined>
    /** Names of variables that hold keys and so never reach a child process. */
    readonly names: Effect.Effect<ReadonlyArray<string>>
  }
>()("coderx/settings/Keys") {}
