import { Context, type Effect } from "effect"
import { Schema } from "effect"
import type { Access } from "../domain/Access.ts"
import type { Denial } from "../domain/AgentEvent.ts"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { ToolCall } from "../domain/ToolCall.ts"

export type Decision = "allow" | "ask" | "deny"
export type CommandClass = "safe-readonly" | "needs-approval" | "dangerous"

/** A decision with everything that led to it. The shape of `coderx permissions explain --json`. */
export interface Verdict {
  readonly decision: Decision
  readonly class: CommandClass
  /** The simple commands that were found in a command line, unwrapped. */
  readonly commands: ReadonlyArray<{
    readonly argv: ReadonlyArray<string>
    readonly redirections: ReadonlyArray<string>
  }>
  readonly accesses: ReadonlyArray<{
    readonly kind: string
    readonly target: string
    readonly real?: string
    readonly inside?: boolean
  }>
  readonly rule?: { readonly text: string; readonly behavior: Decision; readonly scope: string; readonly file?: string }
  readonly reason: string
  readonly blockedPath?: string
}

/** A call that may not run. `message` is written for the model. */
export class PermissionRefused extends Schema.TaggedError<PermissionRefused>()("PermissionRefused", {
  tool: Schema.String,
  message: Schema.String,
  /** The user wants the whole run to stop, not only this call. */
  interrupt: Schema.Boolean
}) {}

/** What a tool call is judged by: the call and the accesses that its tool states for it. */
export interface JudgedCall {
  readonly call: ToolCall
  readonly accesses: ReadonlyArray<Access>
  /** A tool that touches nothing outside the conversation (TodoWrite, TaskOutput). */
  readonly harmless: boolean
}

/** Decides, asks where it must, remembers answers for the session. Contract section 4. */
export class Permission extends Context.Service<
  Permission,
  {
    readonly mode: Effect.Effect<PermissionMode>
    readonly setMode: (mode: PermissionMode) => Effect.Effect<void>
    /** The decision alone: asks nobody, changes nothing. */
    readonly decide: (judged: JudgedCall) => Effect.Effect<Verdict>
    /** Succeeds with the input to run with (a host may have changed it), or fails with the refusal. */
    readonly authorize: (judged: JudgedCall) => Effect.Effect<unknown, PermissionRefused>
    /** The calls refused so far, for the result. */
    readonly denials: Effect.Effect<ReadonlyArray<Denial>>
    /** Whether a tool may be offered to the model at all: a deny rule for the whole tool takes it off the list. */
    readonly offers: (tool: string) => Effect.Effect<boolean>
  }
>()("coderx/permission/Permission") {}
