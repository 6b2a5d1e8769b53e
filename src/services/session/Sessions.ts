import { Context, DateTime, Effect, FileSystem, Layer, Path, type Scope } from "effect"
import { ChildProcessSpawner } from "effect/process"
import { uuid } from "../domain/uuid.ts"
import { Host } from "../host/Host.ts"
import { encodeLine } from "./codec.ts"
import { acquire, heldBy, lockedMessage, type LockServices } from "./lock.ts"
import { type LogFileOptions, openLogFile } from "./logFile.ts"
import { isSessionId, sessionFile } from "./project.ts"
import { formatVersion, type SessionRecord } from "./SessionRecord.ts"
import { SessionLocked, SessionNotFound, SessionRefused, SessionUnwritable } from "./sessionErrors.ts"
import { makeStore, refused } from "./sessionStore.ts"
import { count, type SessionSummary, summarize } from "./summary.ts"
import type { Spent } from "./usage.ts"
import { makeFolder } from "../host/makeFolder.ts"

export { SessionLocked, SessionNotFound, SessionRefused, SessionUnwritable }
export type { SessionSummary }

/** An open session: what it holds, and the one door for more. */
export interface Session {
  readonly id: string
  /** Undefined with `--no-session-persistence`. */
  readonly path: string | undefined
  /** The intact records when it was opened, in order. */
  readonly records: ReadonlyArray<SessionRecord>
  /**
   * What the user should be told of the file: damage with its line, another working directory. Nothing was changed or
   * followed because of it.
   */
  readonly damage: ReadonlyArray<string>
  /** Returns once the system has the record: no end of this process loses it. Records keep the order of the calls. */
  readonly append: (record: SessionRecord) => Effect.Effect<void, SessionUnwritable>
}

interface NewSession {
  readonly id?: string
  readonly persist: boolean
}

/** The session files: one append-only JSONL file each, one writer each. Contract section 6. */
export class Sessions extends Context.Service<
  Sessions,
  {
    /** The file comes into being with the first record. An id that is taken is refused. */
    readonly create: (
      options: NewSession
    ) => Effect.Effect<Session, SessionRefused | SessionLocked | SessionUnwritable, Scope.Scope>
    /** By id, unique beginning of an id, or words of one title. Its records grant nothing. */
    readonly resume: (
      wanted: string
    ) => Effect.Effect<Session, SessionNotFound | SessionRefused | SessionLocked | SessionUnwritable, Scope.Scope>
    /** The newest session of this project; undefined where there is none. */
    readonly latest: Effect.Effect<SessionSummary | undefined>
    /** A new session with the records of another; the other is not touched. */
    readonly fork: (
      wanted: string,
      options: NewSession
    ) => Effect.Effect<Session, SessionNotFound | SessionRefused | SessionLocked | SessionUnwritable, Scope.Scope>
    /** Newest first. */
    readonly list: (options: { readonly allProjects: boolean }) => Effect.Effect<ReadonlyArray<SessionSummary>>
    /** Reads without taking the writer's lock. */
    readonly read: (wanted: string) => Effect.Effect<
      {
        readonly summary: SessionSummary
        readonly records: ReadonlyArray<SessionRecord>
        readonly damage: ReadonlyArray<string>
      },
      SessionNotFound | SessionRefused
    >
    /** What all projects' sessions spent, of files changed since an instant (milliseconds since 1970). */
    readonly spending: (since: number) => Effect.Effect<ReadonlyArray<Spent>>
  }
