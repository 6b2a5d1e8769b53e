import { Effect, FileSystem, Path } from "effect"
import { runsProgram } from "./gitConfig.ts"
import { gitlinksIn } from "./gitlinks.ts"

/** So many submodules are looked at, and so deep one in another. */
const mostSubmodules = 50
const deepest = 4

/**
 * Why git may run a program that the repository around a directory names, even for a read; undefined where it does not.
 * The user's own configuration is trusted. Looks at the configuration of the repository, its worktree and its submodules,
 * and at what only looks like a repository (files named HEAD, objects and refs in a folder make git believe it is one).
 */
export const repositoryRuns = (
  directory: string
): Effect.Effect<string | undefined, never, FileSystem.FileSystem | Path.Path> => lookAt(directory, 0)

const lookAt = Effect.fnUntraced(function* (
  directory: string,
  depth: number
): Effect.fn.Return<string | undefined, never, FileSystem.FileSystem | Path.Path> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const text = (file: string) => Effect.orElseSucceed(fs.readFileString(file), () => undefined)
  const exists = (file: string) => Effect.orElseSucceed(fs.exists(file), () => true)

  let place = directory
  let found: string | undefined
  for (let depth = 0; depth < 64 && found === undefined; depth++) {
    const dot = path.join(place, ".git")
    if (yield* exists(dot)) found = dot
    else if (
      (yield* exists(path.join(place, "HEAD"))) &&
      (yield* exists(path.join(place, "objects"))) &&
      (yield* exists(path.join(place, "refs")))
    ) {
      return "the folder itself looks like a repository"
    }
    const above = path.dirname(place)
    if (above === place) break
    place = above
  }
  if (found === undefined) return undefined
  const pointer = yield* text(found)
  let repository = found
  if (pointer !== undefined) {
    const named = /^gitdir:\s*(.+?)\s*$/m.exec(pointer)?.[1]
    if (named === undefined) return "its .git file cannot be read"
    repository = path.resolve(path.dirname(found), named)
  }
  const common = yield* text(path.join(repository, "commondir"))
  const shared = common === undefined ? repository : path.resolve(repository, common.trim())
  const modules = yield* Effect.orElseSucceed(fs.readDirectory(path.join(shared, "modules")), () => [])
  if (modules.length > mostSubmodules) return "it has too many submodules to look at"
  const files = [
    path.join(shared, "config"),
    path.join(repository, "config"),
    path.join(repository, "config.worktree"),
    ...modules.map((name) => path.join(shared, "modules", name, "config"))
  ]
  let hashBytes = 20
  for (const file of new Set(files)) {
    const config = yield* text(file)
    const reason = config === undefined ? undefined : runsProgram(config)
    if (reason !== undefined) return reason
    if (config !== undefined && /objectformat\s*=\s*(?!sha1\b)/i.test(config)) hashBytes = 32
  }
  if (yield* exists(path.join(shared, "hooks", "post-index-change")))
    return "it has a hook that runs when git looks at files"
  return yield* submodulesRun(repository, path.dirname(found), hashBytes, depth)
})

/** The same for the submodules that are checked out: git starts itself in each, with the configuration that it has there. */
const submodulesRun = Effect.fnUntraced(function* (
  repository: string,
  worktree: string,
  hashBytes: number,
  depth: number
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const beside = yield* Effect.orElseSucceed(fs.readDirectory(repository), () => [])
  for (const name of beside.filter((one) => one === "index" || one.startsWith("sharedindex."))) {
    const index = yield* Effect.orElseSucceed(fs.readFile(path.join(repository, name)), () => undefined)
    if (index === undefined) return "its index cannot be read"
    const links = gitlinksIn(index, hashBytes)
    if (links === undefined) return "it has submodules whose names cannot be read"
    if (links.length > mostSubmodules) return "it has too many submodules to look at"
    for (const link of links) {
      const submodule = path.join(worktree, link)
      if (!(yield* Effect.orElseSucceed(fs.exists(path.join(submodule, ".git")), () => true))) continue
      const reason = depth >= deepest ? "its submodules lie too deep" : yield* lookAt(submodule, depth + 1)
      if (reason !== undefined) return `in the submodule ${link} ${reason}`
    }
  }
  return undefined
})
