import { Effect, FileSystem, Option, Path, Random, Result } from "effect"

/** What stood at the path changed while it was being written. Nothing was written. */
export interface Disturbed {
  readonly _tag: "Disturbed"
  readonly reason: string
}
const disturbed = (reason: string): Effect.Effect<never, Disturbed> => Effect.fail({ _tag: "Disturbed", reason })

/** Fails where the path no longer leads where it led when it was decided over. */
type Verify = Effect.Effect<void, Disturbed>

const sameInode = (one: FileSystem.File.Info, other: FileSystem.File.Info): boolean =>
  one.dev === other.dev && Option.getOrUndefined(one.ino) === Option.getOrUndefined(other.ino)

const untouched = (one: FileSystem.File.Info, other: FileSystem.File.Info): boolean =>
  sameInode(one, other) &&
  one.size === other.size &&
  Option.getOrUndefined(one.mtime)?.getTime() === Option.getOrUndefined(other.mtime)?.getTime()

const temporaryBeside = Effect.fnUntraced(function* (real: string) {
  const path = yield* Path.Path
  const [one, two] = [yield* Random.nextIntBetween(0, 0xffffffff), yield* Random.nextIntBetween(0, 0xffffffff)]
  return path.join(path.dirname(real), `.coderx-${one.toString(36)}${two.toString(36)}.tmp`)
})

/** Writes a new file beside the real one and gives what the system says of it; it is removed again unless `use` moves it away. */
const withTemporary = <A, E, R>(
  real: string,
  bytes: Uint8Array,
  mode: number | undefined,
  use: (temporary: string, info: FileSystem.File.Info) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const temporary = yield* temporaryBeside(real)
    const write = Effect.scoped(
      Effect.gen(function* () {
        const file = yield* fs.open(temporary, mode === undefined ? { flag: "wx" } : { flag: "wx", mode })
        yield* file.writeAll(bytes)
        yield* file.sync
        return yield* file.stat
      })
    )
    return yield* Effect.flatMap(write, (info) => use(temporary, info)).pipe(
      Effect.onExit(() => Effect.ignore(fs.remove(temporary, { force: true })))
    )
  })

/** The temporary file is where it was made, and that is where the path still leads. */
const verifyTemporary = Effect.fnUntraced(function* (temporary: string, info: FileSystem.File.Info, verify: Verify) {
  const fs = yield* FileSystem.FileSystem
  yield* verify
  const found = yield* fs.lstat(temporary)
  if (!sameInode(found, info)) return yield* disturbed("its directory was replaced meanwhile")
  yield* verify
})

/**
 * Puts bytes in place of the file at once, with its mode and owner: a reader sees the old file or the new one, also
 * after a crash. `before` is what the file was when it was read. Where the directory takes no new file or the owner
 * cannot be kept, the bytes are written in place instead.
 */
export const replaceFile = (real: string, bytes: Uint8Array, before: FileSystem.File.Info, verify: Verify) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    yield* verify
    yield* withTemporary(real, bytes, 0o600, (temporary, info) =>
      Effect.gen(function* () {
        const [uid, gid] = [Option.getOrElse(before.uid, () => 0), Option.getOrElse(before.gid, () => 0)]
        if (Option.getOrElse(info.uid, () => 0) !== uid || Option.getOrElse(info.gid, () => 0) !== gid) {
          yield* fs.chown(temporary, uid, gid)
        }
        yield* fs.chmod(temporary, before.mode & 0o7777)
        yield* verifyTemporary(temporary, info, verify)
        if (!untouched(yield* fs.lstat(real), before))
          return yield* disturbed("it was changed by something else meanwhile")
        yield* fs.rename(temporary, real)
      })
    ).pipe(
      Effect.catchTag("PlatformError", (error) =>
        error.reason._tag === "PermissionDenied"
          ? Effect.andThen(verify, overwriteFile(real, bytes, before))
          : Effect.fail(error)
      )
    )
  })

/** Writes into the very file, so that all its names see it. Not atomic: a crash in the middle leaves a part. */
export const overwriteFile = (real: string, bytes: Uint8Array, before: FileSystem.File.Info) =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* fs.open(real, { flag: "r+" })
      if (!untouched(yield* file.stat, before)) return yield* disturbed("it was changed by something else meanwhile")
      yield* file.writeAll(bytes)
      yield* file.truncate(bytes.length)
      yield* file.sync
    })
  )

/** Makes a file that was not there, with missing directories; fails where one has appeared meanwhile. */
export const createFile = (real: string, bytes: Uint8Array, verify: Verify) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* verify
    yield* fs.makeDirectory(path.dirname(real), { recursive: true })
    yield* withTemporary(real, bytes, undefined, (temporary, info) =>
      Effect.gen(function* () {
        yield* verifyTemporary(temporary, info, verify)
        const linked = yield* Effect.result(fs.link(temporary, real))
        if (Result.isSuccess(linked)) return
        /* A file system without hard links: look, then move. */
        if (linked.failure.reason._tag === "AlreadyExists" || (yield* fs.exists(real))) {
          return yield* disturbed("a file of that name has appeared meanwhile")
        }
        yield* fs.rename(temporary, real)
      })
    )
  })
