import { Context, DateTime, Effect, FileSystem, Layer, Path, Result, Schema } from "effect"
import { CliError } from "effect/cli"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { findProjectRoot } from "../workspace/projectRoot.ts"
import { Paths } from "./Paths.ts"
import { RunFlags } from "./RunFlags.ts"
import { writeWhole } from "./writeWhole.ts"

/** What `trust.json` holds: the folders by real path, each with the time of the yes. */
const TrustFile = Schema.Struct({
  version: Schema.Literal(1),
  folders: Schema.Record(Schema.String, Schema.Struct({ since: Schema.String }))
})
type TrustFile = typeof TrustFile.Type

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(TrustFile))

export interface TrustedFolder {
  readonly folder: string
  /** ISO 8601. */
  readonly since: string
}

/** A yes or its end could not be kept. */
export class TrustNotKept extends Schema.TaggedError<TrustNotKept>()("TrustNotKept", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `Trust was not changed: ${printableLine(this.file)} ${this.reason}`
  }
  override get [CliError.userMessage](): string {
    return `${this.message}. Mend or remove that file, or trust the folder for one run with --trust.`
  }
}

/** Whether this folder's own files may run things or loosen anything. Contract section 5. */
export class Trust extends Context.Service<
  Trust,
  {
    /** Yes by an earlier answer, or by `--trust` for this run. Settled when the run starts. */
    readonly trusted: boolean
    /** The folder that the answer holds for: the real path of the repository's root, or of the working directory. */
    readonly folder: string
    /** Why earlier answers could not be read; then nothing counts as trusted. */
    readonly problem: string | undefined
    /** Remembers a yes for the folder. */
    readonly grant: Effect.Effect<void, TrustNotKept>
    readonly revoke: Effect.Effect<void, TrustNotKept>
    /** The same for the folder that `directory` belongs to. Succeeds with that folder, and whether it changed anything. */
    readonly change: (
      directory: string,
      to: "trusted" | "untrusted"
    ) => Effect.Effect<{ readonly folder: string; readonly changed: boolean }, TrustNotKept>
    /** The folder that trust in a directory means: the real path of its repository's root, or of itself. */
    readonly folderOf: (directory: string) => Effect.Effect<string>
    /** Every folder with a yes that is remembered, by path. */
    readonly folders: Effect.Effect<ReadonlyArray<TrustedFolder>, TrustNotKept>
  }
>()("coderx/settings/Trust") {
  static readonly layer = Layer.effect(
    Trust,
    Effect.gen(function* () {
      const host = yield* Host
      const paths = yield* Paths
      const flags = yield* RunFlags
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const file = paths.trustFile
      const refused = (reason: string) => new TrustNotKept({ file, reason })

      const read: Effect.Effect<TrustFile, TrustNotKept> = fs.readFileString(file).pipe(
        Effect.catch((error) =>
          error.reason._tag === "NotFound"
            ? Effect.succeed("")
            : Effect.fail(refused(`cannot be read (${error.reason._tag})`))
        ),
        Effect.flatMap((text) =>
          text.trim() === ""
            ? Effect.succeed({ version: 1 as const, folders: {} })
            : Effect.mapError(decode(text), () => refused("is not a list of trusted folders that Coder-X wrote"))
        )
      )

      const folderOf = Effect.fnUntraced(
        function* (directory: string) {
          const real = yield* Effect.orElseSucceed(fs.realPath(directory), () => directory)
          return yield* findProjectRoot(real, host.home)
        },
        Effect.provideService(FileSystem.FileSystem, fs),
        Effect.provideService(Path.Path, path)
      )

      const change = Effect.fn("Trust.change")(
        function* (directory: string, to: "trusted" | "untrusted") {
          const folder = yield* folderOf(path.resolve(host.cwd, directory))
          const current = yield* read
          const known = Object.hasOwn(current.folders, folder)
          if (known === (to === "trusted")) return { folder, changed: false }
          const others = Object.entries(current.folders).filter(([name]) => name !== folder)
          const since = DateTime.formatIso(yield* DateTime.now)
          const folders = Object.fromEntries(to === "trusted" ? [...others, [folder, { since }]] : others)
          const text = `${JSON.stringify({ version: 1, folders }, null, 2)}\n`
          yield* writeWhole(file, new TextEncoder().encode(text), { mode: 0o600, directoryMode: 0o700 }).pipe(
            Effect.mapError((error) => refused(`cannot be written (${error.reason._tag})`))
          )
          return { folder, changed: true }
        },
        Effect.provideService(FileSystem.FileSystem, fs),
        Effect.provideService(Path.Path, path)
      )

      const [folder, kept] = yield* Effect.all([folderOf(host.cwd), Effect.result(read)], { concurrency: 2 })
      return Trust.of({
        trusted: flags.trust === true || (Result.isSuccess(kept) && Object.hasOwn(kept.success.folders, folder)),
        folder,
        problem: Result.isFailure(kept) ? kept.failure.reason : undefined,
        grant: Effect.asVoid(change(host.cwd, "trusted")),
        revoke: Effect.asVoid(change(host.cwd, "untrusted")),
        change,
        folderOf,
        folders: Effect.map(read, ({ folders }) =>
          Object.entries(folders)
            .map(([name, { since }]) => ({ folder: name, since }))
            .sort((left, right) => (left.folder < right.folder ? -1 : 1))
        )
      })
    })
  )
}
