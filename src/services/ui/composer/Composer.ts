import type { ActionId } from "../bindings/actions.ts"
import type { Bindings } from "../bindings/Bindings.ts"
import type { BindingContext } from "../bindings/contexts.ts"
import type { Key } from "../keys/Key.ts"
import type { Buffer } from "./buffer.ts"
import type { CompletionMenu } from "./completion.ts"
import type { FoldTable } from "./folds.ts"
import type { HistoryWalk } from "./historyWalk.ts"
import type { KillRing } from "./killRing.ts"
import type { Modal } from "./modal.ts"
import type { HistorySearch } from "./historySearch.ts"
import type { UndoStack } from "./undo.ts"

/** The whole state of what is being written. Plain values: an old one stays as it was. */
export interface Composer {
  readonly buffer: Buffer
  readonly undo: UndoStack
  readonly kills: KillRing
  /** What the folded pastes and images in the text stand for. */
  readonly folds: FoldTable
  readonly history: HistoryWalk
  /** Set while the history is searched (Ctrl+R). */
  readonly search: HistorySearch | undefined
  /** Set while a word is completed. */
  readonly completion: CompletionMenu | undefined
  /** Keys of a chord that has begun. */
  readonly pending: ReadonlyArray<Key>
  /** Vim, where `editorMode` is `vim`: it sees each key first. */
  readonly modal: Modal | undefined
  /** What the last key did, for what counts only in a row: kills, yank-pop, typing as one step of undo. */
  readonly last: LastDeed
  /** The column that up and down aim for, in cells. */
  readonly aim: number | undefined
  /** When Esc was pressed alone, in ms since 1970, for the second one. */
  readonly escapedAt: number | undefined
}

export type LastDeed =
  | { readonly _tag: "Other" }
  | { readonly _tag: "Typed" }
  | { readonly _tag: "Deleted" }
  | { readonly _tag: "Killed" }
  | { readonly _tag: "Walked" }
  | { readonly _tag: "Yanked"; readonly from: number; readonly to: number; readonly at: number }

/** A prompt as it is sent. */
export interface Prompt {
  /** All of it, folded pastes written out, images as their labels. */
  readonly text: string
  /** The same in order, for a model that sees images. */
  readonly parts: ReadonlyArray<PromptPart>
  /** The text of `!command` without the mark; undefined where the prompt is for the model. */
  readonly command: string | undefined
  /** As the history keeps it: images as `@path`. */
  readonly history: string
  /** The prompt as it was written, to be taken back into a composer. */
  readonly written: { readonly text: string; readonly folds: FoldTable }
}
export type PromptPart =
  | { readonly _tag: "Text"; readonly text: string }
  /** The path as it was given, quotes and escapes resolved; `~` is left to whoever reads it. */
  | { readonly _tag: "Image"; readonly path: string; readonly label: string }

/** What a key leads to, outside of the composer. */
export type Intent =
  /** The prompt is sent; the composer is empty again. */
  | { readonly _tag: "Submit"; readonly prompt: Prompt }
  /** Queued for after the agent's work; the composer is empty again. */
  | { readonly _tag: "SubmitLater"; readonly prompt: Prompt }
  /** An action that is not the composer's own. */
  | { readonly _tag: "Act"; readonly action: ActionId }
  /** Esc was pressed once where a second one does something: show `hint` until the next key. */
  | { readonly _tag: "EscapeAgain"; readonly hint: string }

/** What `press` needs to know of the world. */
export interface PressView {
  readonly bindings: Bindings
  /** What holds beside `app`, `composer`, `completion` and `search`, which the composer knows: `running`, `command`. */
  readonly contexts: ReadonlyArray<BindingContext>
  /** Columns that `composerLines` will draw with: up and down go by rows as they are drawn. */
  readonly width: number
  /** Milliseconds since 1970. */
  readonly now: number
}

export interface Pressed {
  readonly composer: Composer
  readonly intent?: Intent
}
