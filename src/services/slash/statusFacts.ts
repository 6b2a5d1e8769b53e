import { DateTime, Option, Schema } from "effect"
import { report, spentIn } from "../session/usage.ts"
import type { SessionRecord } from "../session/SessionRecord.ts"

/** What a session's records tell of it, so far as they were looked at. */
export interface SessionSums {
  readonly sessionId: string
  /** Records that are counted in. */
  readonly counted: number
  /** Milliseconds since 1970 of the first record; undefined in a session without any. */
  readonly startedAt: number | undefined
  readonly costUsd: number | null
  readonly inputTokens: number
  readonly outputTokens: number
  readonly linesAdded: number
  readonly linesRemoved: number
}

export const noSums = (sessionId: string): SessionSums => ({
  sessionId,
  counted: 0,
  startedAt: undefined,
  costUsd: 0,
  inputTokens: 0,
  outputTokens: 0,
  linesAdded: 0,
  linesRemoved: 0
})

const Written = Schema.Struct({
  type: Schema.String,
  structuredPatch: Schema.Array(Schema.Struct({ lines: Schema.Array(Schema.String) })),
  totalLines: Schema.Number
})
const one = Schema.decodeUnknownOption(Written)
const several = Schema.decodeUnknownOption(Schema.Struct({ files: Schema.Array(Written) }))

/** Lines that a tool's output says it added and took away; a new file is all added. */
export const changedLines = (output: unknown): { readonly added: number; readonly removed: number } => {
  const files: ReadonlyArray<typeof Written.Type> = Option.match(several(output), {
    onNone: () => Option.toArray(one(output)),
    onSome: (found) => found.files
  })
  const beginning = (sign: string): number =>
    files.reduce(
      (sum, file) =>
        sum +
        file.structuredPatch.reduce((all, { lines }) => all + lines.filter((line) => line.startsWith(sign)).length, 0),
      0
    )
  const fresh = files.reduce((sum, file) => sum + (file.type === "create" ? file.totalLines : 0), 0)
  return { added: beginning("+") + fresh, removed: beginning("-") }
}

/** The sums with what came since. What was taken back by a rewind was spent all the same, so nothing is ever taken off. */
export const addRecords = (sums: SessionSums, records: ReadonlyArray<SessionRecord>): SessionSums => {
  const [first] = records
  const fresh = records.slice(Math.min(sums.counted, records.length))
  const header = first?._tag === "session" && sums.counted > 0 ? [first] : []
  const { total } = report(spentIn([...header, ...fresh]), "UTC", undefined)
  const lines = fresh.flatMap((record) =>
    record._tag === "tool_result" && record.kind === "done" ? [changedLines(record.output)] : []
  )
  const started = first === undefined ? Option.none() : DateTime.make(first.at)
  const known = sums.costUsd !== null && total.unpriced === 0
  return {
    sessionId: sums.sessionId,
    counted: records.length,
    startedAt: Option.match(started, { onNone: () => undefined, onSome: DateTime.toEpochMillis }),
    costUsd: known ? (sums.costUsd ?? 0) + (total.costUsd ?? 0) : null,
    inputTokens: sums.inputTokens + total.inputTokens + total.cacheReadTokens + total.cacheWriteTokens,
    outputTokens: sums.outputTokens + total.outputTokens,
    linesAdded: sums.linesAdded + lines.reduce((sum, { added }) => sum + added, 0),
    linesRemoved: sums.linesRemoved + lines.reduce((sum, { removed }) => sum + removed, 0)
  }
}
