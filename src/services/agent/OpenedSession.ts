import { Schema } from "effect"
import type { Input } from "../domain/Input.ts"
import type { SessionRecord } from "../session/SessionRecord.ts"

/** Which session is to go on. `wanted` is an id, the beginning of one, or words of a title. */
export type WhichSession =
  | { readonly _tag: "New" }
  | { readonly _tag: "Resume"; readonly wanted: string }
  | { readonly _tag: "Fork"; readonly wanted: string }

/** The session that inputs go to. */
export interface OpenedSession {
  readonly id: string
  /** Its name, or the first words of its first request; undefined while it has neither. */
  readonly title: string | undefined
  /** Which model answers next, as `provider/name` or as it was asked for; undefined where none is set. */
  readonly model: string | undefined
  /** Undefined where nothing is kept (`--no-session-persistence`). The file comes into being with the first record. */
  readonly path: string | undefined
  /** The records that stand: what was taken back is not among them. */
  readonly records: ReadonlyArray<SessionRecord>
  /** Every record, also of what was taken back: what was spent and which files were touched is read off these. */
  readonly recorded: ReadonlyArray<SessionRecord>
  /** It had records when it was opened. */
  readonly resumed: boolean
}

/** What going back gave. */
export interface Rewound {
  /** The request that was taken back, for the composer. */
  readonly content: Input["content"]
  readonly text: string
  /** The records that still stand. */
  readonly records: ReadonlyArray<SessionRecord>
}

/** There is no such request to go back to. */
export class RewindTargetUnknown extends Schema.TaggedError<RewindTargetUnknown>()("RewindTargetUnknown", {
  id: Schema.String
}) {
  override get message(): string {
    return `No request of this conversation has the id ${this.id}. It may have been taken back already.`
  }
}
