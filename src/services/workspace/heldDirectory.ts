import { Effect, type FileSystem, Path, type PlatformError, type Scope } from "effect"

/** What stood at the path changed while it was being used. Nothing was written. */
export interface Disturbed {
  readonly _tag: "Disturbed"
  readonly reason: string
}
export const disturbed = (reason: string): Effect.Effect<never, Disturbed> => Effect.fail({ _tag: "Disturbed", reason })

/** A directory that was found where it was decided over. */
export interface HeldDirectory {
  /** The path of a name in it. */
  readonly at: (name: string) => string
  /** Fails where the directory is no longer the one that its path leads to. */
  readonly verify: Effect.Effect<void, Disturbed>
}

/** Node's handles have the descriptor's number; other file systems' may have none. */
const descriptorOf = (file: FileSystem.File): number | undefined =>
  "fd" in file && typeof file.fd === "number" ? file.fd : undefined

const sameName = (one: string, other: string): boolean =>
  one === other || one.normalize("NFC").toLowerCase() === other.normalize("NFC").toLowerCase()

/**
 * Holds a directory open for the scope. On Linux its names are then reached through the descriptor (`/proc/self/fd/N`),
 * and the kernel itself says where it is: from then on no link that is swapped in above can lead elsewhere. Where that
 * is not to be had, names are used, and `verify` looks at the path again.
 */
export const holdDirectory = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  platform: string,
  directory: string,
  verify: Effect.Effect<void, Disturbed>
): Effect.fn.Return<HeldDirectory, PlatformError.PlatformError | Disturbed, Scope.Scope | Path.Path> {
  const path = yield* Path.Path
  yield* verify
  const byName: HeldDirectory = { at: (name) => path.join(directory, name), verify }
  if (platform !== "linux") return byName
  /* A directory that may be passed through but not listed cannot be held; anything else that fails here is a change. */
  const handle = yield* fs
    .open(directory, { flag: "r", noFollow: true })
    .pipe(
      Effect.catchTag("PlatformError", (error) =>
        error.reason._tag === "PermissionDenied"
          ? Effect.succeed(undefined)
          : disturbed("its directory was replaced or removed meanwhile")
      )
    )
  const descriptor = handle === undefined ? undefined : descriptorOf(handle)
  if (descriptor === undefined) return byName
  const base = `/proc/self/fd/${descriptor}`
  const real = yield* Effect.option(fs.readLink(base))
  if (real._tag === "None") return byName
  if (!sameName(real.value, directory)) return yield* disturbed("a part of its path was replaced by a link meanwhile")
  return { at: (name) => `${base}/${name}`, verify: Effect.void }
})
