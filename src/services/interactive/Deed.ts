import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { UiAction } from "../slash/SlashOutcome.ts"
import type { Prompt } from "../ui/composer/Composer.ts"
import type { CompletionToken } from "../ui/composer/completion.ts"
import type { DialogAnswer, DialogWish } from "../ui/dialogs/request.ts"
import type { QueuedWork } from "./State.ts"

/** What is to be done in the world. A value: `update` says it, the program does it, and what comes of it is a message. */
export type Deed =
  | { readonly _tag: "Send"; readonly id: string; readonly prompts: ReadonlyArray<Prompt> }
  | { readonly _tag: "Run"; readonly work: QueuedWork }
  | { readonly _tag: "Steer"; readonly id: string; readonly prompt: Prompt }
  | { readonly _tag: "TakeBack"; readonly id: string }
  | { readonly _tag: "Interrupt" }
  | { readonly _tag: "Background" }
  | { readonly _tag: "SetMode"; readonly mode: PermissionMode }
  | { readonly _tag: "RunCommand"; readonly command: string; readonly owned: boolean }
  | { readonly _tag: "RunSlash"; readonly text: string }
  | { readonly _tag: "Remember"; readonly text: string }
  | { readonly _tag: "Answer"; readonly id: string; readonly answer: DialogAnswer }
  | { readonly _tag: "FindOut"; readonly id: string; readonly wish: DialogWish }
  | { readonly _tag: "Complete"; readonly token: CompletionToken }
  | { readonly _tag: "Edit"; readonly text: string }
  | { readonly _tag: "ShowRewind" }
  | { readonly _tag: "Act"; readonly action: UiAction; readonly says: string | undefined }
  | { readonly _tag: "Suspend" }
  /** Drawn anew from nothing; `clear` empties the screen first. */
  | { readonly _tag: "Redraw"; readonly clear: boolean }
  | { readonly _tag: "Alternate"; readonly on: boolean }
  /** The user looks elsewhere, and is waited for. */
  | { readonly _tag: "Notify"; readonly text: string }
  | { readonly _tag: "Leave"; readonly code: number }
