import type { Input } from "./Input.ts"
import type { AssistantPart } from "./Message.ts"
import type { PermissionMode } from "./PermissionMode.ts"
import type { SettledCall, ToolCall } from "./ToolCall.ts"
import type { Usage } from "./Usage.ts"
import type { ModelPart } from "../model/Provider.ts"

/** Why a run ended. The wire names are those of the contract, section 2. */
export type RunEnding =
  | "success"
  | "error_max_turns"
  | "error_max_budget_usd"
  | "error_during_execution"
  | "error_max_structured_output_retries"

/** Totals of one model over a run. `costUsd` is null where the price is unknown. */
export interface ModelTotals {
  readonly usage: Usage
  readonly costUsd: number | null
  readonly contextWindow: number
  readonly maxOutputTokens: number
}

/** A tool call that was refused, as the contract lists it in `permission_denials`. */
export interface Denial {
  readonly toolName: string
  readonly toolUseId: string
  readonly toolInput: unknown
}

/** Why the model stopped, in Anthropic's words, because hosts know those. */
export type StopReason = "end_turn" | "tool_use" | "max_tokens" | "stop_sequence" | "refusal" | "pause_turn" | null

/** Everything that the engine tells a screen. Past tense: it has happened, and what has a record is already recorded. */
export type AgentEvent =
  | {
      readonly _tag: "SessionOpened"
      readonly sessionId: string
      readonly cwd: string
      readonly model: string
      readonly tools: ReadonlyArray<string>
      readonly mcpServers: ReadonlyArray<{ readonly name: string; readonly status: string }>
      readonly permissionMode: PermissionMode
      readonly apiKeySource: string
      readonly resumed: boolean
      /** Names of the slash commands, where a host wants to know them. */
      readonly slashCommands?: ReadonlyArray<string>
    }
  /** An input is part of the conversation from here on: the one that began the run, or one that came while it was under way. */
  | { readonly _tag: "InputTaken"; readonly id?: string; readonly content: Input["content"] }
  | { readonly _tag: "RequestSent"; readonly turn: number; readonly estimatedTokens: number }
  /** A piece of the reply as it arrives. Not recorded: the whole reply is. */
  | { readonly _tag: "PartArrived"; readonly messageId: string; readonly model: string; readonly part: ModelPart }
  /** The whole reply of one model call (or what had arrived when it was cut). */
  | {
      readonly _tag: "ReplyReceived"
      readonly messageId: string
      readonly model: string
      readonly content: ReadonlyArray<AssistantPart>
      readonly stopReason: StopReason
      readonly usage: Usage
      readonly cut: boolean
    }
  | { readonly _tag: "ToolStarted"; readonly call: ToolCall }
  | { readonly _tag: "ToolProgressed"; readonly callId: string; readonly text: string }
  | { readonly _tag: "ToolSettled"; readonly settled: SettledCall }
  | { readonly _tag: "RetryScheduled"; readonly attempt: number; readonly delayMs: number; readonly reason: string }
  | { readonly _tag: "ModelFellBack"; readonly from: string; readonly to: string; readonly reason: string }
  | {
      readonly _tag: "Compacted"
      readonly trigger: "auto" | "manual"
      readonly tokensBefore: number
      readonly tokensAfter: number
      readonly dropped: ReadonlyArray<string>
    }
  | { readonly _tag: "PermissionModeChanged"; readonly mode: PermissionMode }
  | { readonly _tag: "TodosChanged"; readonly todos: ReadonlyArray<Todo> }
  | { readonly _tag: "Warned"; readonly message: string }
  | {
      readonly _tag: "RunEnded"
      readonly ending: RunEnding
      /** The last reply's text, on success. */
      readonly answer: string
      readonly errors: ReadonlyArray<string>
      readonly turns: number
      readonly durationMs: number
      readonly apiDurationMs: number
      readonly stopReason: StopReason
      readonly usage: Usage
      readonly costUsd: number | null
      readonly models: Readonly<Record<string, ModelTotals>>
      readonly denials: ReadonlyArray<Denial>
      readonly structuredOutput?: unknown
      /** Inputs that came while the run was under way and that the model has not got. They are the sender's again. */
      readonly untaken?: ReadonlyArray<Input>
    }

export interface Todo {
  readonly content: string
  readonly status: "pending" | "in_progress" | "completed"
  readonly activeForm?: string
}
