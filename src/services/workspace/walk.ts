import { Effect, type FileSystem } from "effect"
import type { Style } from "./pathStyle.ts"

/** Where a walk along a path ended. */
export interface Walked {
  /** Names from the root, no links among them; those beyond the nearest existing parent are as they were asked for. */
  readonly real: ReadonlyArray<string>
  /** What stands there; undefined where nothing does. */
  readonly info: FileSystem.File.Info | undefined
  readonly linked: boolean
  /** Every path that was asked for on the way: the first one and what each link turned it into. */
  readonly spellings: ReadonlyArray<ReadonlyArray<string>>
  /** The walk met a link of the kernel's own (`/proc/self/root`, `/dev/fd/0`), which leads where its text does not say. */
  readonly kernel: boolean
}

/** Why a walk cannot go on. */
export interface Stuck {
  readonly _tag: "Stuck"
  readonly reason: string
}
const stuck = (reason: string): Effect.Effect<never, Stuck> => Effect.fail({ _tag: "Stuck", reason })

/** Linux gives up after 40 links (path_resolution(7)). */
const maxLinks = 40

/** Trees in which the kernel shows itself as files, and macOS's door by inode number. */
const kernelTrees: ReadonlySet<string> = new Set(["proc", "sys", "dev", ".vol"])
export const inKernelTree = (names: ReadonlyArray<string>): boolean => kernelTrees.has(names[0] ?? "")

/**
 * Follows a path name by name as the kernel does: a link is replaced by its target before the next name or `..` is
 * looked at. `base` is known to be real. After the first missing name the rest is taken as it stands.
 */
export const walk = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  style: Style,
  base: ReadonlyArray<string>,
  parts: ReadonlyArray<string>
): Effect.fn.Return<Walked, Stuck> {
  let here = [...base]
  let info: FileSystem.File.Info | undefined
  let missing = false
  let links = 0
  const rest = [...parts]
  const spellings: Array<ReadonlyArray<string>> = [[...base, ...parts]]
  const end = (kernel: boolean): Walked => ({ real: here, info, linked: links > 0, spellings, kernel })

  for (;;) {
    const name = rest.shift()
    if (name === undefined) break
    if (info !== undefined && info.type !== "Directory") return yield* stuck(`${style.join(here)} is not a directory`)
    if (name === "..") {
      here.pop()
      missing = false
      info = undefined
      continue
    }
    here.push(name)
    if (missing) continue
    const path = style.join(here)
    const found = yield* fs.lstat(path).pipe(
      Effect.catchTag("PlatformError", (error) => {
        if (error.reason._tag === "NotFound") return Effect.succeed(undefined)
        if (error.reason._tag === "BadResource") return stuck(`a parent of ${path} is not a directory`)
        if (error.reason._tag === "PermissionDenied") return stuck(`permission to look at ${path} is missing`)
        return stuck(`${path} cannot be looked at: ${error.message}`)
      })
    )
    info = found
    missing = found === undefined
    if (found?.type !== "SymbolicLink") continue
    if (inKernelTree(here)) {
      here.push(...rest)
      return end(true)
    }
    links += 1
    if (links > maxLinks) return yield* stuck("its symbolic links lead in a circle")
    const target = yield* Effect.mapError(
      fs.readLink(path),
      (error): Stuck => ({ _tag: "Stuck", reason: error.message })
    )
    const absolute = style.absolute(target)
    if (absolute === undefined) here.pop()
    else here = []
    info = undefined
    rest.unshift(...(absolute ?? style.split(target)))
    spellings.push([...here, ...rest])
  }
  if (info === undefined && !missing) {
    info = yield* Effect.orElseSucceed(fs.lstat(style.join(here)), () => undefined)
  }
  return end(inKernelTree(here))
})
