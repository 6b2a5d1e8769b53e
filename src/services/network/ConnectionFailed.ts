import { Schema } from "effect"
import * as CliError from "effect/cli/CliError"

/** What kept two machines from talking. */
export const ConnectionProblem = Schema.Literals([
  /** `--offline`, and the host is not this machine. */
  "offline",
  "address",
  "dns",
  "refused",
  "unreachable",
  "reset",
  /** The certificate is not trusted: it will not be the next second either. */
  "tls",
  "handshake",
  "proxy",
  "timeout",
  "redirect",
  /** The reply began and broke off, or its encoding is damaged. */
  "cut",
  "protocol"
])
export type ConnectionProblem = typeof ConnectionProblem.Type

/** A connection that could not be made or did not last. `message` names the host and holds no secret. */
export class ConnectionFailed extends Schema.TaggedError<ConnectionFailed>()("ConnectionFailed", {
  problem: ConnectionProblem,
  host: Schema.String,
  message: Schema.String,
  /** What the user can do, as one sentence. */
  hint: Schema.optionalKey(Schema.String)
}) {
  override get [CliError.userMessage](): string {
    return this.hint === undefined ? this.message : `${this.message}\n${this.hint}`
  }
}
