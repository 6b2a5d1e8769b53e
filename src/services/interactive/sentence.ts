import { Cause } from "effect"
import { CliError } from "effect/cli"

/** What went wrong, as a sentence for the user. */
export const sentenceOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  if (typeof error === "object" && error !== null && CliError.userMessage in error) {
    const message = error[CliError.userMessage]
    if (typeof message === "string") return message
  }
  return error instanceof Error && error.message !== "" ? error.message : "Something went wrong that nobody expected."
}
