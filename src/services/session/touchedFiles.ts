import { Option, Schema } from "effect"
import { columns } from "../domain/columns.ts"
import { printableLine } from "../domain/printable.ts"
import type { SessionRecord } from "./SessionRecord.ts"

/** What the output of a tool that writes says of its files: hashes of the bytes, null where there was or is no file. */
const Writing = Schema.Struct({
  history: Schema.Array(
    Schema.Struct({
      path: Schema.String,
      from: Schema.optionalKey(Schema.String),
      before: Schema.NullOr(Schema.String),
      after: Schema.NullOr(Schema.String)
    })
  )
})
/** A tool of several files tells of each for itself. */
const Writings = Schema.Struct({ files: Schema.Array(Writing) })

const writing = Schema.decodeUnknownOption(Writing)
const writings = Schema.decodeUnknownOption(Writings)

/** One change of one file by a tool. */
export interface TouchedFile {
  /** Real path. */
  readonly path: string
  /** Where it was before, if it was moved. */
  readonly from?: string
  readonly tool: string
  readonly before: string | null
  readonly after: string | null
  /** ISO 8601, UTC. */
  readonly at: string
}

/** Every change of a file that a tool of ours made, in order. What shell commands change is not known. */
export const touchedFiles = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<TouchedFile> =>
  records.flatMap((record) => {
    if (record._tag !== "tool_result" || record.kind !== "done") return []
    const one = Option.toArray(writing(record.output))
    const several = Option.match(writings(record.output), { onNone: () => [], onSome: ({ files }) => files })
    return [...one, ...several].flatMap(({ history }) =>
      history.map((change) => ({ ...change, tool: record.part.name, at: record.at }))
    )
  })

/** `coderx session files` as text. */
export const touchedText = (files: ReadonlyArray<TouchedFile>): string => {
  if (files.length === 0) return "No tool changed a file in this session."
  const rows = files.map((file) => [
    file.at,
    file.tool,
    `${file.before ?? "(none)"} -> ${file.after ?? "(deleted)"}`,
    printableLine(file.path) + (file.from === undefined ? "" : ` (was ${printableLine(file.from)})`)
  ])
  return columns([["WHEN", "TOOL", "BEFORE -> AFTER", "FILE"], ...rows])
}
