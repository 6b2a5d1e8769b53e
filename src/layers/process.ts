import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Cause, Console, Effect, Exit, Runtime } from "effect"
import { CliError } from "effect/cli"
import { programReplaced } from "../services/domain/programReplaced.ts"
import { secretsOf } from "../services/secrets/dotenv.ts"
import { redact } from "../services/secrets/redact.ts"

/** How this process was asked to end, if it was. Two programs never share a process, so one place is enough. */
let signal: "SIGINT" | "SIGTERM" | undefined

/** Conventional exit codes: 128 and the number of the signal. */
const signalCode = { SIGINT: 130, SIGTERM: 143 }

/** Milliseconds in which what runs is put away; who asks again after them does not want to wait longer. */
const patience = 2000
let askedAt = 0

const onSignal = (name: "SIGINT" | "SIGTERM") => () => {
  if (signal !== undefined) {
    if (performance.now() - askedAt > patience) process.exit(signalCode[signal])
    return
  }
  signal = name
  askedAt = performance.now()
}

const codeOf = (cause: Cause.Cause<unknown>): number => {
  if (signal !== undefined) return signalCode[signal]
  if (Cause.hasInterruptsOnly(cause)) return 130
  const error = Cause.squash(cause)
  if (CliError.isCliError(error) && error._tag === "ShowHelp") return error.errors.length === 0 ? 0 : 2
  return Runtime.getErrorExitCode(error)
}

/** What is told on stderr is told without secrets, whoever tells it; those of the environment are known. */
const careful = (console: Console.Console): Console.Console => {
  let known: ReturnType<typeof secretsOf> | undefined
  const masked = (part: unknown) => {
    if (typeof part !== "string") return part
    known ??= secretsOf(Object.entries(process.env))
    return redact(part, known)
  }
  return { ...console, error: (...parts: ReadonlyArray<unknown>) => console.error(...parts.map(masked)) }
}

/** What nobody expected, in one line; the whole of it only for those who asked (`--debug`). */
const report = (cause: Cause.Cause<unknown>) => {
  if (Cause.hasInterruptsOnly(cause)) return Effect.void
  const error = Cause.squash(cause)
  if (error instanceof Error && error.message === "") return Effect.void
  if (process.argv.includes("--debug")) return Console.error(Cause.pretty(cause))
  if (!Runtime.getErrorReported(error) || CliError.isCliError(error)) return Effect.void
  const replaced = programReplaced(error)
  if (replaced !== undefined) return Console.error(`coderx: ${replaced}`)
  const message = error instanceof Error ? error.message : String(error)
  return Console.error(`coderx: ${message.split("\n", 1)[0]} (this is a fault of Coder-X; --debug shows where)`)
}

/** Nobody reads any more: no failure. Anything else (a full disk) is one. */
const isGone = (code: string | undefined): boolean => code === "EPIPE" || code === "ERR_STREAM_DESTROYED"

/** Runs the program as this process: signals interrupt it, its end sets the exit code, a closed pipe ends it quietly. */
export const main = <E>(program: Effect.Effect<void, E>): void => {
  process.on("SIGINT", onSignal("SIGINT"))
  process.on("SIGTERM", onSignal("SIGTERM"))
  // Writers are told by their own callback; without a listener Node would throw as well.
  let unwritten: string | undefined
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (!isGone(error.code)) unwritten = error.code ?? error.message
  })
  process.stderr.on("error", () => undefined)
  const told = Effect.provideService(Effect.tapCause(program, report), Console.Console, careful(globalThis.console))
  NodeRuntime.runMain(told, {
    disableErrorReporting: true,
    // Leaves at once, not when the last idle connection closes; what was written goes out first.
    teardown: (exit) => {
      const code = Exit.isSuccess(exit) ? 0 : codeOf(exit.cause)
      const leave = () => {
        if (unwritten === undefined) process.exit(code)
        process.stderr.write(
          `coderx: stdout could not be written (${unwritten}): what was printed is not whole\n`,
          () => process.exit(code === 0 ? 1 : code)
        )
      }
      // A stream tells its fault some moments after it has called back.
      process.stdout.write("", () => setImmediate(leave))
    }
  })
}
