import { Context } from "effect"
import type { PermissionMode } from "../domain/PermissionMode.ts"

/** The flags of a run (contract section 1), as typed. Everything is optional: settings fill the rest. */
export interface RunFlagValues {
  /** Directory to work in, as typed. */
  readonly cwd?: string
  /** The agent is wanted, and not one of the other commands. */
  readonly run?: true
  /** What is asked before the first prompt was asked already. */
  readonly asked?: true
  /** What was written by then. */
  readonly draft?: string
  readonly print?: boolean
  /** The shell line by line, in words: no cursor moves. */
  readonly plain?: boolean
  readonly prompt?: string
  readonly model?: string
  readonly fallbackModels?: ReadonlyArray<string>
  readonly effort?: "low" | "medium" | "high"
  readonly permissionMode?: PermissionMode
  readonly sandbox?: "off" | "auto" | "required"
  readonly allowedTools?: ReadonlyArray<string>
  readonly disallowedTools?: ReadonlyArray<string>
  /** The only tools offered. */
  readonly tools?: ReadonlyArray<string>
  readonly addDirs?: ReadonlyArray<string>
  readonly systemPrompt?: string
  readonly appendSystemPrompt?: string
  /** A file's path or JSON text. */
  readonly settings?: string
  readonly settingSources?: ReadonlyArray<"user" | "project" | "local">
  readonly mcpConfig?: ReadonlyArray<string>
  readonly strictMcpConfig?: boolean
  readonly continue?: boolean
  /** A session id, a search text, or true for the flag alone. */
  readonly resume?: string | true
  readonly forkSession?: boolean
  readonly sessionId?: string
  readonly noSessionPersistence?: boolean
  readonly maxTurns?: number
  readonly maxBudgetUsd?: number
  readonly modelStoragePath?: string
  readonly verbose?: boolean
  readonly debug?: boolean
  readonly offline?: boolean
  /** Trust this folder for this run. */
  readonly trust?: boolean
  readonly outputFormat?: "text" | "json" | "stream-json"
  readonly inputFormat?: "text" | "stream-json"
  readonly includePartialMessages?: boolean
  /** JSON Schema of the final answer, as text. */
  readonly jsonSchema?: string
  readonly permissionPromptTool?: string
  readonly recordFile?: string
  readonly replayFile?: string
}

/** The flags ride in Context with a default, so that a test or an embedding host states only what it means. */
export class RunFlags extends Context.Reference<RunFlagValues>("coderx/settings/RunFlags", {
  defaultValue: () => ({})
}) {}
