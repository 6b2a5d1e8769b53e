import { Effect, Fiber, FileSystem, Schema, Scope, Semaphore } from "effect"
import { encodeLine } from "./codec.ts"
import type { SessionRecord } from "./SessionRecord.ts"
import { type Counted, countOne } from "./summary.ts"

/** How a session's file is taken up. */
export interface LogFileOptions<E> {
  readonly path: string
  /** The file must not exist yet. */
  readonly isNew: boolean
  /** What the file holds when the first record comes, `lead` included. */
  readonly held: Counted
  /** What is written before the first record: nothing, a newline behind a torn line, or a header with copied records. */
  readonly lead: () => string
  /** Runs once, before the file is opened: makes its directory and takes the lock. */
  readonly prepare: Effect.Effect<void, E, Scope.Scope>
}

/** A record holds what JSON cannot: a ring, or a number beyond its range. */
class Unencodable extends Schema.TaggedError<Unencodable>()("Unencodable", { cause: Schema.Defect() }) {
  override get message(): string {
    return `the record cannot be written as JSON: ${this.cause instanceof Error ? this.cause.message : String(this.cause)}`
  }
}

const flush = (file: FileSystem.File): Effect.Effect<void> =>
  Effect.catch(file.sync, (error) =>
    Effect.logWarning(`The session file could not be flushed to the disk: ${error.message}`)
  )

/** Records after which the bytes should survive a loss of power, not only the end of the process. */
const isMilestone = (record: SessionRecord): boolean => record._tag === "input" || record._tag === "end"

/**
 * The one writer of a session file. The file is opened with the first record and stays open until the scope closes; each
 * record is one write of one line, in the order of the calls, and a call returns when the system has the bytes, so that
 * no end of this process can lose them. Milestones are also flushed to the disk, without anything waiting for it but the
 * end of the scope. A failed write may have left half a line: the next one begins on a line of its own.
 */
export const openLogFile = Effect.fnUntraced(function* <E>(options: LogFileOptions<E>) {
  const fs = yield* FileSystem.FileSystem
  const scope = yield* Scope.Scope
  const turn = Semaphore.makeUnsafe(1)
  const encoder = new TextEncoder()
  let file: FileSystem.File | undefined
  let flushing: Fiber.Fiber<void> | undefined
  let held = options.held
  let started = false
  let broken = false

  const open = Effect.gen(function* () {
    yield* options.prepare
    const opened = yield* fs.open(options.path, { flag: options.isNew ? "ax" : "a", mode: 0o600 })
    yield* Effect.addFinalizer(() => (flushing === undefined ? Effect.void : Fiber.await(flushing)))
    file = opened
    return opened
  }).pipe(Scope.provide(scope))

  const write = Effect.fnUntraced(function* (record: SessionRecord) {
    const handle = file ?? (yield* open)
    const next = countOne(held, record)
    const closed = record._tag === "end" ? { ...record, totals: next } : record
    const line = yield* Effect.try({ try: () => encodeLine(closed), catch: (cause) => new Unencodable({ cause }) })
    const bytes = encoder.encode(`${broken ? "\n" : ""}${started ? "" : options.lead()}${line}`)
    broken = true
    yield* handle.writeAll(bytes)
    broken = false
    started = true
    held = next
    if (isMilestone(record)) flushing = yield* Effect.forkDetach(flush(handle))
  }, Effect.uninterruptible)

  return (record: SessionRecord) => turn.withPermit(write(record))
})
