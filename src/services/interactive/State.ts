import type { Todo } from "../domain/AgentEvent.ts"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { ScreenSize } from "../frontend/TerminalScreen.ts"
import type { SlashOutcome } from "../slash/SlashOutcome.ts"
import type { Bindings } from "../ui/bindings/Bindings.ts"
import type { Composer, Prompt } from "../ui/composer/Composer.ts"
import type { Dialog } from "../ui/dialogs/dialog.ts"
import type { TranscriptEvent } from "../ui/transcript/Block.ts"

/** A prompt that waits for the agent. */
export interface QueuedPrompt {
  readonly id: string
  readonly prompt: Prompt
  /** `next`: the model gets it at its next step. `after`: when the run has ended. */
  readonly when: "next" | "after"
}

/** What a slash command leads to, waiting until the run has ended. */
export interface QueuedWork {
  readonly outcome: Extract<SlashOutcome, { _tag: "Sent" | "Ran" }>
  readonly text: string
}

/** A dialog on the screen, or waiting for the one before it. */
export interface OpenDialog {
  readonly id: string
  readonly dialog: Dialog
  /** The engine waits for its answer. */
  readonly asked: boolean
}

/** The work under way: a run of the agent, or a command of the user's own. */
export interface Work {
  readonly startedAt: number
  readonly what: string
  readonly inputTokens: number | undefined
  readonly outputTokens: number
  /** Characters of the reply that is coming in: its tokens are not told before its end. */
  readonly arriving: number
  /** Calls under way, by id: what they are. */
  readonly calls: ReadonlyMap<string, string>
  readonly interrupting: boolean
  /** The slash command that this is, by the number of its deed. */
  readonly slash?: string
}

/** What is known of where and with what we work; filled in as it becomes known. */
export interface Known {
  readonly version: string
  readonly directory: string
  readonly branch: string | undefined
  readonly model: string | undefined
  readonly mode: PermissionMode
  /** May be chosen by Shift+Tab: the run was begun with it. */
  readonly mayBypass: boolean
  readonly contextTokens: number | undefined
  readonly contextWindow: number | undefined
  readonly costUsd: number | null | undefined
  readonly sessionId: string | undefined
}

/** The whole state of the shell. A value: `update` gives the next one. */
export interface State {
  readonly size: ScreenSize
  readonly focused: boolean
  readonly known: Known
  readonly bindings: Bindings
  readonly composer: Composer
  readonly dialogs: ReadonlyArray<OpenDialog>
  readonly queue: ReadonlyArray<QueuedPrompt>
  readonly later: ReadonlyArray<QueuedWork>
  readonly work: Work | undefined
  /** Events that the next frame adds to the transcript. */
  readonly events: ReadonlyArray<TranscriptEvent>
  /** Something was sent: the header stands in the scrollback. */
  readonly headed: boolean
  /** The last of the user's own script for the status line. */
  readonly script: string | undefined
  /** Stands instead of the hints until its time, in ms since 1970. */
  readonly notice: { readonly text: string; readonly until: number } | undefined
  /** Until when a second Ctrl+C or Ctrl+D leaves. */
  readonly leavesUntil: number
  readonly lastKeyAt: number | undefined
  /** The transcript unfolded on the other screen of the terminal, and how far it is scrolled up. */
  readonly unfolded: { readonly up: number } | undefined
  readonly showsTodos: boolean
  readonly todos: ReadonlyArray<Todo>
  readonly count: number
}

/** The dialog that the user sees. */
export const shownDialog = (state: State): OpenDialog | undefined => state.dialogs[0]
