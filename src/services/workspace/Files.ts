import {
  Clock,
  Context,
  DateTime,
  Effect,
  FileSystem,
  Layer,
  Option,
  type Path,
  type PlatformError,
  Result,
  Schema
} from "effect"
import { printableLine } from "../domain/printable.ts"
import type { Host } from "../host/Host.ts"
import { createFile, overwriteFile, replaceFile, type WritePlace } from "./atomicWrite.ts"
import { encode, isBinary } from "./encoding.ts"
import { explain, kindReasons } from "./fileRefusal.ts"
import { hashOf } from "./fingerprint.ts"
import { entriesOf, holdTarget, isTrouble, makeParents, openHeld } from "./heldFile.ts"
import type { Disturbed } from "./heldDirectory.ts"
import { makeKeyedLock } from "./keyedLock.ts"
import { toEol } from "./lines.ts"
import { makeLineIndexes } from "./lineIndex.ts"
import { type Page, type PageQuery, readPage } from "./pageReader.ts"
import type { Target } from "./target.ts"
import { type TextFile, textFile } from "./textFile.ts"
import type { Workspace } from "./Workspace.ts"

/** A file cannot be read or written as asked. `message` is written for the model: what is wrong and what to do. */
export class FileRefused extends Schema.TaggedError<FileRefused>()("FileRefused", {
  path: Schema.String,
  message: Schema.String
}) {}

/** What a file was when the model saw it. */
export interface Seen {
  /** Real path. */
  readonly path: string
  /** Milliseconds of the epoch: its last change, and when it was read. */
  readonly mtime: number
  readonly at: number
  readonly size: number
  /** Undefined for a large file of which only a part was read. */
  readonly hash: string | undefined
}

/** A file that was written: its text before (undefined where it is new) and after. */
export interface Written {
  readonly path: string
  readonly before: string | undefined
  readonly after: string
}

/** Files beyond this are not edited as a whole, in bytes. */
const maxEdited = 64 * 1024 * 1024

/** Reads and writes files for the tools: decoded without loss, read before written, written at once, one writer a path. */
export class Files extends Context.Service<
  Files,
  {
    /** Some lines of a text file, in constant memory. Counts as having read the file. */
    readonly page: (target: Target, query: PageQuery) => Effect.Effect<Page, FileRefused>
    /** All bytes, if there are no more than `max`. Counts as having read the file. */
    readonly bytes: (target: Target, max: number) => Effect.Effect<Uint8Array, FileRefused>
    /** Names in a directory, sorted; directories end with a slash. */
    readonly list: (target: Target) => Effect.Effect<ReadonlyArray<string>, FileRefused>
    /** Replaces the text of a file that was read and is unchanged since by what `change` makes of it. */
    readonly edit: <E, R>(
      target: Target,
      change: (file: TextFile) => Effect.Effect<string, E, R>
    ) => Effect.Effect<Written, FileRefused | E, R>
    /** Makes the file, or replaces one that was read and is unchanged since, in its encoding and line endings. */
    readonly put: (target: Target, content: string) => Effect.Effect<Written, FileRefused>
    /** What was read in this session and may be edited. */
    readonly seen: Effect.Effect<ReadonlyArray<Seen>>
    /** Takes up what an earlier run of the session had read; a file that was changed since is still refused. */
    readonly restore: (seen: ReadonlyArray<Seen>) => Effect.Effect<void>
  }
