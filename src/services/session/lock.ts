import {
  Clock,
  DateTime,
  Effect,
  FileSystem,
  Option,
  Path,
  type PlatformError,
  Result,
  Schema,
  type Scope
} from "effect"
import type { ChildProcessSpawner } from "effect/process"
import type { Host } from "../host/Host.ts"
import { type LockHolder, LockHolderJson, ourselves, stateOf } from "./lockHolder.ts"

/** Another process has the lock; `holder` is undefined where its lock file says nothing. */
export interface Held {
  readonly file: string
  readonly holder: LockHolder | undefined
  /** Its process was seen to run. Otherwise it cannot be seen from here. */
  readonly seen: boolean
}

/** What the user reads: who has the session, and how to go on. */
export const lockedMessage = (id: string, { file, holder, seen }: Held): string => {
  const place = holder?.host === undefined ? "" : ` on ${holder.host}`
  const by = holder === undefined ? "another process" : `process ${holder.pid}${place} (since ${holder.at})`
  const wayOut = "To go on in a copy of it, add --fork-session."
  return seen
    ? `The session ${id} is being written by ${by}. Wait until that ends. ${wayOut}`
    : `The session ${id} is locked by ${by}, which cannot be seen from here. ${wayOut} If you know that it has ended, delete ${file}.`
}

/** What looking at locks needs. */
export type LockServices = FileSystem.FileSystem | Path.Path | Host | ChildProcessSpawner.ChildProcessSpawner

/** Milliseconds after which a lock file that says nothing counts as left behind: its writer was killed while it wrote. */
const silentFor = 10_000

/** How often another process may get in between before we give up. */
const tries = 50

const lockName = (id: string, generation: number): string => `${id}.${generation}.lock`

const generations = Effect.fnUntraced(function* (directory: string, id: string) {
  const fs = yield* FileSystem.FileSystem
  const names = yield* fs.readDirectory(directory)
  const prefix = `${id}.`
  return names
    .filter((name) => name.startsWith(prefix) && /^\d+\.lock$/.test(name.slice(prefix.length)))
    .map((name) => Number.parseInt(name.slice(prefix.length), 10))
    .sort((left, right) => right - left)
})

const decodeHolder = Schema.decodeUnknownResult(LockHolderJson)

/** Whether a lock file is held, left behind (`stale`), or gone by now. */
const inspect = Effect.fnUntraced(
  function* (file: string) {
    const fs = yield* FileSystem.FileSystem
    const holder = Result.getOrUndefined(decodeHolder(yield* fs.readFileString(file)))
    if (holder !== undefined) {
      const state = yield* stateOf(holder)
      return state === "dead" ? "stale" : ({ file, holder, seen: state === "alive" } satisfies Held)
    }
    const { mtime } = yield* fs.stat(file)
    const written = Option.match(mtime, { onNone: () => 0, onSome: (date) => date.getTime() })
    const age = (yield* Clock.currentTimeMillis) - written
    return age > silentFor ? "stale" : ({ file, holder, seen: false } satisfies Held)
  },
  Effect.catchReason("PlatformError", "NotFound", () => Effect.succeed("gone" as const))
)

/** Who holds the lock of a session now; undefined where nobody does. Takes nothing. */
export const heldBy = Effect.fnUntraced(function* (directory: string, id: string) {
  const path = yield* Path.Path
  const [top] = yield* generations(directory, id)
  if (top === undefined) return undefined
  const state = yield* inspect(path.join(directory, lockName(id, top)))
  return typeof state === "string" ? undefined : state
})

/**
 * Takes the lock of a session until the scope closes, or tells who has it. `directory` must exist. `unknown` says that no
 * other process can know the id yet, so that there is nothing to look for.
 *
 * A lock is a file `ID.N.lock`. One that a dead process left behind is never removed to make room (between looking and
 * removing, another could have taken its place): its successor is made instead, and of those who try only one can make
 * `N + 1`. The highest number counts: whoever finds a higher one than its own steps back, and who holds it tidies up.
 */
export const acquire = Effect.fnUntraced(function* (
  directory: string,
  id: string,
  options: { readonly unknown: boolean }
): Effect.fn.Return<Held | undefined, PlatformError.PlatformError, LockServices | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const at = DateTime.formatIso(yield* DateTime.now)
  const holder: LockHolder = yield* ourselves(at)
  const text = JSON.stringify(holder)
  const fileOf = (generation: number) => path.join(directory, lockName(id, generation))
  const removeFile = (file: string) =>
    fs
      .remove(file, { force: true })
      .pipe(Effect.catch((error) => Effect.logWarning(`The lock file ${file} could not be removed: ${error.message}`)))

  const make = (file: string) =>
    fs.writeFileString(file, text, { flag: "wx", mode: 0o600 }).pipe(
      Effect.as(true),
      Effect.catchReason("PlatformError", "AlreadyExists", () => Effect.succeed(false))
    )

  const attempt = Effect.fnUntraced(function* () {
    const [top = 0] = options.unknown ? [] : yield* generations(directory, id)
    const state = top === 0 ? "stale" : yield* inspect(fileOf(top))
    if (state === "gone") return "again"
    if (state !== "stale") return state
    const mine = fileOf(top + 1)
    if (!(yield* make(mine))) return "again"
    const others = options.unknown ? [] : yield* generations(directory, id)
    if (others.some((generation) => generation > top + 1)) {
      yield* removeFile(mine)
      return "again"
    }
    yield* Effect.forEach(
      others.filter((generation) => generation <= top),
      (old) => removeFile(fileOf(old)),
      { discard: true }
    )
    yield* Effect.addFinalizer(() => removeFile(mine))
    return "taken"
  }, Effect.uninterruptible)

  for (let count = 0; count < tries; count++) {
    const outcome = yield* attempt()
    if (outcome === "taken") return undefined
    if (outcome !== "again") return outcome
    yield* Effect.yieldNow
  }
  return { file: fileOf(1), holder: undefined, seen: false }
})
