import type { PermissionMode } from "../../domain/PermissionMode.ts"
import type { Dialog } from "../dialogs/dialog.ts"
import type { CursorAt } from "../dialogs/draw.ts"
import type { DrawnDialog } from "../dialogs/fit.ts"
import type { Line, View } from "../text/Line.ts"

/** What stands over everything. All texts may come from outside; the frame makes them safe. */
export interface HeaderFacts {
  readonly version: string
  readonly model: string
  /** The working directory as it is shown: `~/src/shop`. */
  readonly directory: string
  readonly branch: string | undefined
  readonly mode: PermissionMode
}

/** What the agent is doing. */
export interface RunningFacts {
  /** `Thinking`, `Running npm test`, `Retrying in 4s: overloaded`. */
  readonly what: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly inputTokens?: number
  readonly outputTokens?: number
  /** A key that does something about it: `Esc interrupts`. */
  readonly hint?: string
}

/** A prompt that waits. */
export interface QueuedFacts {
  readonly text: string
  /** `next`: reaches the model at its next step; `after`: when the run has ended. */
  readonly when: "next" | "after"
}

export interface StatusFacts {
  /** Tokens in the window; undefined before the first request. */
  readonly contextTokens: number | undefined
  readonly contextWindow: number | undefined
  /** Null where the price is unknown, undefined where nothing was spent yet. */
  readonly costUsd: number | null | undefined
  /** Of the composer: `NORMAL`, `INSERT`. */
  readonly editorMode?: string
  /** What keys do, the most wanted first. */
  readonly hints: ReadonlyArray<string>
  /** What the user's own script printed; may hold colours. */
  readonly script?: string
  /** Stands instead of the hints for a moment: `Ctrl+C again leaves`. */
  readonly notice?: string
}

/** The live region: everything below the scrollback. */
export interface FrameState {
  readonly header: HeaderFacts
  /** What still moves of the transcript (`liveLines`). */
  readonly live: ReadonlyArray<Line>
  readonly running: RunningFacts | undefined
  readonly queue: ReadonlyArray<QueuedFacts>
  readonly dialog: Dialog | undefined
  /** `dialogLines`, once it is loaded: drawing plans brings Markdown, which the first frame does not wait for. */
  readonly drawDialog: ((dialog: Dialog, view: View, rows: number) => DrawnDialog) | undefined
  /** Draws what is being written, in a view whose width is that inside of the box. */
  readonly composer: (view: View) => { readonly lines: ReadonlyArray<Line>; readonly cursor: CursorAt | undefined }
  /** What is being written, in one line, for when a dialog stands in its place; empty where nothing is. */
  readonly draft: string
  /** A menu below the composer: completions. Drawn in the whole width. */
  readonly menu: ReadonlyArray<Line>
  readonly status: StatusFacts
  /** No spinning. */
  readonly reducedMotion: boolean
}

export interface DrawnFrame {
  readonly lines: ReadonlyArray<Line>
  /** Undefined where the cursor is hidden. */
  readonly cursor: CursorAt | undefined
  /** For `dialogShown`; undefined where no dialog was drawn, so that none counts as seen. */
  readonly lastScroll: number | undefined
}
