import { Schema } from "effect"
import { CliError } from "effect/cli"

/** A slash command could not do what it was asked. `message` says what happened and what to do next. */
export class SlashFailed extends Schema.TaggedError<SlashFailed>()("SlashFailed", {
  /** Without the slash. */
  command: Schema.String,
  message: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return this.message
  }
}
