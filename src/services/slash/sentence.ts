import { Effect, Predicate } from "effect"
import { CliError } from "effect/cli"
import { SlashFailed } from "./SlashFailed.ts"

/** What an error says to a user: its own words for them, else its message. */
export const sentenceOf = (error: unknown): string => {
  if (typeof error === "object" && error !== null && CliError.userMessage in error) {
    const words = error[CliError.userMessage]
    if (Predicate.isString(words)) return words
  }
  if (Predicate.hasProperty(error, "message") && Predicate.isString(error.message)) {
    const hint = Predicate.hasProperty(error, "hint") && Predicate.isString(error.hint) ? `\n${error.hint}` : ""
    return error.message + hint
  }
  return String(error)
}

/** Every failure of a command's work as the failure of the command. */
export const failing =
  (command: string) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, SlashFailed, R> =>
    Effect.mapError(work, (error) =>
      error instanceof SlashFailed ? error : new SlashFailed({ command, message: sentenceOf(error) })
    )
