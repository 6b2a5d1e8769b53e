import { Effect, type FileSystem, Option, Random, Result } from "effect"
import { whileLocked } from "./fileLock.ts"
import { disturbed, type HeldDirectory } from "./heldDirectory.ts"

/** Where a file is written: a directory that is held, and the file's name in it. */
export interface WritePlace {
  readonly fs: FileSystem.FileSystem
  readonly directory: HeldDirectory
  readonly name: string
}

export const sameInode = (one: FileSystem.File.Info, other: FileSystem.File.Info): boolean =>
  one.dev === other.dev && Option.getOrUndefined(one.ino) === Option.getOrUndefined(other.ino)

const untouched = (one: FileSystem.File.Info, other: FileSystem.File.Info): boolean =>
  sameInode(one, other) &&
  one.size === other.size &&
  Option.getOrUndefined(one.mtime)?.getTime() === Option.getOrUndefined(other.mtime)?.getTime()

const changed = disturbed("it was changed by something else meanwhile")
const appeared = disturbed("a file of that name has appeared meanwhile")

const temporaryName = Effect.gen(function* () {
  const [one, two] = [yield* Random.nextIntBetween(0, 0xffffffff), yield* Random.nextIntBetween(0, 0xffffffff)]
  return `.coderx-${one.toString(36)}${two.toString(36)}.tmp`
})

/** Writes a new file beside the real one and lets `use` move it there; what is left of it is removed. */
const withTemporary = <A, E, R>(
  { directory, fs }: WritePlace,
  bytes: Uint8Array,
  mode: number | undefined,
  use: (temporary: string, info: FileSystem.File.Info) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const temporary = directory.at(yield* temporaryName)
    const write = Effect.scoped(
      Effect.gen(function* () {
        const file = yield* fs.open(temporary, mode === undefined ? { flag: "wx" } : { flag: "wx", mode })
        yield* file.writeAll(bytes)
        yield* file.sync
        return yield* file.stat
      })
    )
    const made = Effect.gen(function* () {
      const info = yield* write
      yield* directory.verify
      if (!sameInode(yield* fs.lstat(temporary), info)) return yield* disturbed("its directory was replaced meanwhile")
      yield* directory.verify
      return yield* use(temporary, info)
    })
    return yield* Effect.onExit(made, () => Effect.ignore(fs.remove(temporary, { force: true })))
  })

const wholeSeconds = (info: FileSystem.File.Info): number | undefined =>
  Option.match(info.mtime, { onNone: () => undefined, onSome: (time) => Math.floor(time.getTime() / 1000) })

/**
 * The time that a new file must get so that it can be told from the old one, in seconds. Caches that know a file by its
 * size and whole seconds (Python's compiled modules, PEP 3147; rsync) would take a quick edit of the same length for no
 * edit, and the test that was red would be red again.
 */
const tellingTime = (written: FileSystem.File.Info, before: FileSystem.File.Info): number | undefined => {
  const [then, now] = [wholeSeconds(before), wholeSeconds(written)]
  return then !== undefined && now !== undefined && written.size === before.size && now <= then ? then + 1 : undefined
}

/**
 * Puts bytes in place of the file at once, with its mode and owner: a reader sees the old file or the new one, also
 * after a crash. `before` is what the file was when it was read. Where the directory takes no new file or the owner
 * cannot be kept, the bytes are written in place instead.
 */
export const replaceFile = (place: WritePlace, bytes: Uint8Array, before: FileSystem.File.Info) =>
  withTemporary(place, bytes, 0o600, (temporary, info) =>
    Effect.gen(function* () {
      const { directory, fs, name } = place
      const [uid, gid] = [Option.getOrElse(before.uid, () => 0), Option.getOrElse(before.gid, () => 0)]
      if (Option.getOrElse(info.uid, () => 0) !== uid || Option.getOrElse(info.gid, () => 0) !== gid) {
        yield* fs.chown(temporary, uid, gid)
      }
      yield* fs.chmod(temporary, before.mode & 0o7777)
      const time = tellingTime(info, before)
      if (time !== undefined) yield* fs.utimes(temporary, time, time)
      const put = Effect.gen(function* () {
        if (!untouched(yield* fs.lstat(directory.at(name)), before)) return yield* changed
        yield* directory.verify
        yield* fs.rename(temporary, directory.at(name))
      })
      yield* whileLocked(place, put)
    })
  ).pipe(
    Effect.catchTag("PlatformError", (error) =>
      error.reason._tag === "PermissionDenied" ? overwriteFile(place, bytes, before) : Effect.fail(error)
    )
  )

/** Writes into the very file, so that all its names see it. Not atomic: a crash in the middle leaves a part. */
export const overwriteFile = (place: WritePlace, bytes: Uint8Array, before: FileSystem.File.Info) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { directory, fs, name } = place
      const file = yield* fs.open(directory.at(name), { flag: "r+" })
      if (!untouched(yield* file.stat, before)) return yield* changed
      yield* file.writeAll(bytes)
      yield* file.truncate(bytes.length)
      yield* file.sync
    })
  ).pipe((write) => whileLocked(place, write))

/** Makes a file that was not there; fails where one has appeared meanwhile. */
export const createFile = (place: WritePlace, bytes: Uint8Array) =>
  withTemporary(place, bytes, undefined, (temporary) =>
    Effect.gen(function* () {
      const { directory, fs, name } = place
      const linked = yield* Effect.result(fs.link(temporary, directory.at(name)))
      if (Result.isSuccess(linked)) return
      /* A file system without hard links: look, then move. */
      if (linked.failure.reason._tag === "AlreadyExists" || (yield* fs.exists(directory.at(name))))
        return yield* appeared
      yield* fs.rename(temporary, directory.at(name))
    })
  )

/** Removes a file; where `before` is given, only if it is still as it was. */
export const removeFile = (place: WritePlace, before: FileSystem.File.Info | undefined) =>
  Effect.gen(function* () {
    const { directory, fs, name } = place
    const now = yield* fs.lstat(directory.at(name))
    if (now.type !== "File" || (before !== undefined && !untouched(now, before))) return yield* changed
    yield* directory.verify
    yield* fs.remove(directory.at(name))
  }).pipe((remove) => whileLocked(place, remove))
