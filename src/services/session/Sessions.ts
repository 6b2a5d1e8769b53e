import { Context, type Effect, Schema, type Scope } from "effect"
import type { SessionRecord } from "./SessionRecord.ts"

/** No session by that id or search, or more than one. */
export class SessionNotFound extends Schema.TaggedError<SessionNotFound>()("SessionNotFound", {
  wanted: Schema.String,
  message: Schema.String
}) {}

/** Another process writes this session. */
export class SessionLocked extends Schema.TaggedError<SessionLocked>()("SessionLocked", {
  id: Schema.String,
  message: Schema.String
}) {}

/** The disk would not take a record: the run stops, because what has no record must not be shown. */
export class SessionUnwritable extends Schema.TaggedError<SessionUnwritable>()("SessionUnwritable", {
  path: Schema.String,
  message: Schema.String
}) {}

export interface SessionSummary {
  readonly id: string
  readonly path: string
  readonly cwd: string
  readonly startedAt: string
  readonly updatedAt: string
  /** First words of the first input. */
  readonly title: string
  readonly turns: number
  readonly records: number
  readonly model: string | undefined
}

/** An open session: what it holds, and the one door for more. */
export interface Session {
  readonly id: string
  /** Undefined with `--no-session-persistence`. */
  readonly path: string | undefined
  /** The intact records when it was opened, in order. */
  readonly records: ReadonlyArray<SessionRecord>
  /** Damage that was found, in sentences with line numbers. Nothing of it was changed. */
  readonly damage: ReadonlyArray<string>
  /** Returns once the record is on disk. */
  readonly append: (record: SessionRecord) => Effect.Effect<void, SessionUnwritable>
}

/** The session files: one append-only JSONL file each, one writer each. Contract section 6. */
export class Sessions extends Context.Service<
  Sessions,
  {
    readonly create: (options: { readonly id?: string; readonly persist: boolean }) => Effect.Effect<
      Session,
      SessionLocked | SessionUnwritable,
      Scope.Scope
    >
    readonly resume: (wanted: string) => Effect.Effect<Session, SessionNotFound | SessionLocked | SessionUnwritable, Scope.Scope>
    /** The newest session of this project; undefined where there is none. */
    readonly latest: Effect.Effect<SessionSummary | undefined>
    /** A new session with the records of another; the other is not touched. */
    readonly fork: (wanted: string, options: { readonly id?: string; readonly persist: boolean }) => Effect.Effect<
      Session,
      SessionNotFound | SessionLocked | SessionUnwritable,
      Scope.Scope
    >
    readonly list: (options: { readonly allProjects: boolean }) => Effect.Effect<ReadonlyArray<SessionSummary>>
    /** Reads without taking the writer's lock. */
    readonly read: (wanted: string) => Effect.Effect<
      { readonly summary: SessionSummary; readonly records: ReadonlyArray<SessionRecord>; readonly damage: ReadonlyArray<string> },
      SessionNotFound
    >
  }
>()("coderx/session/Sessions") {}
