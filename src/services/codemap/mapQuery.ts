import { type Effect, Schema } from "effect"
import { CliError } from "effect/cli"

/** There is no map of that place. `message` says why. */
export class MapRefused extends Schema.TaggedError<MapRefused>()("MapRefused", { message: Schema.String }) {
  override get [CliError.userMessage](): string {
    return this.message
  }
}

export interface MapQuery {
  /** Absolute directory or file, already checked, links resolved. */
  readonly root: string
  /** What the map is wanted for, in any words; empty for an overview. */
  readonly focus: string
  /** Files that the conversation has looked at, absolute. */
  readonly seen: ReadonlyArray<string>
  /** Tokens that the map may take. */
  readonly budget: number
  /** Files, by absolute path, of which nothing must be told. */
  readonly secret: (file: string) => Effect.Effect<boolean>
}
