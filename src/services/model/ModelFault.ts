import { Schema } from "effect"
import * as CliError from "effect/cli/CliError"

/** What kind of thing went wrong between us and a model. Retry and wording follow from it. */
export const FaultKind = Schema.Literals([
  "authentication",
  "permission",
  "rate-limit",
  "quota",
  "overloaded",
  "server",
  "conflict",
  "request",
  "too-large",
  "context-length",
  "model-missing",
  "capability",
  "content-filter",
  "redirect",
  "network",
  "timeout",
  "idle",
  "proxy",
  "offline",
  "cut",
  "empty",
  "malformed",
  "too-long",
  "recording"
])
export type FaultKind = typeof FaultKind.Type

/** A model call that failed. `message` is safe to show: no key, no body beyond a short excerpt. */
export class ModelFault extends Schema.TaggedError<ModelFault>()("ModelFault", {
  kind: FaultKind,
  provider: Schema.String,
  message: Schema.String,
  status: Schema.optionalKey(Schema.Number),
  /** Milliseconds that the server asked us to wait. */
  retryAfterMs: Schema.optionalKey(Schema.Number),
  /** What the user can do, as one sentence. */
  hint: Schema.optionalKey(Schema.String)
}) {
  override get [CliError.userMessage](): string {
    return this.hint === undefined ? this.message : `${this.message}\n${this.hint}`
  }
}
