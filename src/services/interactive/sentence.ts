import { Cause } from "effect"
import { CliError } from "effect/cli"
import { programReplaced } from "../domain/programReplaced.ts"

/** What went wrong, as a sentence for the user. */
export const sentenceOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  const replaced = programReplaced(error)
  if (replaced !== undefined) return replaced
  if (typeof error === "object" && error !== null && CliError.userMessage in error) {
    const message = error[CliError.userMessage]
    if (typeof message === "string") return message
  }
  return error instanceof Error && error.message !== "" ? error.message : "Something went wrong that nobody expected."
}
