import { DateTime, Effect } from "effect"
import type { Message } from "../domain/Message.ts"
import { uuid } from "../domain/uuid.ts"
import * as History from "../session/history.ts"
import type { SessionRecord } from "../session/SessionRecord.ts"
import type { Session, SessionUnwritable } from "../session/Sessions.ts"

/** A record without what every record has. */
export type RecordBody = SessionRecord extends infer R
  ? R extends SessionRecord
    ? Omit<R, "id" | "at">
    : never
  : never

/** An open session and the conversation that its records make. The messages are always those that the records give. */
export interface Conversation {
  readonly session: Session
  readonly records: ReadonlyArray<SessionRecord>
  readonly messages: ReadonlyArray<Message>
  /** What the provider counted of the last request and reply that stand, if it did. */
  readonly counted: ReturnType<typeof History.lastUsage>
  /** Records first, then changes the conversation. */
  readonly append: (body: RecordBody) => Effect.Effect<void, SessionUnwritable>
}

/** A conversation taken up, with what its records tell beyond the messages. */
export interface TakenUp {
  readonly conversation: Conversation
  readonly notices: ReadonlyArray<string>
}

/** Keeps secrets out of a record, before it is written and sent. */
export type Hide = (body: RecordBody) => Effect.Effect<RecordBody>

/** Takes up a session. What is wrong with its records is repaired for the model, never in the file. */
export const makeConversation = (session: Session, hide: Hide = (body) => Effect.succeed(body)): TakenUp => {
  const records = [...session.records]
  let history = History.fromRecords(records)
  const conversation: Conversation = {
    session,
    records,
    get messages() {
      return History.messages(history)
    },
    get counted() {
      return History.lastUsage(history)
    },
    append: Effect.fnUntraced(function* (body) {
      const at = DateTime.formatIso(yield* DateTime.now)
      const record = { ...(yield* hide(body)), id: yield* uuid, at } as SessionRecord
      yield* session.append(record)
      records.push(record)
      history = record._tag === "rewound" ? History.fromRecords(records) : History.step(history, record)
    })
  }
  return { conversation, notices: History.notices(history) }
}
