import { Predicate, Schema } from "effect"
import type { AssistantPart, ToolResultPart, UserPart } from "../domain/Message.ts"
import { PermissionMode } from "../domain/PermissionMode.ts"
import { Usage } from "../domain/Usage.ts"

/** Version of the format that `docs/session-format.md` describes. A reader refuses a higher one by name. */
export const formatVersion = 1

/**
 * Parts of messages are checked only so far that they can be walked: `history` looks at each part when it rebuilds the
 * conversation, and a part that a later version added must not make a whole reply unreadable.
 */
const isPart = (part: unknown): boolean => Predicate.isObject(part) && Predicate.isString(part["type"])
const isParts = (value: unknown): boolean => Array.isArray(value) && value.every(isPart)

const InputContent = Schema.declare(
  (value): value is string | ReadonlyArray<UserPart> => Predicate.isString(value) || isParts(value)
)
const ReplyContent = Schema.declare((value): value is ReadonlyArray<AssistantPart> => isParts(value))
const ResultPart = Schema.declare(
  (value): value is ToolResultPart => isPart(value) && Predicate.isObject(value) && Predicate.isString(value["id"])
)

/** `id` is unique within the file, `at` an ISO 8601 instant in UTC. */
const base = { id: Schema.String, at: Schema.String }

/** First record of a file, written by `Sessions` with the first append. Its `id` is the session's. */
export const Opened = Schema.TaggedStruct("session", {
  ...base,
  v: Schema.Int,
  cwd: Schema.String,
  project: Schema.String,
  version: Schema.String,
  /** The session that this one was forked from. Records older than this one are copies from there. */
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
  content: InputContent,
  /** Written by Coder-X, not by the user (a reminder, the continuation after compaction). */
  synthetic: Schema.optionalKey(Schema.Boolean),
  /** Given for the model to know (the output of a command that the user ran), not to be answered. */
  context: Schema.optionalKey(Schema.Boolean)
})

export const ReplyRecorded = Schema.TaggedStruct("reply", {
  ...base,
  model: Schema.String,
  messageId: Schema.String,
  content: ReplyContent,
  stopReason: Schema.NullOr(Schema.String),
  usage: Usage,
  costUsd: Schema.NullOr(Schema.Number),
  /** The stream broke: `content` is what had arrived, without half-received calls. */
  cut: Schema.optionalKey(Schema.Boolean)
})

export const ToolResultRecorded = Schema.TaggedStruct("tool_result", {
  ...base,
  part: ResultPart,
  kind: Schema.String,
  output: Schema.optionalKey(Schema.Unknown)
})

/** From here on the conversation is `summary` and what follows. What was before stays in the file. */
export const CompactionRecorded = Schema.TaggedStruct("compaction", {
  ...base,
  trigger: Schema.Literals(["auto", "manual"]),
  summary: Schema.String,
  dropped: Schema.Array(Schema.String),
  tokensBefore: Schema.Int,
  tokensAfter: Schema.Int,
  /** What the summary itself cost, where a model wrote it. */
  model: Schema.optionalKey(Schema.String),
  usage: Schema.optionalKey(Usage),
  costUsd: Schema.optionalKey(Schema.NullOr(Schema.Number))
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

/** The user went back: the input `to` and what followed it in the conversation no longer stand. See `rewind.ts`. */
export const RewoundRecorded = Schema.TaggedStruct("rewound", { ...base, to: Schema.String })

/** The user named the session. An empty title takes the name away. The last one counts. */
export const TitleRecorded = Schema.TaggedStruct("title", { ...base, title: Schema.String })

/** What a file held when a run ended, so that a list need not read all of it. Written by `Sessions`. */
export const FileTotals = Schema.Struct({
  records: Schema.Int,
  turns: Schema.Int,
  model: Schema.optionalKey(Schema.String),
  /** As the user named it, where it has a name. */
  title: Schema.optionalKey(Schema.String)
})

export const RunEndRecorded = Schema.TaggedStruct("end", {
  ...base,
  ending: Schema.String,
  errors: Schema.Array(Schema.String),
  totals: Schema.optionalKey(FileTotals)
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
  RewoundRecorded,
  TitleRecorded,
  RunEndRecorded
])
export type SessionRecord = typeof SessionRecord.Type
