import { Clock, Effect, type FileSystem, Option, Result } from "effect"
import { hashOf } from "./fingerprint.ts"
import { disturbed, type HeldDirectory } from "./heldDirectory.ts"

const stepMs = 10
/** So long is waited for another program. */
const waitMs = 10_000
/** Nobody holds a lock so long: who made it was killed. */
const staleMs = 60_000

const busy = disturbed("another program is writing it")

/** Takes the lock; false where the directory takes no new file, so that there can be none. */
const take = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, lock: string) {
  const old = Effect.gen(function* () {
    const { mtime } = yield* fs.stat(lock)
    const now = yield* Clock.currentTimeMillis
    return Option.match(mtime, { onNone: () => false, onSome: (time) => now - time.getTime() > staleMs })
  })
  for (let waited = 0; ; waited += stepMs) {
    const made = yield* Effect.result(Effect.scoped(fs.open(lock, { flag: "wx", mode: 0o600 })))
    if (Result.isSuccess(made)) return true
    if (made.failure.reason._tag !== "AlreadyExists") return false
    if (waited >= waitMs) return yield* busy
    if (yield* Effect.orElseSucceed(old, () => false)) yield* Effect.ignore(fs.remove(lock, { force: true }))
    else yield* Effect.sleep(stepMs)
  }
})

/**
 * Lets one program at a time look whether a file is still as it was and put another in its place: between the two nobody
 * else's writing can be lost. A file beside it says so to others; it is there for that moment only. Programs that know
 * nothing of it are not kept out.
 */
export const whileLocked = <A, E, R>(
  {
    directory,
    fs,
    name
  }: { readonly fs: FileSystem.FileSystem; readonly directory: HeldDirectory; readonly name: string },
  use: Effect.Effect<A, E, R>
) => {
  const lock = directory.at(`.coderx-${hashOf(new TextEncoder().encode(name))}.lock`)
  return Effect.acquireUseRelease(
    take(fs, lock),
    () => use,
    (taken) => (taken ? Effect.ignore(fs.remove(lock, { force: true })) : Effect.void)
  )
}
