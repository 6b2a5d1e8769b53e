import { Clock, Context, Effect, Fiber, FileSystem, Layer, Path } from "effect"
import { Host } from "../host/Host.ts"
import { fuzzyPaths, type PathList, type PathMatch, pathList, withFolders } from "./fuzzyPaths.ts"
import { Search } from "./Search.ts"
import { Workspace } from "./Workspace.ts"

/** Files that are listed at most. */
const mostFiles = 300_000
/** How long a list counts as fresh, in milliseconds. An older one serves while the next is made. */
const freshMs = 5_000

interface Listed {
  readonly list: PathList
  readonly at: number
}

/** A path that leads out of the working directory, or names a place from elsewhere: `../`, `~/`, `/etc/`. */
const isOutside = (query: string): boolean => /^(?:\.{1,2}\/|~\/|\/)/.test(query)

/**
 * The files and folders of the working directory by a few letters of their paths, for `@` and Tab. Ignore files are respected.
 * Relative to the working directory; folders end in `/`.
 */
export class FileIndex extends Context.Service<
  FileIndex,
  {
    /** Never fails: where nothing can be listed, nothing is found. The first question waits for the list. */
    readonly find: (query: string, limit: number) => Effect.Effect<ReadonlyArray<PathMatch>>
  }
>()("coderx/workspace/FileIndex") {
  static readonly layer = Layer.effect(
    FileIndex,
    Effect.gen(function* () {
      const search = yield* Search
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const host = yield* Host
      const workspace = yield* Workspace
      const scope = yield* Effect.scope

      let listed: Listed | undefined
      let listing: Effect.Effect<Listed> | undefined

      const list = Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const { lines } = yield* Effect.orElseSucceed(
          search.glob({ pattern: "**/*", root: workspace.cwd, limit: mostFiles, order: "any" }),
          () => ({ lines: [] })
        )
        listed = { list: pathList(withFolders(lines)), at }
        listing = undefined
        return listed
      })

      /** The list as it is; a new one is begun where it is old, and waited for where there is none. */
      const current = Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        if (listed !== undefined && now - listed.at < freshMs) return listed.list
        listing ??= Fiber.join(yield* Effect.forkIn(list, scope))
        return (listed ?? (yield* listing)).list
      })

      /** What is in a directory that the index does not hold, by the beginning of the names. */
      const beside = Effect.fnUntraced(function* (query: string) {
        const at = query.lastIndexOf("/") + 1
        const [directory, begun] = [query.slice(0, at), query.slice(at).toLowerCase()]
        const real = directory.startsWith("~/")
          ? path.join(host.home, directory.slice(2))
          : path.resolve(workspace.cwd, directory)
        const names = yield* Effect.orElseSucceed(fs.readDirectory(real), () => [])
        const fitting = names
          .filter((name) => name.toLowerCase().startsWith(begun) && (begun !== "" || !name.startsWith(".")))
          .sort()
        return { directory, fitting, real }
      })

      const findOutside = Effect.fnUntraced(function* (query: string, limit: number) {
        const { directory, fitting, real } = yield* beside(query)
        return yield* Effect.forEach(fitting.slice(0, limit), (name) =>
          Effect.match(fs.stat(path.join(real, name)), {
            onSuccess: ({ type }) => ({ path: `${directory}${name}${type === "Directory" ? "/" : ""}`, met: [] }),
            onFailure: () => ({ path: `${directory}${name}`, met: [] })
          })
        )
      })

      return FileIndex.of({
        find: Effect.fn("FileIndex.find")(function* (query, limit) {
          if (isOutside(query)) return yield* findOutside(query, limit)
          return fuzzyPaths(yield* current, query, limit)
        })
      })
    })
  )
}
