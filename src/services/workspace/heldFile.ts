import { Effect, FileSystem, Path, type PlatformError } from "effect"
import { Host } from "../host/Host.ts"
import { sameInode, type WritePlace } from "./atomicWrite.ts"
import { type Disturbed, disturbed, holdDirectory } from "./heldDirectory.ts"
import { Resolutions } from "./Resolutions.ts"
import type { Target } from "./target.ts"
import { Workspace } from "./Workspace.ts"
import { makeFolder } from "../host/makeFolder.ts"

/** Looks again whether the path leads where it led when it was decided over: a swapped link must not carry us elsewhere. */
const stillLeads = Effect.fnUntraced(function* (target: Target) {
  const workspace = yield* Workspace
  const now = yield* Effect.provideService(workspace.resolve(target.real), Resolutions, undefined).pipe(
    Effect.catchTag("PathRefused", (error) => disturbed(error.message))
  )
  if (now.real !== target.real || now.linked)
    return yield* disturbed("a part of its path was replaced by a link meanwhile")
})

const hold = Effect.fnUntraced(function* (target: Target, directory: string) {
  const fs = yield* FileSystem.FileSystem
  const host = yield* Host
  const verify = Effect.provideContext(stillLeads(target), yield* Effect.context<Workspace>())
  return yield* holdDirectory(fs, host.platform, directory, verify)
})

/** The file's directory, held for the scope. */
export const holdTarget = Effect.fnUntraced(function* (target: Target) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const directory = yield* hold(target, path.dirname(target.real))
  return { fs, directory, name: path.basename(target.real) } satisfies WritePlace
})

/** What is in a directory. */
export const entriesOf = (target: Target) =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* hold(target, target.real)
      return yield* fs.readDirectoryEntries(directory.at("."))
    })
  )

/** Opens the file that has the name in the held directory: not one that a link leads to. */
export const openHeld = Effect.fnUntraced(function* ({ directory, fs, name }: WritePlace) {
  const named = yield* fs.lstat(directory.at(name))
  if (named.type !== "File") return yield* disturbed("it was replaced by a link or a directory meanwhile")
  const file = yield* fs.open(directory.at(name), { flag: "r" })
  const info = yield* file.stat
  yield* directory.verify
  if (!sameInode(yield* fs.lstat(directory.at(name)), info)) return yield* disturbed("it was replaced meanwhile")
  yield* directory.verify
  return { file, info }
})

export const makeParents = Effect.fnUntraced(function* (target: Target) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* stillLeads(target)
  yield* makeFolder(fs, path, path.dirname(target.real))
})

export const isTrouble = <E>(
  error: E | Disturbed | PlatformError.PlatformError
): error is E & (Disturbed | PlatformError.PlatformError) =>
  typeof error === "object" &&
  error !== null &&
  "_tag" in error &&
  (error._tag === "Disturbed" || error._tag === "PlatformError")
