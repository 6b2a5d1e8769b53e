import { Effect, FileSystem, Path, Schema } from "effect"
import { Host } from "../host/Host.ts"
import { Paths } from "../settings/Paths.ts"
import { hashOf } from "../workspace/fingerprint.ts"
import { makeFolder } from "../host/makeFolder.ts"

/** Raised whenever queries, patterns or the form of these files change. */
const version = 1

/** Roots that are kept; the ones longest unused go. */
const mostRoots = 16

const Packed = Schema.Tuple([Schema.String, Schema.String, Schema.String])

/** What was found in each file, by path. Read only where files have changed. */
const Outlines = Schema.fromJsonString(
  Schema.Struct({
    version: Schema.Literal(version),
    files: Schema.Array(
      Schema.Struct({
        path: Schema.String,
        size: Schema.Number,
        mtime: Schema.Number,
        hash: Schema.String,
        exact: Schema.Boolean,
        outline: Packed
      })
    )
  })
)
export type KeptOutlines = typeof Outlines.Type

/** The graph over all files while nothing changes, and the exact tags of the files that were shown, by their hash. */
const Snapshot = Schema.fromJsonString(
  Schema.Struct({
    version: Schema.Literal(version),
    fingerprint: Schema.String,
    files: Schema.String,
    names: Schema.String,
    definedIn: Schema.String,
    uses: Schema.String,
    tags: Schema.Record(Schema.String, Schema.String)
  })
)
export type KeptSnapshot = typeof Snapshot.Type

/** The cache of code maps below `Paths.cache`: nothing that is lost with it matters, so no fault of it is told. */
export const makeMapCache = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { pid } = yield* Host
  const folder = path.join((yield* Paths).cache, "codemap")
  const place = (root: string, part: string) =>
    path.join(folder, `${hashOf(new TextEncoder().encode(root))}-${part}.json`)

  const load =
    <A>(part: string, schema: Schema.Codec<A, string>) =>
    (root: string): Effect.Effect<A | undefined> =>
      fs.readFileString(place(root, part)).pipe(
        Effect.flatMap(Schema.decodeEffect(schema)),
        Effect.orElseSucceed(() => undefined)
      )
  const save =
    <A>(part: string, schema: Schema.Codec<A, string>) =>
    (root: string, value: A): Effect.Effect<void> =>
      Effect.gen(function* () {
        const text = yield* Schema.encodeEffect(schema)(value)
        yield* makeFolder(fs, path, folder, 0o700)
        const beside = `${place(root, part)}.${pid}`
        yield* fs.writeFileString(beside, text, { mode: 0o600 })
        yield* fs.rename(beside, place(root, part))
      }).pipe(Effect.ignore)

  /** Removes the files of roots beyond the last ones used. */
  const prune = Effect.gen(function* () {
    const names = yield* fs.readDirectory(folder)
    const dated = yield* Effect.forEach(names, (name) =>
      Effect.map(fs.stat(path.join(folder, name)), (info) => ({
        name,
        at: info.mtime._tag === "Some" ? info.mtime.value.getTime() : 0
      }))
    )
    const old = dated.sort((left, right) => right.at - left.at).slice(mostRoots * 2)
    yield* Effect.forEach(old, ({ name }) => fs.remove(path.join(folder, name)), { discard: true })
  }).pipe(Effect.ignore)

  return {
    outlines: load("outlines", Outlines),
    snapshot: load("graph", Snapshot),
    keepOutlines: (root: string, files: KeptOutlines["files"]) =>
      Effect.andThen(save("outlines", Outlines)(root, { version, files }), prune),
    keepSnapshot: (root: string, kept: Omit<KeptSnapshot, "version">) =>
      save("graph", Snapshot)(root, { version, ...kept })
  }
})
