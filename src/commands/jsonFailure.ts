import { Cause, Console, Effect } from "effect"
import { CliError } from "effect/cli"
import { printable, printableJson } from "../services/domain/printable.ts"
import { telling, usageMessage } from "../services/ui/cliOutput.ts"

/** What went wrong, in the words that the user reads on stderr. */
const told = (cause: Cause.Cause<unknown>): { readonly name: string; readonly message: string } => {
  const error = Cause.squash(cause)
  if (CliError.isCliError(error) && error._tag === "ShowHelp")
    return { name: "WrongUsage", message: telling(error.errors).map(usageMessage).join("\n") }
  if (!(error instanceof Error)) return { name: "Failure", message: String(error) }
  const message: unknown = Reflect.get(error, CliError.userMessage)
  const tag: unknown = Reflect.get(error, "_tag")
  return {
    name: typeof tag === "string" ? tag : error.name,
    message: printable(typeof message === "string" ? message : error.message)
  }
}

/**
 * With `--json` each command prints one JSON value, however it ends: where it fails before it printed any,
 * `{"error":{"name","message"}}`. What is told on stderr and the exit code stay as they are. Contract section 1.
 */
export const jsonFailure = <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const before = yield* Console.Console
    let printed = false
    const log = (...words: ReadonlyArray<unknown>) => {
      printed = true
      before.log(...words)
    }
    return yield* command.pipe(
      Effect.provideService(Console.Console, Object.assign(Object.create(before), { log })),
      Effect.tapCause((cause) =>
        printed || Cause.hasInterruptsOnly(cause)
          ? Effect.void
          : Effect.sync(() => before.log(printableJson({ error: told(cause) })))
      )
    )
  })
