import { Schema } from "effect"
import * as CliError from "effect/cli/CliError"

/** No session by that id or search, or more than one. */
export class SessionNotFound extends Schema.TaggedError<SessionNotFound>()("SessionNotFound", {
  wanted: Schema.String,
  message: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return this.message
  }
}

/** Another process writes this session. */
export class SessionLocked extends Schema.TaggedError<SessionLocked>()("SessionLocked", {
  id: Schema.String,
  message: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return this.message
  }
}

/** The disk would not take a record: the run stops, because what has no record must not be shown. */
export class SessionUnwritable extends Schema.TaggedError<SessionUnwritable>()("SessionUnwritable", {
  path: Schema.String,
  message: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return this.message
  }
}

/** What was asked for cannot be: an id that is none or is taken, a file of a newer format, a file that cannot be read. */
export class SessionRefused extends Schema.TaggedError<SessionRefused>()("SessionRefused", {
  wanted: Schema.String,
  message: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return this.message
  }
}
