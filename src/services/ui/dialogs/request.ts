import type { PermissionMode } from "../../domain/PermissionMode.ts"
import type {
  PermissionAnswer,
  PermissionQuestion,
  PlanAnswer,
  RulePreview,
  UserAnswers,
  UserQuestion
} from "../../interaction/Interaction.ts"

/** One row of a list to choose from. All texts may come from anywhere: whoever shows them makes them safe. */
export interface PickItem {
  readonly label: string
  readonly detail?: string
  readonly value: string
}

/** A point of the conversation that can be gone back to: an input of the user's. */
export interface RewindPoint {
  readonly recordId: string
  readonly text: string
  /** When it was sent, in words: `3 min ago`. */
  readonly when?: string
  /** What goes with it: `2 edits, 1 command`. */
  readonly detail?: string
}

/** What is asked for a folder whose files want to run or loosen something. */
export interface TrustQuestion {
  /** The real path. */
  readonly folder: string
  /** What its files ask for and do not get without trust: `permissions.allow (.claude/settings.json)`. */
  readonly wants: ReadonlyArray<string>
}

/** What a first start found on this machine. */
export interface FoundSetup {
  /** Models that can be used now, the best guess first. */
  readonly models: ReadonlyArray<{ readonly reference: string; readonly title?: string; readonly why: string }>
  /** What was found or not, as sentences: `ANTHROPIC_API_KEY is set`. */
  readonly facts: ReadonlyArray<string>
  /** How to come to a model, where there is none. */
  readonly waysOn: ReadonlyArray<string>
}

/** What can be asked of the user. Every front end can show each of these. */
export type DialogRequest =
  | { readonly _tag: "Permission"; readonly question: PermissionQuestion }
  | { readonly _tag: "AskUser"; readonly questions: ReadonlyArray<UserQuestion> }
  | { readonly _tag: "Plan"; readonly plan: string }
  | {
      readonly _tag: "Pick"
      readonly title: string
      readonly items: ReadonlyArray<PickItem>
      /** Value of the row that is chosen first. */
      readonly current?: string
      /** What is said where nothing fits. */
      readonly empty?: string
    }
  | {
      readonly _tag: "AskText"
      readonly title: string
      readonly hint?: string
      readonly secret?: boolean
      readonly initial?: string
      /** Why a text cannot be taken; undefined where it can. */
      readonly refuse?: (text: string) => string | undefined
    }
  | { readonly _tag: "Rewind"; readonly points: ReadonlyArray<RewindPoint> }
  | { readonly _tag: "Trust"; readonly question: TrustQuestion }
  /** `trust` is asked last, where the folder needs it. What was found comes later, by `inform`. */
  | {
      readonly _tag: "FirstRun"
      readonly version: string
      readonly trust?: TrustQuestion
      /** What there is to say of trust where it is not asked about, as a sentence. */
      readonly note?: string
    }

export type TrustAnswer = "trust" | "notNow" | "leave"

export interface SetupAnswer {
  /** `provider/name`; undefined leaves it to be found at each start. */
  readonly model: string | undefined
  readonly mode: PermissionMode | undefined
  /** Undefined where it was not asked. */
  readonly trust: TrustAnswer | undefined
}

/** How a dialog ends. `Left` is Escape out of one that nobody waits for. */
export type DialogAnswer =
  | { readonly _tag: "Permission"; readonly answer: PermissionAnswer }
  | { readonly _tag: "AskUser"; readonly answer: UserAnswers }
  | { readonly _tag: "Plan"; readonly answer: PlanAnswer }
  | { readonly _tag: "Picked"; readonly value: string }
  | { readonly _tag: "Text"; readonly text: string }
  | { readonly _tag: "Rewind"; readonly recordId: string }
  | { readonly _tag: "Trust"; readonly answer: TrustAnswer }
  | { readonly _tag: "FirstRun"; readonly answer: SetupAnswer }
  | { readonly _tag: "Left" }

/** What a dialog wants of the program. What is found out for it is handed in by `inform`. */
export type DialogWish =
  | { readonly _tag: "Preview"; readonly rules: ReadonlyArray<string> }
  | { readonly _tag: "Find" }
  /** The whole of what is asked (`wholeQuestion`) goes into the scrollback. */
  | { readonly _tag: "ShowAll" }

/** What was found out for a wish. */
export type DialogNews =
  | { readonly _tag: "Preview"; readonly rules: ReadonlyArray<string>; readonly preview: RulePreview }
  | { readonly _tag: "Found"; readonly found: FoundSetup }
