import { Effect, type FileSystem, type Path } from "effect"
import { lookAt } from "./look.ts"
import type { Place } from "./policy.ts"

export interface GitPlaces {
  readonly places: ReadonlyArray<Place>
  /** What git would obey and what is not there: it may not be there after a command either. */
  readonly absent: ReadonlyArray<string>
}

/**
 * What git runs or obeys of a repository's directory (gitrepository-layout(5)): hooks, configuration, the place of the
 * common directory, and the same of submodules and other worktrees.
 */
const obeyed = ["hooks", "config", "config.worktree", "commondir", "gitdir", "modules", "worktrees"]

const nothing: GitPlaces = { places: [], absent: [] }

/** Git's directory can be written to, as a commit does, but for what git obeys. It stays where it is, being mounted itself. */
const directoryOf = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, path: Path.Path, directory: string) {
  const names = yield* Effect.orElseSucceed(fs.readDirectory(directory), () => undefined)
  const there = obeyed.filter((name) => names?.includes(name) === true)
  const real = yield* Effect.forEach(there, (name) => Effect.option(fs.realPath(path.join(directory, name))), {
    concurrency: 8
  })
  const held = real.flatMap(
    (one): ReadonlyArray<Place> => (one._tag === "Some" ? [{ kind: "read", path: one.value }] : [])
  )
  // What cannot be looked at, or leads nowhere, cannot be held: then nothing is written there at all.
  if (names === undefined || held.length < there.length)
    return { places: [{ kind: "read", path: directory }], absent: [] } satisfies GitPlaces
  return {
    places: [{ kind: "write", path: directory }, ...held],
    absent: obeyed.filter((name) => !there.includes(name)).map((name) => path.join(directory, name))
  } satisfies GitPlaces
})

const textOf = (fs: FileSystem.FileSystem, file: string) => Effect.orElseSucceed(fs.readFileString(file), () => "")

/**
 * A `.git` that is a file names a directory elsewhere, and anybody can write such a file: it counts only where that
 * directory knows of this working tree. (A worktree's `gitdir` leads back; a submodule's configuration names the tree.)
 */
const linked = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, path: Path.Path, root: string, file: string) {
  const named = /^gitdir: (.+?)\s*$/.exec(yield* textOf(fs, file))?.[1]
  if (named === undefined) return nothing
  const found = yield* lookAt(fs, path.resolve(root, named))
  if (found?.directory !== true) return nothing
  const own = found.path
  const common = /^(.*\/\.git)\/worktrees\/[^/]+$/.exec(own)?.[1]
  if (common !== undefined) {
    const back = path.resolve(own, (yield* textOf(fs, path.join(own, "gitdir"))).trim())
    if ((yield* lookAt(fs, back))?.path !== file) return nothing
    const shared = yield* directoryOf(fs, path, common)
    const mine = yield* directoryOf(fs, path, own)
    return { places: [...shared.places, ...mine.places], absent: [...shared.absent, ...mine.absent] }
  }
  if (!/\/\.git\/modules\/./.test(own)) return nothing
  const tree = /^\s*worktree\s*=\s*(.+?)\s*$/m.exec(yield* textOf(fs, path.join(own, "config")))?.[1]
  return tree !== undefined && path.resolve(own, tree) === root ? yield* directoryOf(fs, path, own) : nothing
})

/** The places of the repository whose working tree is `root`, a real path. */
export const gitPlaces = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, path: Path.Path, root: string) {
  const dot = path.join(root, ".git")
  const found = yield* lookAt(fs, dot)
  if (found === undefined) return { places: [], absent: [] } satisfies GitPlaces
  if (found.path !== dot) return { places: [{ kind: "read", path: found.path }], absent: [] } satisfies GitPlaces
  if (found.directory) return yield* directoryOf(fs, path, dot)
  const { absent, places } = yield* linked(fs, path, root, dot)
  return { places: [...places, { kind: "read", path: dot }], absent } satisfies GitPlaces
})
