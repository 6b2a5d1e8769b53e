import { Schema } from "effect"
import * as CliError from "effect/cli/CliError"

/** A command could not be started at all. */
export class CommandNotStarted extends Schema.TaggedError<CommandNotStarted>()("CommandNotStarted", {
  command: Schema.String,
  message: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return this.message
  }
}
