import { Effect, FileSystem, Path } from "effect"
import { Host } from "../host/Host.ts"
import { CodeMaps } from "./CodeMaps.ts"
import { MapRefused } from "./mapQuery.ts"

/**
 * The map of a path as the user wrote it, for the user's own eyes: nothing is held back. Paths below the
 * working directory start there, others at the place that was named.
 */
export const codeMapOf = Effect.fn("codeMapOf")(function* (place: string, focus: string, budget: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const host = yield* Host
  const maps = yield* CodeMaps
  const root = yield* Effect.mapError(
    fs.realPath(path.resolve(host.cwd, place)),
    () =>
      new MapRefused({
        message: `There is no file or directory ${place}. Name one, or none for the working directory.`
      })
  )
  const map = yield* maps.map({ root, focus, seen: [], budget, secret: () => Effect.succeed(false) })
  const info = yield* Effect.orDie(fs.stat(root))
  const below = path.relative(host.cwd, info.type === "Directory" ? root : path.dirname(root))
  const prefix = below === "" || below.startsWith("..") ? "" : `${below}/`
  return { ...map, files: map.files.map((file) => ({ ...file, path: prefix + file.path })) }
})
