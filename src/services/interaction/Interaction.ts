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

/** One question of the model to the user. Words of the user's own are always an answer too. */
export interface UserQuestion {
  readonly question: string
  /** A few letters that name it, for a tab. */
  readonly header?: string
  /** More than one option may be chosen. */
  readonly multiSelect?: boolean
  readonly options: ReadonlyArray<{ readonly label: string; readonly description?: string }>
}

export type UserAnswers =
  | {
      readonly _tag: "Answered"
      /** One list for each question, in their order: labels of options, or words of the user's own. */
      readonly answers: ReadonlyArray<ReadonlyArray<string>>
    }
  /** `message` is what the user says to the model instead. `interrupt`: the whole run is to stop. */
  | { readonly _tag: "Declined"; readonly message: string; readonly interrupt: boolean }

export type PlanAnswer =
  /** `plan` is there where the user has changed it. `mode` is what goes on from here. */
  | { readonly _tag: "Approved"; readonly mode: PermissionMode; readonly plan?: string }
  | { readonly _tag: "Rejected"; readonly message: string; readonly interrupt: boolean }

/** Port: the one way in which the engine asks back. Its value is the answer; interrupting it takes the question away. */
export class Interaction extends Context.Service<
  Interaction,
  {
    /** False where nobody can answer: then nothing is asked and what would ask is refused. */
    readonly available: boolean
    readonly askPermission: (question: PermissionQuestion) => Effect.Effect<PermissionAnswer>
    /** Questions of the model (`AskUserQuestion`), all of one call together. `callId` is that of the tool call. */
    readonly askUser: (questions: ReadonlyArray<UserQuestion>, callId: string) => Effect.Effect<UserAnswers>
    /** A plan to be looked at before anything is changed (`ExitPlanMode`). Markdown. */
    readonly approvePlan: (plan: string, callId: string) => Effect.Effect<PlanAnswer>
  }
>()("coderx/interaction/Interaction") {}
