import { Effect, FileSystem, Layer, Path } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { Host } from "../services/host/Host.ts"
import { Search } from "../services/workspace/Search.ts"

/** The ripgrep that came with the package, else the one on the PATH. */
const findRipgrep = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const host = yield* Host
  const shipped = yield* Effect.option(Effect.tryPromise(() => import("@vscode/ripgrep")))
  const folders = (host.env["PATH"] ?? "")
    .split(host.platform === "win32" ? ";" : ":")
    .filter((name) => path.isAbsolute(name))
  const name = host.platform === "win32" ? "rg.exe" : "rg"
  const candidates = [
    ...(shipped._tag === "Some" ? [shipped.value.rgPath] : []),
    ...folders.map((folder) => path.join(folder, name))
  ]
  for (const candidate of candidates) {
    if (yield* Effect.orElseSucceed(fs.exists(candidate), () => false)) return candidate
  }
  return undefined
})

/** ripgrep where there is one, else a walk of our own. Looked for at the first search, so that starting costs nothing. */
export const layer = Layer.effect(
  Search,
  Effect.gen(function* () {
    const context = yield* Effect.context<
      FileSystem.FileSystem | Path.Path | ChildProcessSpawner.ChildProcessSpawner | Host
    >()
    const ripgrep = yield* Effect.cached(Effect.provideContext(findRipgrep, context))
    const chosen = yield* Effect.cached(
      Effect.gen(function* () {
        const program = yield* ripgrep
        if (program === undefined) return yield* (yield* Effect.promise(() => import("./search/walk.ts"))).make
        return yield* (yield* Effect.promise(() => import("./search/ripgrep.ts"))).make(program)
      }).pipe(Effect.provideContext(context))
    )
    return Search.of({
      glob: (query) => Effect.flatMap(chosen, (search) => search.glob(query)),
      grep: (query) => Effect.flatMap(chosen, (search) => search.grep(query)),
      program: ripgrep
    })
  })
)
