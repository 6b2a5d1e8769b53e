import { Effect, Runtime, Schema, Stdio } from "effect"
import { CliError } from "effect/cli"
import { RunFlags } from "../settings/RunFlags.ts"
import { firstRunRequest, keepSetup } from "./firstRun.ts"
import { lookAround } from "./lookAround.ts"

/** There is nobody to ask. Exit code 2. */
export class SetupNeedsTerminal extends Schema.TaggedError<SetupNeedsTerminal>()("SetupNeedsTerminal", {}) {
  override readonly [Runtime.errorExitCode] = 2
  override get [CliError.userMessage](): string {
    return "`coderx config setup` asks questions and needs a terminal. Without one: coderx config setup --model provider/name [--permission-mode MODE]."
  }
}

/** The dialogue was left; nothing was written. */
export class SetupLeft extends Schema.TaggedError<SetupLeft>()("SetupLeft", {}) {
  override readonly [Runtime.errorExitCode] = 130
  override get [CliError.userMessage](): string {
    return "Left without changing anything."
  }
}

/** The questions of the first run, asked on the terminal. */
const asked = Effect.gen(function* () {
  const flags = yield* RunFlags
  const { runDialog } = yield* Effect.promise(() => import("./runDialog.ts"))
  const services = yield* Effect.context<Effect.Services<typeof lookAround>>()
  const find = Effect.provideContext(lookAround, services)
  const answer = yield* runDialog(yield* firstRunRequest, find, flags.plain === true)
  return answer._tag === "FirstRun" && answer.answer.trust !== "leave" ? answer.answer : yield* new SetupLeft()
})

/**
 * Chooses model and permission mode, by the flags or by the questions of the first run, and writes them to the user's
 * settings. A folder whose files ask for trust is asked about too.
 */
export const setup = Effect.gen(function* () {
  const flags = yield* RunFlags
  const stdio = yield* Stdio.Stdio
  const told = flags.model !== undefined || flags.permissionMode !== undefined
  if (!told && !((yield* stdio.stdinIsTerminal) && (yield* stdio.stdoutIsTerminal)))
    return yield* new SetupNeedsTerminal()
  const answer = told ? { model: flags.model, mode: flags.permissionMode, trust: undefined } : yield* asked
  const file = yield* keepSetup(answer)
  return {
    file,
    model: answer.model ?? null,
    mode: answer.mode ?? null,
    message: `Written to ${file}. Try: coderx -p "what is this project?"`
  }
})
