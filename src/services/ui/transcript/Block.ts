import type { AgentEvent, RunEnding, Todo } from "../../domain/AgentEvent.ts"
import type { UserPart } from "../../domain/Message.ts"
import type { SettledCall, ToolCall } from "../../domain/ToolCall.ts"

/** What happens on this side of the engine and has its place in the transcript. */
export type LocalEvent =
  /** What the user sent, where the engine's `InputTaken` does not tell it. */
  | { readonly _tag: "UserSaid"; readonly content: string | ReadonlyArray<UserPart> }
  /** The answer of a slash command. */
  | { readonly _tag: "CommandSaid"; readonly command?: string; readonly markdown: string }
  /** A `!` command of the user and what it wrote. */
  | {
      readonly _tag: "ShellRan"
      readonly command: string
      readonly output: string
      readonly exitCode?: number
      readonly signal?: string
    }
  | { readonly _tag: "Noted"; readonly level: "info" | "warning" | "error"; readonly text: string }

export type TranscriptEvent = AgentEvent | LocalEvent

/** A finished piece of the transcript, kept so that it can be drawn again: unfolded, or at another width. */
export type Block =
  | { readonly _tag: "User"; readonly text: string; readonly attachments: ReadonlyArray<string> }
  | { readonly _tag: "Text"; readonly markdown: string }
  | { readonly _tag: "Thinking"; readonly text: string; readonly durationMs?: number }
  | { readonly _tag: "Call"; readonly settled: SettledCall; readonly durationMs?: number }
  | { readonly _tag: "Todos"; readonly todos: ReadonlyArray<Todo> }
  | { readonly _tag: "Said"; readonly command?: string; readonly markdown: string }
  | {
      readonly _tag: "Shell"
      readonly command: string
      readonly output: string
      readonly exitCode?: number
      readonly signal?: string
    }
  | { readonly _tag: "Note"; readonly level: "info" | "warning" | "error"; readonly text: string }
  | {
      readonly _tag: "Ended"
      readonly ending: RunEnding
      readonly errors: ReadonlyArray<string>
      readonly turns: number
      readonly durationMs: number
      readonly costUsd: number | null
      readonly tokens: number
    }

/** A call that was started and has not settled yet, or waits for one before it to be told. */
export interface RunningCall {
  readonly call: ToolCall
  readonly startedAt: number
  /** The end of what it has said so far. */
  readonly said: string
  readonly settled?: SettledCall
  readonly endedAt?: number
}
