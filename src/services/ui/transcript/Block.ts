import type { AgentEvent, RunEnding, Todo } from "../../domain/AgentEvent.ts"
import type { UserPart } from "../../domain/Message.ts"
import type { ToolCall, ToolOutcomeKind } from "../../domain/ToolCall.ts"
import type { Hunk } from "../../workspace/hunks.ts"
import type { Line, View } from "../text/Line.ts"

/** What happens on this side of the engine and has its place in the transcript. */
export type LocalEvent =
  /** What the user sent, where the engine's `InputTaken` does not tell it. */
  | { readonly _tag: "UserSaid"; readonly content: string | ReadonlyArray<UserPart> }
  /** The answer of a slash command: text, and below it what draws itself for the room that there is. */
  | {
      readonly _tag: "CommandSaid"
      readonly command?: string
      readonly markdown: string
      readonly draw?: (view: View) => ReadonlyArray<Line>
    }
  /** A `!` command of the user and what it wrote. */
  | {
      readonly _tag: "ShellRan"
      readonly command: string
      readonly output: string
      readonly exitCode?: number
      readonly signal?: string
    }
  | { readonly _tag: "Noted"; readonly level: NoteLevel; readonly text: string }
  /** The run is over and has not told so itself (it failed): what was open is told as far as it came. */
  | { readonly _tag: "Stopped" }

export type NoteLevel = "info" | "warning" | "error"

export type TranscriptEvent = AgentEvent | LocalEvent

/** What a settled call did to a file. */
export interface FileChange {
  readonly path: string
  readonly what: string
  readonly hunks: ReadonlyArray<Hunk>
}

/** A settled call as it is kept: what is drawn of it, without the data of images. */
export interface CallBlock {
  readonly _tag: "Call"
  readonly call: ToolCall
  readonly kind: ToolOutcomeKind
  /** That it did not do what it was meant to. */
  readonly failed: boolean
  /** What the model reads of it. */
  readonly text: string
  /** A few words on the outcome: `120 lines`, `exit 1`. */
  readonly summary: string | undefined
  readonly changes: ReadonlyArray<FileChange>
  /** Images and files that came back, by name. */
  readonly attachments: ReadonlyArray<string>
  readonly durationMs?: number
}

/** A finished piece of the transcript, kept so that it can be drawn again: unfolded, or at another width. */
export type Block =
  | {
      readonly _tag: "User"
      readonly text: string
      readonly attachments: ReadonlyArray<string>
      /** With the contents of the files that it names; unfolded. */
      readonly whole?: string
    }
  | { readonly _tag: "Text"; readonly markdown: string }
  | { readonly _tag: "Thinking"; readonly text: string; readonly durationMs?: number }
  | CallBlock
  | { readonly _tag: "Todos"; readonly todos: ReadonlyArray<Todo> }
  | {
      readonly _tag: "Said"
      readonly command?: string
      readonly markdown: string
      readonly draw?: (view: View) => ReadonlyArray<Line>
    }
  | {
      readonly _tag: "Shell"
      readonly command: string
      readonly output: string
      readonly exitCode?: number
      readonly signal?: string
    }
  | { readonly _tag: "Note"; readonly level: NoteLevel; readonly text: string }
  | {
      readonly _tag: "Ended"
      readonly ending: RunEnding
      readonly errors: ReadonlyArray<string>
      readonly turns: number
      readonly durationMs: number
      readonly costUsd: number | null
      readonly tokens: number
    }

/** A call that was started and is not told yet, because it runs or waits for one before it. */
export interface RunningCall {
  readonly call: ToolCall
  readonly startedAt: number
  /** The end of what it has said so far. */
  readonly said: string
  readonly settled?: CallBlock
}
