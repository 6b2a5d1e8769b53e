import { Context, type Effect, Runtime, Schema } from "effect"
import { CliError } from "effect/cli"
import type { AgentFault } from "../agent/Agent.ts"
import type { ShellLeft, ShellRestarted } from "./ShellLeft.ts"
import type { ListenerGone } from "../ui/Renderer.ts"

/** The run was called in a way that cannot work. Exit code 2. */
export class UsageWrong extends Schema.TaggedError<UsageWrong>()("UsageWrong", { message: Schema.String }) {
  override readonly [Runtime.errorExitCode] = 2
  override get [CliError.userMessage](): string {
    return this.message
  }
}

/** The run ended without success and its screen has said so: only the exit code is left to be set. */
export class RunUnsuccessful extends Schema.TaggedError<RunUnsuccessful>()("RunUnsuccessful", {
  ending: Schema.String
}) {
  override readonly [Runtime.errorReported] = false
}

/**
 * Port: what gives the agent its inputs and shows its events, from the first input to the last: one prompt, a host
 * program on the standard streams, later an interactive shell.
 */
export class Frontend extends Context.Service<
  Frontend,
  {
    readonly run: Effect.Effect<
      void,
      UsageWrong | RunUnsuccessful | ListenerGone | ShellLeft | ShellRestarted | AgentFault
    >
  }
>()("coderx/frontend/Frontend") {}
