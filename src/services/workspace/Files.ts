import { Context, Effect, type FileSystem, Layer, type Path } from "effect"
import { printableLine } from "../domain/printable.ts"
import type { Host } from "../host/Host.ts"
import { FileRefused, type Seen, type Written } from "./FileRefused.ts"
import { changedAt, makeAccess } from "./fileAccess.ts"
import { kindReasons } from "./fileRefusal.ts"
import { type FileStep, targetsOf } from "./fileSteps.ts"
import { makeWriting } from "./fileWriting.ts"
import { hashOf } from "./fingerprint.ts"
import { entriesOf, openHeld } from "./heldFile.ts"
import { makeKeyedLock } from "./keyedLock.ts"
import { makeLineIndexes } from "./lineIndex.ts"
import { toEol } from "./lines.ts"
import { type Page, type PageQuery, readPage } from "./pageReader.ts"
import type { Target } from "./target.ts"
import type { TextFile } from "./textFile.ts"
import type { Workspace } from "./Workspace.ts"

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
    /** Makes several changes, all or none; what was read is asked of each file that is there. */
    readonly together: <E = never, R = never>(
      steps: ReadonlyArray<FileStep<E, R>>
    ) => Effect.Effect<ReadonlyArray<Written>, FileRefused | E, R>
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
      const lock = makeKeyedLock()
      const access = makeAccess(context)
      const { holding, mark, readAll, refuse, requireFile, seen, told } = access
      const { make, rewrite, together } = makeWriting(access)
      const indexes = makeLineIndexes()

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
        together: Effect.fn("Files.together")((steps) => {
          const paths = steps.flatMap(targetsOf).map((target) => target.real)
          /* Always in the same order, so that two who wait do not wait for each other. */
          const locked = [...new Set(paths)].sort().map((path) => lock.withKey(path))
          const twice = paths.find((path, index) => paths.indexOf(path) !== index)
          if (twice !== undefined) {
            const message = `${printableLine(twice)} is named twice (a link leads there): make one change of it.`
            return Effect.fail(new FileRefused({ path: twice, message }))
          }
          return locked.reduceRight((inner, withLock) => withLock(inner), together(steps))
        }),
        seen: Effect.sync(() => [...seen.values()]),
        restore: (earlier) =>
          Effect.sync(() => {
            for (const one of earlier) if (!seen.has(one.path)) seen.set(one.path, one)
          })
      })
    })
  )
}
