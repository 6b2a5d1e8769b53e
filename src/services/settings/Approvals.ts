import { Context, DateTime, Effect, FileSystem, Layer, Path, Result, Schema } from "effect"
import { CliError } from "effect/cli"
import { printableLine } from "../domain/printable.ts"
import { approvalHash } from "./approvalHash.ts"
import { Paths } from "./Paths.ts"
import { type ProjectItem, projectItems } from "./projectItems.ts"
import { RunFlags } from "./RunFlags.ts"
import { Trust } from "./Trust.ts"
import { writeWhole } from "./writeWhole.ts"

const Approval = Schema.Struct({ name: Schema.String, hash: Schema.String, since: Schema.String })
type Approval = typeof Approval.Type

/** What `approvals.json` holds: by folder, each item that got a yes, bound to its content. */
const ApprovalsFile = Schema.Struct({
  version: Schema.Literal(1),
  folders: Schema.Record(Schema.String, Schema.Array(Approval))
})
type Folders = (typeof ApprovalsFile.Type)["folders"]

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(ApprovalsFile))

/** An item with what became of it. `changed`: an item of this name got a yes, and is another now. */
export interface ReviewedItem extends ProjectItem {
  readonly state: "approved" | "changed" | "new"
  /** ISO 8601; of the yes, also where the item has changed since. */
  readonly since: string | undefined
}

/** A yes or its end could not be kept. */
export class ApprovalsNotKept extends Schema.TaggedError<ApprovalsNotKept>()("ApprovalsNotKept", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `Approvals were not changed: ${printableLine(this.file)} ${this.reason}`
  }
  override get [CliError.userMessage](): string {
    return `${this.message}. Mend or remove that file, or let all of the folder count for one run with --trust.`
  }
}

/**
 * What of a trusted project may run: each hook, server, helper, command file and risky variable by itself, bound to a hash
 * of its content. A change asks again. Kept in the user's own folder; nothing in a project can change it.
 */
export class Approvals extends Context.Service<
  Approvals,
  {
    /**
     * Whether this item of the project of this run may take effect: it got a yes as it is now, or the run has `--trust`.
     * Trust in the folder is asked for elsewhere, and comes first.
     *
     * @param name a dotted key, or for a file its path from the project's root (`fileItemName`)
     * @param value the setting's value, or the file's whole text
     */
    readonly allows: (name: string, value: unknown) => boolean
    /** Whether an earlier answer of the user put this very item there (an allow rule): it holds also without trust. */
    readonly given: (name: string, value: unknown) => boolean
    /** Why earlier answers could not be read; then nothing counts as approved. */
    readonly problem: string | undefined
    /** The items of a project as they are now. `folder` is its root. */
    readonly review: (folder: string) => Effect.Effect<ReadonlyArray<ReviewedItem>, ApprovalsNotKept>
    /** Remembers a yes for items, as they are in what is given. */
    readonly approve: (
      folder: string,
      items: ReadonlyArray<Pick<ProjectItem, "name" | "value">>
    ) => Effect.Effect<void, ApprovalsNotKept>
    /** Takes back the yes for these names; all of the folder's without names. */
    readonly forget: (folder: string, names?: ReadonlyArray<string>) => Effect.Effect<void, ApprovalsNotKept>
  }
>()("coderx/settings/Approvals") {
  static readonly layer = Layer.effect(
    Approvals,
    Effect.gen(function* () {
      const { home } = yield* Paths
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const flags = yield* RunFlags
      const trust = yield* Trust
      const file = path.join(home, "approvals.json")
      const refused = (reason: string) => new ApprovalsNotKept({ file, reason })

      const read: Effect.Effect<Folders, ApprovalsNotKept> = fs.readFileString(file).pipe(
        Effect.catch((error) =>
          error.reason._tag === "NotFound"
            ? Effect.succeed("")
            : Effect.fail(refused(`cannot be read (${error.reason._tag})`))
        ),
        Effect.flatMap((text) =>
          text.trim() === ""
            ? Effect.succeed({})
            : Effect.map(
                Effect.mapError(decode(text), () => refused("is not a list of approvals that Coder-X wrote")),
                ({ folders }) => folders
              )
        )
      )
      const kept = yield* Effect.result(read)
      const known = new Map<string, Set<string>>()
      const take = (folders: Folders): void => {
        known.clear()
        for (const { hash, name } of folders[trust.folder] ?? [])
          known.set(name, (known.get(name) ?? new Set()).add(hash))
      }
      if (Result.isSuccess(kept)) take(kept.success)
      const given = (name: string, value: unknown): boolean => known.get(name)?.has(approvalHash(name, value)) === true

      const change = Effect.fnUntraced(
        function* (folder: string, next: (before: ReadonlyArray<Approval>) => ReadonlyArray<Approval>) {
          const current = yield* read
          const after = next(current[folder] ?? [])
          const others = Object.entries(current).filter(([name]) => name !== folder)
          const folders: Folders = Object.fromEntries(after.length === 0 ? others : [...others, [folder, after]])
          const text = `${JSON.stringify({ version: 1, folders }, null, 2)}\n`
          yield* writeWhole(file, new TextEncoder().encode(text), { mode: 0o600, directoryMode: 0o700 }).pipe(
            Effect.mapError((error) => refused(`cannot be written (${error.reason._tag})`))
          )
          take(folders)
        },
        Effect.provideService(FileSystem.FileSystem, fs),
        Effect.provideService(Path.Path, path)
      )

      return Approvals.of({
        allows: (name, value) => flags.trust === true || given(name, value),
        given,
        problem: Result.isFailure(kept) ? `approvals.json ${kept.failure.reason}` : undefined,
        review: Effect.fn("Approvals.review")(
          function* (folder) {
            const approved = (yield* read)[folder] ?? []
            const items = yield* projectItems({ home, projectRoot: folder, cwd: folder })
            return items.map((item): ReviewedItem => {
              const hash = approvalHash(item.name, item.value)
              const same = approved.find((one) => one.name === item.name && one.hash === hash)
              const before = same ?? approved.find((one) => one.name === item.name)
              const state = same !== undefined ? "approved" : before === undefined ? "new" : "changed"
              return { ...item, state, since: before?.since }
            })
          },
          Effect.provideService(FileSystem.FileSystem, fs),
          Effect.provideService(Path.Path, path)
        ),
        approve: Effect.fn("Approvals.approve")(function* (folder, items) {
          if (items.length === 0) return
          const since = DateTime.formatIso(yield* DateTime.now)
          const fresh = items.map(({ name, value }): Approval => ({ name, hash: approvalHash(name, value), since }))
          /** An older form of the same item is no longer good: going back to it asks too. */
          const names = new Set(fresh.map(({ name }) => name))
          yield* change(folder, (before) => [...before.filter(({ name }) => !names.has(name)), ...fresh])
        }),
        forget: Effect.fn("Approvals.forget")(function* (folder, names) {
          yield* change(folder, (before) =>
            names === undefined ? [] : before.filter(({ name }) => !names.includes(name))
          )
        })
      })
    })
  )
}
