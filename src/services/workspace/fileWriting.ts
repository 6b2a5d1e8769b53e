import { Effect, type FileSystem, Option, Result } from "effect"
import { createFile, overwriteFile, removeFile, replaceFile, type WritePlace } from "./atomicWrite.ts"
import { encode, isBinary } from "./encoding.ts"
import type { FileAccess } from "./fileAccess.ts"
import type { FileRefused, Written } from "./FileRefused.ts"
import { makeTogether } from "./fileSteps.ts"
import { hashOf } from "./fingerprint.ts"
import { makeParents } from "./heldFile.ts"
import type { Target } from "./target.ts"
import { type TextFile, textFile } from "./textFile.ts"

/** Files beyond this are not edited as a whole, in bytes. */
const maxEdited = 64 * 1024 * 1024

/** What to tell of a file that was written; without `before` it is new. */
const written = (
  path: string,
  done: { readonly before?: string; readonly bytes?: Uint8Array; readonly after: string; readonly encoded: Uint8Array }
): Written => ({
  path,
  before: done.before,
  after: done.after,
  history: { path, before: done.bytes === undefined ? null : hashOf(done.bytes), after: hashOf(done.encoded) }
})

/** How `Files` writes: one file anew, one changed, several together. Who calls holds the locks. */
export const makeWriting = (access: FileAccess) => {
  const { context, fs, holding, mark, readAll, refuse, requireFile, requireFresh, seen, told } = access

  /** The file as it is, held and fresh, and what is to become of it. */
  const prepare = Effect.fnUntraced(function* <E, R>(
    target: Target,
    place: WritePlace,
    change: (file: TextFile) => Effect.Effect<string, E, R>
  ) {
    const { bytes, info } = yield* readAll(target, place, maxEdited)
    if (isBinary(bytes)) return yield* refuse(target, "is a binary file: it cannot be edited as text.")
    yield* requireFresh(target, bytes, info)
    const file = textFile(bytes, info.mode & 0o7777)
    if (file === undefined) {
      return yield* refuse(
        target,
        "cannot be edited: its UTF-16 text has an odd length, so that writing it would change other bytes."
      )
    }
    const after = yield* change(file)
    const encoded = encode(after, file.encoding, file.bom)
    if (Result.isFailure(encoded)) {
      return yield* refuse(
        target,
        `was not written: it is in ${file.encoding}, which does not have ${JSON.stringify(encoded.failure)}. Use characters that it has, or convert the file to UTF-8 first.`
      )
    }
    return { bytes, info, before: file.text, after, encoded: encoded.success }
  })

  /** Puts bytes in place of a file that is as `info` says. */
  const overwrite = (target: Target, place: WritePlace, bytes: Uint8Array, info: FileSystem.File.Info) => {
    const several = Option.getOrElse(info.nlink, () => 1n) > 1n
    return Effect.andThen(
      several ? overwriteFile(place, bytes, info) : replaceFile(place, bytes, info),
      markWritten(target, place, bytes)
    )
  }

  /** One road for both ways of writing a file that exists. */
  const rewrite = <E, R>(
    target: Target,
    change: (file: TextFile) => Effect.Effect<string, E, R>
  ): Effect.Effect<Written, FileRefused | E, R> =>
    Effect.gen(function* () {
      yield* requireFile(target, "written")
      return yield* holding(
        target,
        "written"
      )((place) =>
        Effect.gen(function* () {
          const ready = yield* prepare(target, place, change)
          yield* overwrite(target, place, ready.encoded, ready.info)
          return written(target.real, ready)
        })
      )
    })

  const markWritten = Effect.fnUntraced(function* (target: Target, place: WritePlace, bytes: Uint8Array) {
    yield* mark(target, yield* fs.stat(place.directory.at(place.name)), hashOf(bytes))
  })

  const requireContent = (target: Target, content: string) => {
    if (target.requested.endsWith("/")) return Effect.fail(refuse(target, "was not written: it names a directory."))
    return content.isWellFormed()
      ? Effect.void
      : Effect.fail(refuse(target, "was not written: the content holds half of a surrogate pair."))
  }

  /** Makes a file that is not there, with its directories. */
  const makeBytes = (target: Target, bytes: Uint8Array, mode?: number) => {
    const parents = Effect.mapError(Effect.provideContext(makeParents(target), context), told(target, "written"))
    const put = (place: WritePlace) =>
      createFile(place, bytes).pipe(
        Effect.andThen(mode === undefined ? Effect.void : fs.chmod(place.directory.at(place.name), mode)),
        Effect.andThen(markWritten(target, place, bytes))
      )
    return Effect.andThen(parents, holding(target, "written")(put))
  }

  const make = Effect.fnUntraced(function* (target: Target, content: string) {
    yield* requireContent(target, content)
    const bytes = new TextEncoder().encode(content)
    yield* makeBytes(target, bytes)
    return written(target.real, { after: content, encoded: bytes })
  })

  const together = makeTogether({
    prepare: (target, change) =>
      Effect.andThen(
        requireFile(target, "written"),
        holding(target, "written")((place) => prepare(target, place, change))
      ),
    read: (target) =>
      Effect.andThen(
        requireFile(target, "deleted"),
        holding(
          target,
          "deleted"
        )((place) =>
          Effect.tap(readAll(target, place, maxEdited), ({ bytes, info }) => requireFresh(target, bytes, info))
        )
      ),
    requireContent,
    refuse,
    overwrite: (target, bytes, info) =>
      holding(
        target,
        "written"
      )((place) =>
        Effect.gen(function* () {
          yield* overwrite(target, place, bytes, info ?? (yield* fs.lstat(place.directory.at(place.name))))
        })
      ),
    create: makeBytes,
    remove: (target, info) =>
      holding(
        target,
        "deleted"
      )((place) => Effect.tap(removeFile(place, info), () => Effect.sync(() => seen.delete(target.real))))
  })

  return { make, rewrite, together }
}
