import { Context, DateTime, Effect, FileSystem, Layer, Option, Path, Schema, Semaphore } from "effect"
import { CliError } from "effect/cli"
import { makeFolder } from "../host/makeFolder.ts"
import { Secrets } from "../secrets/Secrets.ts"
import { projectDirectory } from "../session/project.ts"
import { Paths } from "../settings/Paths.ts"
import { Trust } from "../settings/Trust.ts"

/** A prompt could not be written down. The session goes on without it. */
export class PromptHistoryUnwritable extends Schema.TaggedError<PromptHistoryUnwritable>()("PromptHistoryUnwritable", {
  path: Schema.String,
  reason: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return `The prompt could not be kept for later in ${this.path}: ${this.reason}. Up and Ctrl+R find it only until you leave.`
  }
}

/** One line of the file. */
const Entry = Schema.Struct({ v: Schema.Literal(1), at: Schema.String, text: Schema.String })
const isEntry = Schema.is(Entry)

/** Beyond this the file becomes the older half, and the half before it goes: two of these are kept. */
const largestFile = 2_000_000
/** Longer prompts are pastes; they are in the session. */
const longestPrompt = 64_000
const mostEntries = 10_000

const entryOf = (line: string): string | undefined => {
  if (line.trim() === "") return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isEntry(value) ? value.text : undefined
  } catch {
    return undefined
  }
}

/**
 * The prompts of this project, of all its sessions: one JSONL file in `~/.coderx/history`, one line a prompt, secrets
 * masked. Several processes may add to it; a line that is damaged is passed over.
 */
export class PromptHistory extends Context.Service<
  PromptHistory,
  {
    /** The oldest first, at most 10,000, read once. Without a file, or where it cannot be read: none. */
    readonly entries: Effect.Effect<ReadonlyArray<string>>
    /** Adds one, behind those that are being added. Blank ones, repeats and very long ones are left out. */
    readonly add: (text: string) => Effect.Effect<void, PromptHistoryUnwritable>
  }
>()("coderx/frontend/PromptHistory") {
  static readonly layer = Layer.effect(
    PromptHistory,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const paths = yield* Paths
      const trust = yield* Trust
      const secrets = yield* Secrets
      const folder = path.join(paths.home, "history")
      const file = path.join(folder, `${projectDirectory(trust.folder)}.jsonl`)
      const before = `${file}.1`
      const turn = Semaphore.makeUnsafe(1)
      let begun = false
      let last = ""

      const linesOf = (from: string) =>
        Effect.map(fs.readFileString(from), (text) => text.split("\n")).pipe(
          Effect.catch((error) =>
            error.reason._tag === "NotFound"
              ? Effect.succeed<ReadonlyArray<string>>([])
              : Effect.as(Effect.logWarning(`The history of prompts could not be read: ${error.message}`), [])
          )
        )

      const entries = yield* Effect.cached(
        Effect.gen(function* () {
          const lines = [...(yield* linesOf(before)), ...(yield* linesOf(file))]
          return lines.flatMap((line) => entryOf(line) ?? []).slice(-mostEntries)
        })
      )

      const sizeOf = Effect.map(Effect.option(fs.stat(file)), (info) =>
        Option.match(info, { onNone: () => 0, onSome: ({ size }) => Number(size) })
      )

      const append = Effect.fnUntraced(function* (text: string) {
        if (!begun) yield* makeFolder(fs, path, folder, 0o700)
        const masked = yield* secrets.redact(text)
        const at = DateTime.formatIso(yield* DateTime.now)
        const line = `${JSON.stringify({ v: 1, at, text: masked } satisfies typeof Entry.Type)}\n`
        const size = yield* sizeOf
        const isFull = size + line.length > largestFile
        if (isFull) yield* fs.rename(file, before)
        // A process that was ended may have left half a line: what this one adds begins on a line of its own.
        const lead = !begun && size > 0 && !isFull ? "\n" : ""
        yield* Effect.scoped(
          Effect.flatMap(fs.open(file, { flag: "a", mode: 0o600 }), (opened) =>
            opened.writeAll(new TextEncoder().encode(lead + line))
          )
        )
        begun = true
      })

      return PromptHistory.of({
        entries,
        add: Effect.fn("PromptHistory.add")(function* (text: string) {
          if (text.trim() === "" || text === last || text.length > longestPrompt) return
          last = text
          yield* turn
            .withPermit(append(text))
            .pipe(Effect.mapError(({ message }) => new PromptHistoryUnwritable({ path: file, reason: message })))
        })
      })
    })
  )
}
