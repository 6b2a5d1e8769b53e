import { Schema } from "effect"
import type { AssistantPart, ToolResultPart, UserPart } from "../domain/Message.ts"
import { PermissionMode } from "../domain/PermissionMode.ts"
import { Usage } from "../domain/Usage.ts"

/** Version of the format that `docs/session-format.md` describes. A reader refuses a higher one by name. */
export const formatVersion = 1

const json = <A>() => Schema.declare((_: unknown): _ is A => true)

const base = { id: Schema.String, at: Schema.String }

/** First record of a file. */
export const Opened = Schema.TaggedStruct("session", {
  ...base,
  v: Schema.Int,
  cwd: Schema.String,
  project: Schema.String,
  version: Schema.String,
  /** The session and record that this one was forked from. */
  forkedFrom: Schema.optionalKey(Schema.String)
})

/** The system prompt and tools as sent, so that a resumed session sends the same bytes. */
export const Prompted = Schema.TaggedStruct("prompt", {
  ...base,
  model: Schema.String,
  system: Schema.Array(Schema.String),
  tools: Schema.Array(Schema.String)
})

export const InputReceived = Schema.TaggedStruct("input", {
  ...base,
  content: json<string | ReadonlyArray<UserPart>>(),
  /** Written by Coder-X, not by the user (a reminder, the continuation after compaction). */
  synthetic: Schema.optionalKey(Schema.Boolean)
})

export const ReplyRecorded = Schema.TaggedStruct("reply", {
  ...base,
  model: Schema.String,
  messageId: Schema.String,
  content: json<ReadonlyArray<AssistantPart>>(),
  stopReason: Schema.NullOr(Schema.String),
  usage: Usage,
  costUsd: Schema.NullOr(Schema.Number),
  /** The stream broke: `content` is what had arrived, without half-received calls. */
  cut: Schema.optionalKey(Schema.Boolean)
})

export const ToolResultRecorded = Schema.TaggedStruct("tool_result", {
  ...base,
  part: json<ToolResultPart>(),
  kind: Schema.String,
  output: Schema.Unknown
})

/** From here on the conversation is `summary` and what follows. What was before stays in the file. */
export const CompactionRecorded = Schema.TaggedStruct("compaction", {
  ...base,
  trigger: Schema.Literals(["auto", "manual"]),
  summary: Schema.String,
  dropped: Schema.Array(Schema.String),
  tokensBefore: Schema.Int,
  tokensAfter: Schema.Int
})

export const ModeRecorded = Schema.TaggedStruct("mode", { ...base, mode: PermissionMode })
export const ModelRecorded = Schema.TaggedStruct("model", { ...base, model: Schema.String, reason: Schema.String })

/** A question of permission and how it ended. For the reader only: it grants nothing on resume. */
export const PermissionRecorded = Schema.TaggedStruct("permission", {
  ...base,
  callId: Schema.String,
  tool: Schema.String,
  decision: Schema.String,
  reason: Schema.String
})

export const RunEndRecorded = Schema.TaggedStruct("end", {
  ...base,
  ending: Schema.String,
  errors: Schema.Array(Schema.String)
})

/** One line of a session file. `_tag` is written as `type`. */
export const SessionRecord = Schema.Union([
  Opened,
  Prompted,
  InputReceived,
  ReplyRecorded,
  ToolResultRecorded,
  CompactionRecorded,
  ModeRecorded,
  ModelRecorded,
  PermissionRecorded,
  RunEndRecorded
])
export type SessionRecord = typeof SessionRecord.Type
