import { Effect, type FileSystem, Scope } from "effect"
import * as Semaphore from "effect/Semaphore"

/** Bytes of one command's output that are kept on disk. */
export const spillLimit = 64 * 1024 * 1024

/** A file that takes the whole output of a command once it no longer fits into memory. */
export interface SpillFile {
  /** Appends, in the order of the calls. Never fails: what went wrong is told by `state`. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void>
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

  return {
    write: (bytes) =>
      gate.withPermit(append(bytes)).pipe(
        Effect.catch((error) =>
          Effect.sync(() => {
            state = { _tag: "Failed", reason: error.message }
          })
        )
      ),
    state: () => state
  }
}
