import { Context, DateTime, Effect, FileSystem, Layer, Option, Path, Ref, Schema } from "effect"
import { Paths } from "../settings/Paths.ts"
import { writeWhole } from "../settings/writeWhole.ts"

/** A rule as it stands in a settings file. */
export interface SavedRule {
  readonly behavior: "allow" | "ask" | "deny"
  readonly text: string
  readonly file: string
}

/** What is known of a rule beside its text. Times are ISO 8601. */
export interface RuleUse {
  /** When an answer added it; undefined for a rule that somebody wrote. */
  readonly since: string | undefined
  readonly uses: number
  readonly last: string | undefined
}

/** One line of `rules.jsonl`: a rule that was added, or so many decisions that it made in one run. */
const Line = Schema.Struct({
  file: Schema.String,
  behavior: Schema.Literals(["allow", "ask", "deny"]),
  rule: Schema.String,
  since: Schema.optionalKey(Schema.String),
  uses: Schema.optionalKey(Schema.Number),
  last: Schema.optionalKey(Schema.String)
})
type Line = typeof Line.Type

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Line))

/** Bytes from which the file is written anew with one line a rule. */
const longest = 256 * 1024

export const ruleKey = ({ behavior, file, text }: SavedRule): string => JSON.stringify([file, behavior, text.trim()])

const later = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one

/** Adds up the lines, by rule. A line that cannot be read (torn by a crash) counts for nothing. */
const total = (text: string): Map<string, RuleUse & SavedRule> => {
  const rules = new Map<string, RuleUse & SavedRule>()
  for (const one of text.split("\n")) {
    const line = Option.getOrUndefined(decode(one))
    if (line === undefined) continue
    const saved: SavedRule = { file: line.file, behavior: line.behavior, text: line.rule }
    const before = rules.get(ruleKey(saved))
    rules.set(ruleKey(saved), {
      ...saved,
      since: line.since ?? before?.since,
      uses: (before?.uses ?? 0) + (line.uses ?? 0),
      last: later(before?.last, line.last)
    })
  }
  return rules
}

const lineOf = ({ behavior, file, last, since, text, uses }: RuleUse & SavedRule): Line => ({
  file,
  behavior,
  rule: text,
  ...(since === undefined ? {} : { since }),
  ...(uses === 0 ? {} : { uses }),
  ...(last === undefined ? {} : { last })
})

const textOf = (lines: Iterable<RuleUse & SavedRule>): string =>
  [...lines].map((line) => `${JSON.stringify(lineOf(line))}\n`).join("")

/**
 * When rules were added, how often they decided and when last. Kept in the user's own folder, so that no project's file
 * changes with use. Counts of a run are written at its end; a count that cannot be written is lost, and logged.
 */
export class RuleUses extends Context.Service<
  RuleUses,
  {
    /** A rule of a settings file has decided over a call. */
    readonly used: (rule: SavedRule) => Effect.Effect<void>
    /** An answer has added a rule to a settings file. */
    readonly added: (rule: SavedRule) => Effect.Effect<void>
    /** What is known of each rule, by `ruleKey`. */
    readonly all: Effect.Effect<ReadonlyMap<string, RuleUse>>
  }
>()("coderx/permission/RuleUses") {
  static readonly layer = Layer.effect(
    RuleUses,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const { home } = yield* Paths
      const place = path.join(home, "rules.jsonl")
      const counts = yield* Ref.make<ReadonlyMap<string, RuleUse & SavedRule>>(new Map())
      const now = Effect.map(DateTime.now, DateTime.formatIso)
      const read = Effect.orElseSucceed(fs.readFileString(place), () => "")

      const append = Effect.fnUntraced(
        function* (lines: ReadonlyArray<RuleUse & SavedRule>) {
          if (lines.length === 0) return
          const { size } = yield* Effect.orElseSucceed(fs.stat(place), () => ({ size: 0n }))
          if (Number(size) > longest) {
            const all = total(`${yield* read}${textOf(lines)}`)
            const bytes = new TextEncoder().encode(textOf(all.values()))
            return yield* writeWhole(place, bytes, { mode: 0o600, directoryMode: 0o700 })
          }
          yield* fs.makeDirectory(home, { recursive: true, mode: 0o700 })
          yield* fs.writeFileString(place, textOf(lines), { flag: "a", mode: 0o600 })
        },
        Effect.provideService(FileSystem.FileSystem, fs),
        Effect.provideService(Path.Path, path),
        Effect.catch((error) => Effect.logWarning(`Use of rules was not kept in ${place}: ${error.message}`))
      )

      yield* Effect.addFinalizer(() =>
        Effect.flatMap(Ref.getAndSet(counts, new Map()), (kept) => append([...kept.values()]))
      )
      return RuleUses.of({
        used: Effect.fn("RuleUses.used")(function* (rule) {
          const last = yield* now
          yield* Ref.update(counts, (before) => {
            const key = ruleKey(rule)
            return new Map(before).set(key, { ...rule, since: undefined, uses: (before.get(key)?.uses ?? 0) + 1, last })
          })
        }),
        added: Effect.fn("RuleUses.added")(function* (rule) {
          yield* append([{ ...rule, since: yield* now, uses: 0, last: undefined }])
        }),
        all: Effect.map(Effect.all([read, Ref.get(counts)]), ([text, kept]) => total(text + textOf(kept.values())))
      })
    })
  )
}
