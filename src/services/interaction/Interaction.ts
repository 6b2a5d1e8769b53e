import { Context, type Effect } from "effect"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { ToolCall } from "../domain/ToolCall.ts"

/** What "always" would mean for a question: rules to add, and where they would be kept. */
export interface RuleSuggestion {
  readonly rules: ReadonlyArray<string>
  readonly destination: "session" | "localSettings" | "projectSettings" | "userSettings"
}

export interface PermissionQuestion {
  readonly call: ToolCall
  /** Why it is asked, in one sentence. */
  readonly reason: string
  readonly dangerous: boolean
  readonly suggestions: ReadonlyArray<RuleSuggestion>
  /** The real path outside the working directories, where that is what needs the answer. */
  readonly blockedPath?: string
}

export type PermissionAnswer =
  | {
      readonly _tag: "Allowed"
      /** Replaces the call's input, where the host changed it. It is decoded and decided over again. */
      readonly updatedInput?: unknown
      readonly remember?: RuleSuggestion
      /** The mode that the user wants from here on. */
      readonly mode?: PermissionMode
    }
  | { readonly _tag: "Refused"; readonly message: string; readonly interrupt: boolean }

/** Port: the one way in which the engine asks back. Its value is the answer; interrupting it takes the question away. */
export class Interaction extends Context.Service<
  Interaction,
  {
    /** False where nobody can answer: then nothing is asked and what would ask is refused. */
    readonly available: boolean
    readonly askPermission: (question: PermissionQuestion) => Effect.Effect<PermissionAnswer>
  }
>()("coderx/interaction/Interaction") {}
