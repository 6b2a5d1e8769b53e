import { Effect, Fiber, type FileSystem, Scope } from "effect"
import * as Semaphore from "effect/Semaphore"

/** Bytes of one command's output that are kept on disk. */
export const spillLimit = 64 * 1024 * 1024

/** Bytes that wait to be written; who has more waits with them. */
const mostWaiting = 1024 * 1024

/** A file that takes the whole output of a command once it no longer fits into memory. */
export interface SpillFile {
  /** Appends, in the order of the calls, a little later. Never fails: what went wrong is told by `state`. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void>
  /** Completes when all that was given is on disk. */
  readonly settled: Effect.Effect<void>
  /** Where the file is, whether it holds everything, or why there is none. */
  readonly state: () => SpillState
}

export type SpillState =
  | { readonly _tag: "Unused" }
  | { readonly _tag: "Kept"; readonly path: string; readonly cut: boolean }
  | { readonly _tag: "Failed"; readonly reason: string }

/**
 * @param scope closes the file
 * @param place gives the path on first use
 * @param limit bytes after which the file is cut
 */
export const spillFile = (
  fs: FileSystem.FileSystem,
  scope: Scope.Scope,
  place: Effect.Effect<string, { readonly message: string }>,
  limit: number = spillLimit
): SpillFile => {
  const gate = Semaphore.makeUnsafe(1)
  let state: SpillState = { _tag: "Unused" }
  let file: FileSystem.File | undefined
  let written = 0

  const append = Effect.fnUntraced(function* (bytes: Uint8Array) {
    if (state._tag === "Failed" || (state._tag === "Kept" && state.cut)) return
    if (file === undefined) {
      const path = yield* place
      file = yield* fs.open(path, { flag: "wx", mode: 0o600 }).pipe(Scope.provide(scope))
      state = { _tag: "Kept", path, cut: false }
    }
    const room = limit - written
    written += bytes.length
    yield* file.writeAll(bytes.length > room ? bytes.subarray(0, room) : bytes)
    if (bytes.length > room && state._tag === "Kept") state = { ...state, cut: true }
  })

  const kept = (bytes: Uint8Array) =>
    Effect.catch(append(bytes), (error) =>
      Effect.sync(() => {
        state = { _tag: "Failed", reason: error.message }
      })
    )

  // While one piece is being written the next ones are read: they are written together then.
  let waiting: Array<Uint8Array> = []
  let size = 0
  let writing = false
  let writer: Fiber.Fiber<void> | undefined
  const writeWaiting = Effect.gen(function* () {
    while (waiting.length > 0) {
      const whole = joined(waiting, size)
      waiting = []
      size = 0
      yield* kept(whole)
    }
    writing = false
  })
  const settled = Effect.suspend(() =>
    writing && writer !== undefined ? Effect.asVoid(Fiber.await(writer)) : Effect.void
  )

  return {
    write: Effect.fnUntraced(function* (bytes) {
      // The first one opens the file, so that its name is known at once.
      if (file === undefined) return yield* gate.withPermit(kept(bytes))
      if (state._tag === "Failed" || (state._tag === "Kept" && state.cut)) return
      waiting.push(bytes)
      size += bytes.length
      if (!writing) {
        writing = true
        writer = yield* Effect.forkIn(gate.withPermit(writeWaiting), scope)
      }
      if (size > mostWaiting) yield* settled
    }),
    settled,
    state: () => state
  }
}

const joined = (parts: ReadonlyArray<Uint8Array>, size: number): Uint8Array => {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0]
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