>()("coderx/workspace/Files") {
  static readonly layer = Layer.effect(
    Files,
    Effect.gen(function* () {
      const context = yield* Effect.context<FileSystem.FileSystem | Path.Path | Host | Workspace>()
      const fs = Context.get(context, FileSystem.FileSystem)
      const lock = makeKeyedLock()
      const seen = new Map<string, Seen>()
      const indexes = makeLineIndexes()

      const refuse = (target: Target, reason: string) => {
        const shown = printableLine(target.requested)
        return new FileRefused({
          path: target.real,
          message: `${shown}${target.linked ? ` (really ${printableLine(target.real)})` : ""} ${reason}`
        })
      }
      const told = (target: Target, doing: string) => (error: PlatformError.PlatformError | Disturbed) =>
        error._tag === "Disturbed"
          ? refuse(target, `was not ${doing}: ${error.reason}. Read it again, then repeat the call.`)
          : refuse(target, `was not ${doing}: ${explain(error)}.`)

      const requireFile = (target: Target, doing: string) => {
        if (target.kind === "file") return Effect.void
        return Effect.fail(refuse(target, `cannot be ${doing}: ${kindReasons[target.kind]}.`))
      }

      /** Runs over the file's directory, held open; what goes wrong is told as of this target. */
      const holding =
        (target: Target, doing: string) =>
        <A, E, R>(use: (place: WritePlace) => Effect.Effect<A, E | PlatformError.PlatformError | Disturbed, R>) =>
          holdTarget(target).pipe(
            Effect.provideContext(context),
            Effect.flatMap(use),
            Effect.scoped,
            Effect.catchIf(isTrouble, (error) => told(target, doing)(error))
          )

      const mark = Effect.fnUntraced(function* (target: Target, info: FileSystem.File.Info, hash: string | undefined) {
        const at = yield* Clock.currentTimeMillis
        seen.set(target.real, { path: target.real, mtime: changedAt(info), at, size: Number(info.size), hash })
      })

      const readAll = Effect.fnUntraced(function* (target: Target, place: WritePlace, max: number) {
        const { file, info } = yield* openHeld(place)
        const size = Number(info.size)
        if (size > max) return yield* refuse(target, `is too large for this: ${size} bytes, the limit is ${max}.`)
        const bytes = new Uint8Array(size)
        let at = 0
        while (at < size) {
          const read = yield* file.read(bytes.subarray(at))
          if (read === 0) break
          at += read
        }
        return { bytes: bytes.subarray(0, at), info }
      })

      const requireFresh = Effect.fnUntraced(function* (target: Target, bytes: Uint8Array, info: FileSystem.File.Info) {
        const known = seen.get(target.real)
        if (known === undefined)
          return yield* refuse(target, "has not been read in this session: Read it first, then repeat the call.")
        const same =
          known.hash === undefined
            ? known.size === Number(info.size) && known.mtime === changedAt(info)
            : known.size === bytes.length && known.hash === hashOf(bytes)
        if (same) return
        const when = DateTime.formatIso(DateTime.makeUnsafe(known.at))
        return yield* refuse(
          target,
          `has changed on disk since it was read at ${when}: Read it again, then repeat the call.`
        )
      })

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
              const several = Option.getOrElse(info.nlink, () => 1n) > 1n
              yield* several ? overwriteFile(place, encoded.success, info) : replaceFile(place, encoded.success, info)
              yield* markWritten(target, place, encoded.success)
              return { path: target.real, before: file.text, after }
            })
          )
        })

      const markWritten = Effect.fnUntraced(function* (target: Target, place: WritePlace, bytes: Uint8Array) {
        yield* mark(target, yield* fs.stat(place.directory.at(place.name)), hashOf(bytes))
      })

      const make = Effect.fnUntraced(function* (
        target: Target,
        content: string
      ): Effect.fn.Return<Written, FileRefused> {
        if (target.requested.endsWith("/")) return yield* refuse(target, "was not written: it names a directory.")
        if (!content.isWellFormed())
          return yield* refuse(target, "was not written: the content holds half of a surrogate pair.")
        const bytes = new TextEncoder().encode(content)
        const directory = makeParents(target).pipe(
          Effect.provideContext(context),
          Effect.mapError(told(target, "written"))
        )
        yield* Effect.andThen(
          directory,
          holding(
            target,
            "written"
          )((place) => Effect.andThen(createFile(place, bytes), markWritten(target, place, bytes)))
        )
        return { path: target.real, before: undefined, after: content }
      })

      return Files.of({
        page: Effect.fn("Files.page")(function* (target, query) {
          yield* requireFile(target, "read")
          return yield* holding(
            target,
            "read"
          )((place) =>
            Effect.gen(function* () {
              const { file, info } = yield* openHeld(place)
              const size = Number(info.size)
              const page = yield* readPage(file, size, query, indexes.of(target.real, size, changedAt(info)))
              if (page === "binary") {
                return yield* refuse(target, `is a binary file (${size} bytes): it is not shown as text.`)
              }
              yield* mark(target, info, page.hash)
              return page
            })
          )
        }),
        bytes: Effect.fn("Files.bytes")(function* (target, max) {
          yield* requireFile(target, "read")
          return yield* holding(
            target,
            "read"
          )((place) =>
            Effect.gen(function* () {
              const { bytes, info } = yield* readAll(target, place, max)
              yield* mark(target, info, hashOf(bytes))
              return bytes
            })
          )
        }),
        list: Effect.fn("Files.list")(function* (target) {
          if (target.kind === "missing") return yield* refuse(target, `cannot be listed: ${kindReasons.missing}.`)
          const listed = Effect.provideContext(entriesOf(target), context)
          const entries = yield* Effect.mapError(listed, told(target, "listed"))
          return entries.map((entry) => (entry.type === "Directory" ? `${entry.name}/` : entry.name)).sort()
        }),
        edit: (target, change) =>
          lock.withKey(target.real)(rewrite(target, change)).pipe(Effect.withSpan("Files.edit")),
        put: Effect.fn("Files.put")((target, content) =>
          lock.withKey(target.real)(
            target.kind === "missing"
              ? make(target, content)
              : rewrite(target, (file) => Effect.succeed(toEol(content, file.eol)))
          )
        ),
        seen: Effect.sync(() => [...seen.values()]),
        restore: (earlier) =>
          Effect.sync(() => {
            for (const one of earlier) if (!seen.has(one.path)) seen.set(one.path, one)
          })
      })
    })
  )
}

const changedAt = (info: FileSystem.File.Info): number => Option.getOrUndefined(info.mtime)?.getTime() ?? 0
