import { Effect, type FileSystem } from "effect"
import type { Place } from "./policy.ts"

/** What stands at a path, links followed: its real path and whether it is a directory. Undefined where nothing does. */
export const lookAt = Effect.fnUntraced(
  function* (fs: FileSystem.FileSystem, path: string) {
    const real = yield* fs.realPath(path)
    return { path: real, directory: (yield* fs.stat(real)).type === "Directory" }
  },
  (effect) => Effect.orElseSucceed(effect, () => undefined)
)

export const namesIn = (fs: FileSystem.FileSystem, directory: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.orElseSucceed(fs.readDirectory(directory), () => [])

/** Hides those of the paths that exist. */
export const hidden = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, paths: ReadonlyArray<string>) {
  const found = yield* Effect.forEach(new Set(paths), (path) => lookAt(fs, path), { concurrency: 16 })
  return found.flatMap((one): ReadonlyArray<Place> => (one === undefined ? [] : [{ kind: "hide", ...one }]))
})

/** Those of the paths that we could open: what is closed anyway need not be hidden, which costs a mount. */
export const openTo = (fs: FileSystem.FileSystem, paths: ReadonlyArray<string>) =>
  Effect.filter(paths, (path) => Effect.isSuccess(fs.access(path, { readable: true })), { concurrency: 16 })
