import { Predicate, Result, Schema } from "effect"
import { formatVersion, SessionRecord } from "./SessionRecord.ts"

/** One line of a session file and back: `_tag` is written as `type`, first in the line. */

const isRecord = Schema.is(SessionRecord)
const explain = Schema.decodeUnknownResult(SessionRecord)
const kinds: ReadonlySet<string> = new Set(SessionRecord.members.map((member) => member.fields._tag.schema.literal))

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))

/** Bytes and addresses in message parts, in the tagged form that `effect/ai` reads back. Others are JSON already. */
const plain = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { _tag: "Uint8Array", base64: base64(value) } : value

/** A record as the object that its line holds. */
export const toWire = ({ _tag, ...rest }: SessionRecord): object => ({ type: _tag, ...rest })

/** One record as one line, newline included. Throws where the record holds what JSON cannot (a ring, a bigint). */
export const encodeLine = (record: SessionRecord): string =>
  `${JSON.stringify(toWire(record), holdsBytes(record) ? plain : undefined)}\n`

/** A replacer makes encoding several times slower, so it is used only where there is something to replace. */
const holdsBytes = (record: SessionRecord): boolean => {
  if (record._tag !== "input" && record._tag !== "tool_result") return false
  const content = record._tag === "input" ? record.content : record.part.result
  return (
    Array.isArray(content) && content.some((part) => Predicate.isObject(part) && part["data"] instanceof Uint8Array)
  )
}

/** What a JSON value is as a record. `reason` says why it is none. */
export type Decoded =
  | { readonly _tag: "Record"; readonly record: SessionRecord }
  | { readonly _tag: "Newer"; readonly version: number }
  | { readonly _tag: "NotRecord"; readonly reason: string }

/** Keys that this version does not know stay in the record, so that a copy of it keeps them. */
export const decodeValue = (value: unknown): Decoded => {
  if (!Predicate.isObject(value) || Array.isArray(value)) return { _tag: "NotRecord", reason: "no JSON object" }
  const { type, ...rest } = value
  if (!Predicate.isString(type)) return { _tag: "NotRecord", reason: "an object without a type" }
  if (type === "session" && Predicate.isNumber(rest["v"]) && rest["v"] > formatVersion) {
    return { _tag: "Newer", version: rest["v"] }
  }
  const record: unknown = { ...rest, _tag: type }
  if (isRecord(record)) return { _tag: "Record", record }
  if (!kinds.has(type))
    return {
      _tag: "NotRecord",
      reason: `a record of a kind that is not known here, ${JSON.stringify(type.slice(0, 40))}`
    }
  const problem = Result.match(explain(record), { onFailure: (error) => error.message, onSuccess: () => "" })
  return {
    _tag: "NotRecord",
    reason: `a damaged record of kind ${type} (${problem.replaceAll(/\s+/g, " ").slice(0, 160)})`
  }
}
