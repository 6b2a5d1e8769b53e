import { decodeValue } from "./codec.ts"
import type { SessionRecord } from "./SessionRecord.ts"

/** What the bytes of a session file hold. */
export interface Transcript {
  /** Every intact record, in the order of the file. */
  readonly records: ReadonlyArray<SessionRecord>
  /** What is wrong with the file, a sentence each, with the line. */
  readonly damage: ReadonlyArray<string>
  /** The last line has no newline: the next record must begin with one, or it would be glued on. */
  readonly torn: boolean
  /** The file's format is of this version, which is higher than ours: nothing of it was read. */
  readonly newerVersion: number | undefined
}

/** Sentences of damage that are told one by one. */
const told = 50
/** Places of one line at which a record may begin, for lines that hold more or less than one. */
const attempts = 200

const parse = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** Where the object that starts at `from` ends (exclusive), or -1 where it does not. */
const objectEnd = (line: string, from: number): number => {
  let depth = 0
  let inString = false
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (inString) {
      if (code === 0x5c) at += 1
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x7b) depth += 1
    else if (code === 0x7d && --depth === 0) return at + 1
  }
  return -1
}

interface Salvage {
  readonly records: ReadonlyArray<SessionRecord>
  /** Characters that belong to no record. */
  readonly lost: number
}

/** The records on a line that is not one record: two glued together, or one behind a torn one or zero bytes. */
const salvage = (line: string): Salvage => {
  const records: Array<SessionRecord> = []
  let kept = 0
  let looked = 0
  let from = line.indexOf("{")
  for (let count = 0; from >= 0 && count < attempts && looked <= 8 * line.length; count++) {
    const end = objectEnd(line, from)
    looked += (end < 0 ? line.length : end) - from
    const json = end < 0 ? undefined : parse(line.slice(from, end))
    const decoded = json === undefined ? undefined : decodeValue(json.value)
    if (decoded?._tag === "Record") {
      records.push(decoded.record)
      kept += end - from
      from = line.indexOf("{", end)
    } else from = line.indexOf('{"type":', from + 1)
  }
  return { records, lost: line.replaceAll("\0", "").trim().length - kept }
}

const newline = 0x0a
const countNuls = (line: string): number => line.split("\0").length - 1

/** The kind of a line as Coder-X writes it; undefined for any other line. */
const kindOf = (text: string, start: number): string | undefined =>
  text.startsWith('{"type":"', start) ? text.slice(start + 9, text.indexOf('"', start + 9)) : undefined

/**
 * Reads one file line by line. Never throws, whatever the bytes are, and changes nothing. With `only`, lines that begin as
 * records of other kinds are passed over unread, which is several times faster where few are wanted.
 */
export const readTranscript = (bytes: Uint8Array, only?: ReadonlySet<string>): Transcript => {
  const records: Array<SessionRecord> = []
  const damage: Array<string> = []
  let untold = 0
  let newerVersion: number | undefined
  let returns = 0
  const tell = (sentence: string): void => {
    if (damage.length < told) damage.push(sentence)
    else untold += 1
  }

  const takeLine = (raw: string, number: number, last: boolean): void => {
    const json = raw.trim() === "" ? undefined : parse(raw)
    if (json === undefined && raw.trim() === "") return
    const decoded = json === undefined ? undefined : decodeValue(json.value)
    if (decoded?._tag === "Record") {
      records.push(decoded.record)
      if (last) tell(`Line ${number}, the last, has no newline at its end; the record on it is whole.`)
    } else if (decoded?._tag === "Newer") newerVersion ??= decoded.version
    else if (decoded !== undefined) tell(`Line ${number} holds ${decoded.reason}; it was left out.`)
    else takeDamaged(raw, number, last)
  }

  const takeDamaged = (raw: string, number: number, last: boolean): void => {
    const nuls = countNuls(raw)
    if (nuls > 0) tell(`Line ${number} has ${nuls} zero bytes, as a crash of the machine leaves them.`)
    const found = salvage(raw)
    records.push(...found.records)
    if (found.records.length > 1) tell(`Line ${number} holds ${found.records.length} records; all were read.`)
    if (found.lost === 0) return
    if (last) tell(`Line ${number}, the last, is torn: ${raw.length} characters of a record that was not finished.`)
    else tell(`Line ${number} holds ${found.lost} characters that are no record; they were left out.`)
  }

  const text = decodeText(bytes, tell)
  let start = 0
  let number = 0
  while (start < text.length && newerVersion === undefined) {
    number += 1
    const found = text.indexOf("\n", start)
    const end = found < 0 ? text.length : found
    if (end > start && text.charCodeAt(end - 1) === 0x0d) returns += 1
    const kind = only === undefined ? undefined : kindOf(text, start)
    if (kind === undefined || only?.has(kind) === true) takeLine(text.slice(start, end), number, found < 0)
    start = end + 1
  }
  if (newerVersion !== undefined) return { records: [], damage: [], torn: false, newerVersion }
  if (returns > 0) tell(`${returns} lines end in a carriage return: something other than Coder-X wrote this file.`)
  if (bytes.length === 0) tell("The file is empty.")
  else if (records[0]?._tag !== "session")
    tell("Line 1 is not the header of a session; the records were read without it.")
  if (untold > 0) damage.push(`${untold} more places are damaged.`)
  return { records, damage, torn: bytes.length > 0 && bytes.at(-1) !== newline, newerVersion: undefined }
}

/** UTF-8 as text; bytes that are none become U+FFFD and are told by line. */
const decodeText = (bytes: Uint8Array, tell: (sentence: string) => void): string => {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  if (hasMark) tell("Line 1 begins with a byte order mark; it was skipped.")
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    let number = 0
    for (let start = 0; start < bytes.length; number++) {
      const found = bytes.indexOf(newline, start)
      const end = found < 0 ? bytes.length : found
      if (!isUtf8(bytes.subarray(start, end)))
        tell(`Line ${number + 1} has bytes that are not UTF-8; they are shown as \uFFFD.`)
      start = end + 1
    }
    return new TextDecoder("utf-8").decode(bytes)
  }
}

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
