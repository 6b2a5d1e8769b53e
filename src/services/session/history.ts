import type { AssistantPart, Message, ToolCallPart, ToolResultPart, UserMessage } from "../domain/Message.ts"
import { inWindow, type Usage } from "../domain/Usage.ts"
import { assistantParts, interruptedPart, resultPart, userContent } from "./parts.ts"
import { standing } from "./rewind.ts"
import type { SessionRecord } from "./SessionRecord.ts"

/** A call of the last reply, under the id that it was recorded with and the one that it is sent with. */
interface OpenCall {
  readonly recordedId: string
  readonly call: ToolCallPart
  result: ToolResultPart | undefined
}

/** The fold's state. Only `step` changes it. */
export interface History {
  readonly messages: Array<Message>
  /** The last reply's calls, until the next reply or the end of the run closes them. */
  open: Array<OpenCall>
  /** Inputs that came since: results must follow their calls directly. */
  waiting: Array<UserMessage>
  /** Ids of calls that are part of the conversation. */
  readonly ids: Set<string>
  readonly notices: Array<string>
  usage: { readonly usage: Usage; readonly messages: number } | undefined
}

const missingStart = "[The beginning of this conversation is missing from its record.]"

const toolMessage = (calls: ReadonlyArray<OpenCall>): Message => ({
  role: "tool",
  content: calls.map(({ call, result }) => result ?? interruptedPart(call))
})

const lacksResult = (call: OpenCall): boolean => call.result === undefined

const interruptedNotice = ({ call }: OpenCall): string =>
  `The call ${call.id} of ${call.name} has no result. The model is told that it was interrupted; it is not run again.`

/** Ends the round of calls: one tool message in the order of the calls, then the inputs that waited for it. */
const close = (history: History): void => {
  if (history.open.length > 0) history.messages.push(toolMessage(history.open))
  for (const call of history.open.filter(lacksResult)) history.notices.push(interruptedNotice(call))
  history.messages.push(...history.waiting)
  history.open = []
  history.waiting = []
}

/** Servers want the ids of calls to be unique in a conversation; some models count from one again in each reply. */
const uniqueId = (ids: ReadonlySet<string>, wanted: string): string => {
  if (!ids.has(wanted)) return wanted
  for (let count = 2; ; count++) {
    const id = `${wanted}_${count}`
    if (!ids.has(id)) return id
  }
}

const addReply = (history: History, content: ReadonlyArray<AssistantPart>): void => {
  close(history)
  const open: Array<OpenCall> = []
  const parts = assistantParts(content).map((part) => {
    if (part.type !== "tool-call") return part
    const id = uniqueId(history.ids, part.id)
    history.ids.add(id)
    const call = id === part.id ? part : { ...part, id }
    if (part.providerExecuted !== true) open.push({ recordedId: part.id, call, result: undefined })
    return call
  })
  if (parts.length === 0) return
  if (history.messages.length === 0) history.messages.push({ role: "user", content: missingStart })
  history.messages.push({ role: "assistant", content: parts })
  history.open = open
}

const addResult = (history: History, recordId: string, part: ToolResultPart): void => {
  const calls = history.open.filter((call) => call.recordedId === part.id)
  const call = calls.find(lacksResult)
  if (call === undefined) {
    const why = calls.length > 0 ? "the first result of the call counts" : "there is no open call that it belongs to"
    history.notices.push(`The result of call ${part.id} in record ${recordId} is left out: ${why}.`)
    return
  }
  call.result = resultPart(part, call.call)
}

const apply = (history: History, record: SessionRecord): void => {
  switch (record._tag) {
    case "input": {
      const content = userContent(record.content)
      if (content === undefined) return
      if (history.open.length > 0) history.waiting.push({ role: "user", content })
      else history.messages.push({ role: "user", content })
      return
    }
    case "reply":
      addReply(history, record.content)
      if (inWindow(record.usage) > 0) history.usage = { usage: record.usage, messages: history.messages.length }
      return
    case "tool_result":
      addResult(history, record.id, record.part)
      return
    case "compaction":
      history.open = []
      history.waiting = []
      history.ids.clear()
      history.usage = undefined
      history.messages.splice(0, history.messages.length, { role: "user", content: record.summary.toWellFormed() })
      return
    case "end":
      close(history)
      // Told by the run that ended here, or by the one that went on from the damage: once is enough.
      history.notices.length = 0
      return
    default:
      return
  }
}

const empty = (): History => ({ messages: [], open: [], waiting: [], ids: new Set(), notices: [], usage: undefined })

/**
 * The history with one record more. A `rewound` record changes nothing here: the caller rebuilds the history, because
 * what was taken back may go beyond a compaction. It takes over the history that it is given: go on with the one returned.
 */
export const step = (history: History, record: SessionRecord): History => {
  apply(history, record)
  return history
}

/**
 * Rebuilds the conversation of a session from its records: the one place that does. The same records always give the
 * same messages, and records that are appended never change a message that was complete, so that prompt caches hold.
 */
export const fromRecords = (records: ReadonlyArray<SessionRecord>): History => standing(records).reduce(step, empty())

/** The messages to send. Calls that still lack a result get one that says they were interrupted. */
export const messages = (history: History): ReadonlyArray<Message> =>
  history.open.length === 0
    ? history.messages.slice()
    : [...history.messages, toolMessage(history.open), ...history.waiting]

/** What was mended or left out since the last run ended, in sentences. */
export const notices = (history: History): ReadonlyArray<string> => [
  ...history.notices,
  ...history.open.filter(lacksResult).map(interruptedNotice)
]

/** Tokens of the last reply that told any, and how many of `messages` they cover. Undefined after a compaction. */
export const lastUsage = (history: History): { readonly usage: Usage; readonly messages: number } | undefined =>
  history.usage
