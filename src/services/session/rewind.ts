import type { UserPart } from "../domain/Message.ts"
import type { SessionRecord } from "./SessionRecord.ts"

/** Going back is a record too: nothing is removed from the file, and what a `rewound` record takes back no longer stands. */

/** Kinds that a `rewound` record takes back. The prompt, the model and the mode stay what they were set to. */
const conversation: ReadonlySet<SessionRecord["_tag"]> = new Set([
  "input",
  "reply",
  "tool_result",
  "compaction",
  "permission",
  "end"
])

/** The records that still stand, in order: without what was taken back, and without the records that took it back. */
export const standing = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<SessionRecord> => {
  if (!records.some((record) => record._tag === "rewound")) return records
  const kept: Array<SessionRecord> = []
  for (const record of records) {
    if (record._tag !== "rewound") {
      kept.push(record)
      continue
    }
    const from = kept.findLastIndex((one) => one._tag === "input" && one.id === record.to)
    if (from >= 0) kept.push(...kept.splice(from).filter((one) => !conversation.has(one._tag)))
  }
  return kept
}

type InputRecord = Extract<SessionRecord, { readonly _tag: "input" }>

/** Whether a record is a request of the user: not a reminder of ours, and not something given to be known only. */
export const isRequest = (record: SessionRecord): record is InputRecord =>
  record._tag === "input" && record.synthetic !== true && record.context !== true

/** The words of an input; what is no text is named. */
export const inputText = (content: string | ReadonlyArray<UserPart>): string =>
  typeof content === "string"
    ? content
    : content.map((part) => (part.type === "text" ? part.text : `[${part.type}]`)).join(" ")

/** A place to go back to: just before this request. */
export interface RewindPoint {
  /** Id of the record of the request. */
  readonly id: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly text: string
}

/** The requests that still stand, oldest first. */
export const rewindPoints = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<RewindPoint> =>
  standing(records)
    .filter(isRequest)
    .map(({ at, content, id }) => ({ id, at, text: inputText(content) }))
