import { Effect, FileSystem, Path } from "effect"

/**
 * Root of the repository that holds `directory`: its nearest ancestor (or itself) with a `.git`, else `directory`.
 * A `.git` in the home directory or at `/` counts only for a run in that very place, so that a repository of dotfiles
 * does not make one project of everything below. `directory` and `home` are absolute, links resolved. Never fails: what
 * cannot be looked at is no repository.
 */
export const findProjectRoot = Effect.fnUntraced(function* (directory: string, home: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const candidates: Array<string> = [directory]
  for (let at = path.dirname(directory); at !== home && at !== path.dirname(at); at = path.dirname(at))
    candidates.push(at)
  const found = yield* Effect.forEach(
    candidates,
    (candidate) => Effect.orElseSucceed(fs.exists(path.join(candidate, ".git")), () => false),
    { concurrency: "unbounded" }
  )
  return candidates[found.indexOf(true)] ?? directory
})
