import { Context, type Effect } from "effect"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { ToolCall } from "../domain/ToolCall.ts"

/** What "always" would mean for a question: rules to add, and where they would be kept. */
export interface RuleSuggestion {
  readonly rules: ReadonlyArray<string>
  readonly destination: "session" | "localSettings" | "projectSettings" | "userSettings"
}

/** One simple command of a command line, unwrapped, as it will run: every word, quoted, on one line that cannot lie. */
export interface QuestionCommand {
  readonly text: string
  /** It is one of those that the answer is needed for; the others are allowed anyway. */
  readonly needs: boolean
  readonly why?: string
}

/** A path that the call touches. All texts are safe to show. */
export interface QuestionPath {
  readonly given: string
  /** Where it leads, links resolved. */
  readonly real: string
  readonly access: "read" | "write" | "enter" | "delete"
  readonly inside: boolean
}

/** A file as it is and as the call would leave it. Nothing was written. Raw text: whoever shows it makes it safe. */
export interface QuestionDiff {
  readonly path: string
  readonly before: string
  readonly after: string
}

/** What rules would mean beyond the call that is asked about. */
export interface RulePreview {
  /** Calls of this session that needed a yes and would have run without a question, as lines that are safe to show. */
  readonly alsoAllows: ReadonlyArray<string>
  /** Why a rule can never match, or lets more pass than it says. */
  readonly problems: ReadonlyArray<string>
}

export interface PermissionQuestion {
  readonly call: ToolCall
  /** Why it is asked, in one sentence. */
  readonly reason: string
  readonly dangerous: boolean
  readonly suggestions: ReadonlyArray<RuleSuggestion>
  /** The real path outside the working directories, where that is what needs the answer. */
  readonly blockedPath?: string
  /** Where the call runs: the shell's directory for a command. */
  readonly cwd: string
  /** For a command line: what it starts, in order. */
  readonly commands?: ReadonlyArray<QuestionCommand>
  readonly paths?: ReadonlyArray<QuestionPath>
  /** What an edit would change. */
  readonly diff?: ReadonlyArray<QuestionDiff>
  /** The host that the call talks to. */
  readonly host?: string
  /** What rules, also edited ones, would let pass beyond this call. Changes nothing. */
  readonly preview: (rules: ReadonlyArray<string>) => Effect.Effect<RulePreview>
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