>()("coderx/session/Sessions") {
  static readonly layer = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const host = yield* Host
      // Only these four: the whole context would bring the layer's own scope along, and locks would live as long as that.
      const services: Context.Context<LockServices> = Context.make(FileSystem.FileSystem, fs).pipe(
        Context.add(Path.Path, path),
        Context.add(Host, host),
        Context.add(ChildProcessSpawner.ChildProcessSpawner, yield* ChildProcessSpawner.ChildProcessSpawner)
      )
      const store = yield* makeStore

      const header = Effect.fnUntraced(function* (id: string, extra: { readonly forkedFrom?: string } = {}) {
        const { root } = yield* store.project
        const at = DateTime.formatIso(yield* DateTime.now)
        const facts = { v: formatVersion, cwd: host.cwd, project: root, version: host.version }
        return { _tag: "session", id, at, ...facts, ...extra } satisfies SessionRecord
      })

      /** Takes the lock for the rest of the scope. */
      const lock = Effect.fnUntraced(function* (directory: string, id: string, unknown: boolean) {
        const held = yield* acquire(directory, id, { unknown }).pipe(Effect.provideContext(services))
        if (held !== undefined) return yield* new SessionLocked({ id, message: lockedMessage(id, held) })
      })

      const unwritable = (file: string) => (error: { readonly message: string }) =>
        new SessionUnwritable({
          path: file,
          message: `The session file ${file} could not be written: ${error.message}. The run was stopped, because what is not recorded must not be shown. Make room or mend the permissions, or run with --no-session-persistence.`
        })

      const writer = Effect.fnUntraced(function* <E extends { readonly message: string }>(options: LogFileOptions<E>) {
        const write = yield* openLogFile(options).pipe(Effect.provideService(FileSystem.FileSystem, fs))
        return (record: SessionRecord) => Effect.mapError(write(record), unwritable(options.path))
      })

      const newId = Effect.fnUntraced(function* (options: NewSession) {
        if (options.id === undefined) return yield* uuid
        if (!isSessionId(options.id)) {
          return yield* refused(
            options.id,
            `"${options.id}" cannot be the id of a session: give a UUID, or up to 64 letters, digits, - and _.`
          )
        }
        if (!options.persist) return options.id
        const { directory } = yield* store.project
        if ((yield* store.factsOf(directory, options.id)) !== undefined) {
          return yield* refused(
            options.id,
            `There is a session ${options.id} already. To go on with it: --resume ${options.id}`
          )
        }
        const held = yield* heldBy(directory, options.id).pipe(
          Effect.provideContext(services),
          Effect.orElseSucceed(() => undefined)
        )
        if (held !== undefined)
          return yield* new SessionLocked({ id: options.id, message: lockedMessage(options.id, held) })
        return options.id
      })

      const inMemory = (id: string, records: ReadonlyArray<SessionRecord>): Session => ({
        id,
        path: undefined,
        records,
        damage: [],
        append: () => Effect.void
      })

      /** A session in a file that is not there yet, beginning with copies of other records. */
      const begin = Effect.fnUntraced(function* (
        options: NewSession,
        copied: ReadonlyArray<SessionRecord>,
        forkedFrom?: string
      ) {
        const id = yield* newId(options)
        if (!options.persist) return inMemory(id, copied)
        const { directory } = yield* store.project
        const file = path.join(directory, sessionFile(id))
        const opened = yield* header(id, forkedFrom === undefined ? {} : { forkedFrom })
        const records = [opened, ...copied]
        const append = yield* writer({
          path: file,
          isNew: true,
          held: count(records),
          lead: () => records.map(encodeLine).join(""),
          prepare: Effect.andThen(makeFolder(fs, path, directory, 0o700), lock(directory, id, options.id === undefined))
        })
        return { id, path: file, records: copied.length === 0 ? [] : records, damage: [], append } satisfies Session
      })

      /** The session was started somewhere else: told, not followed. */
      const elsewhere = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<string> => {
        const first = records.find((record) => record._tag === "session")
        return first?._tag !== "session" || first.cwd === host.cwd
          ? []
          : [`This session was started in ${first.cwd}. The run stays in ${host.cwd}, where relative paths now begin.`]
      }

      const create = Effect.fn("Sessions.create")(function* (options: NewSession) {
        return yield* begin(options, [])
      })

      const resume = Effect.fn("Sessions.resume")(function* (wanted: string) {
        const file = yield* store.find(wanted)
        yield* lock(file.directory, file.id, false).pipe(
          Effect.catchTag("PlatformError", (error) => Effect.fail(unwritable(file.path)(error)))
        )
        const { damage, records, torn } = yield* store.load(file)
        const opened = yield* header(file.id)
        const append = yield* writer({
          path: file.path,
          isNew: false,
          held: count(records.length > 0 ? records : [opened]),
          lead: () => (torn ? "\n" : "") + (records.length > 0 ? "" : encodeLine(opened)),
          prepare: Effect.void
        })
        return {
          id: file.id,
          path: file.path,
          records,
          damage: [...damage, ...elsewhere(records)],
          append
        } satisfies Session
      })

      const fork = Effect.fn("Sessions.fork")(function* (wanted: string, options: NewSession) {
        const file = yield* store.find(wanted)
        const { damage, records } = yield* store.load(file)
        const session = yield* begin(
          options,
          records.filter((record) => record._tag !== "session"),
          file.id
        )
        return { ...session, damage: [...damage, ...elsewhere(records)] }
      })

      const read = Effect.fn("Sessions.read")(function* (wanted: string) {
        const file = yield* store.find(wanted)
        const { damage, records } = yield* store.load(file)
        return { summary: summarize(file, records), records, damage }
      })

      return Sessions.of({
        create,
        resume,
        fork,
        read,
        latest: store.latest,
        spending: store.spending,
        list: (options) => store.list(options.allProjects)
      })
    })
  )
}
