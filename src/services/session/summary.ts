import { decodeValue } from "./codec.ts"
import type { FileTotals, SessionRecord } from "./SessionRecord.ts"
import { inputText, isRequest, standing } from "./rewind.ts"
import { readTranscript } from "./transcript.ts"

/** Bytes at the start of a file in which its header and first input are looked for. */
export const headBytes = 64 * 1024
/** Bytes at its end in which the record of the last run's end is looked for. */
export const tailBytes = 8 * 1024

const titleLength = 80

/** Where a file lies, and when it was last written to (for a file without a record that says so). */
export interface FileFacts {
  readonly id: string
  readonly path: string
  readonly modifiedAt: string
}

/** One session as a list shows it. */
export interface SessionSummary {
  readonly id: string
  readonly path: string
  /** Where it was started; empty where the file's header is missing. */
  readonly cwd: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly updatedAt: string
  /** As the user named it, or the first words of the first request. */
  readonly title: string
  /** Replies of a model. */
  readonly turns: number
  readonly records: number
  readonly model: string | undefined
}

/** The first words of a text, on one line. */
const firstWords = (text: string): string => {
  const words = text
    .slice(0, 4 * titleLength)
    .replaceAll(/\s+/g, " ")
    .trim()
  const letters = [...words]
  return letters.length <= titleLength ? words : `${letters.slice(0, titleLength - 1).join("")}…`
}

/** The first words of what the user first asked. */
const askedFirst = (records: ReadonlyArray<SessionRecord>): string => {
  const first = standing(records).find(isRequest)
  return first === undefined ? "" : firstWords(inputText(first.content))
}

/** What a session is called: its name, or the first words of the first request; empty where there is neither. */
export const titleIn = (records: ReadonlyArray<SessionRecord>): string => {
  const named = records.findLast((record) => record._tag === "title")
  return (named?._tag === "title" ? firstWords(named.title) : "") || askedFirst(records)
}

/** What a file holds: one turn is one reply of a model. */
export type Counted = typeof FileTotals.Type

const modelOf = (record: SessionRecord): string | undefined =>
  record._tag === "reply" || record._tag === "model" || record._tag === "prompt" ? record.model : undefined

/** The counts with one record more. */
export const countOne = (counted: Counted, record: SessionRecord): Counted => {
  const model = modelOf(record) ?? counted.model
  const title = record._tag === "title" ? firstWords(record.title) : counted.title
  return {
    records: counted.records + 1,
    turns: counted.turns + (record._tag === "reply" ? 1 : 0),
    ...(model === undefined ? {} : { model }),
    ...(title === undefined || title === "" ? {} : { title })
  }
}

export const count = (records: ReadonlyArray<SessionRecord>): Counted =>
  records.reduce(countOne, { records: 0, turns: 0 })

const summary = (
  file: FileFacts,
  start: ReadonlyArray<SessionRecord>,
  updatedAt: string | undefined,
  counted: Counted
): SessionSummary => {
  const header = start.find((record) => record._tag === "session")
  return {
    id: file.id,
    path: file.path,
    cwd: header?._tag === "session" ? header.cwd : "",
    startedAt: start[0]?.at ?? file.modifiedAt,
    updatedAt: updatedAt ?? file.modifiedAt,
    title: counted.title ?? askedFirst(start),
    turns: counted.turns,
    records: counted.records,
    model: counted.model
  }
}

/** The summary of a session whose records are at hand. */
export const summarize = (file: FileFacts, records: ReadonlyArray<SessionRecord>): SessionSummary =>
  summary(file, records, records.at(-1)?.at, count(records))

/** The last whole line of the end of a file, as a record that closes a run and says what the file holds. */
const closing = (tail: Uint8Array): Extract<SessionRecord, { readonly _tag: "end" }> | undefined => {
  const line = new TextDecoder().decode(tail.subarray(tail.lastIndexOf(0x0a, -2) + 1))
  if (!line.startsWith('{"type":"end"')) return undefined
  try {
    const decoded = decodeValue(JSON.parse(line))
    return decoded._tag === "Record" && decoded.record._tag === "end" ? decoded.record : undefined
  } catch {
    return undefined
  }
}

/**
 * The summary from the two ends of a long file, undefined where they do not tell it: the first input lies deeper, or the
 * last run did not end in order. The caller reads the whole file then.
 */
export const summarizeEnds = (file: FileFacts, head: Uint8Array, tail: Uint8Array): SessionSummary | undefined => {
  const end = closing(tail)
  if (end?.totals === undefined) return undefined
  const { newerVersion, records } = readTranscript(head.subarray(0, head.lastIndexOf(0x0a) + 1))
  if (newerVersion !== undefined || records[0]?._tag !== "session" || !records.some(isRequest)) return undefined
  return summary(file, records, end.at, end.totals)
}
