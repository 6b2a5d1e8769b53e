import { Context, type Effect, Schema } from "effect"
import { CliError } from "effect/cli"
import type { AgentFault } from "../agent/Agent.ts"

/** The demo did not end as it must: its test is not green, or it could not be set up. */
export class DemoFailed extends Schema.TaggedError<DemoFailed>()("DemoFailed", { message: Schema.String }) {
  override get [CliError.userMessage](): string {
    return `the demo failed: ${this.message}`
  }
}

/** Port: the demo, in a project copy of its own and with the shipped recording. Contract section 1, docs/record-replay.md. */
export class Demo extends Context.Service<
  Demo,
  {
    readonly run: (options: { readonly json: boolean }) => Effect.Effect<void, DemoFailed | AgentFault>
  }
>()("coderx/frontend/Demo") {}
