import { Predicate } from "effect"
import type { RunEnding } from "../../domain/AgentEvent.ts"
import type { ToolCall, ToolContent, ToolOutcomeKind } from "../../domain/ToolCall.ts"
import type { SessionRecord } from "../../session/SessionRecord.ts"
import type { Line, View } from "../text/Line.ts"
import { paintSpans, span } from "../text/Span.ts"
import { wrapSpans } from "../text/wrap.ts"
import type { Block } from "./Block.ts"
import { callBlock } from "./callFacts.ts"
import { inputOf } from "./content.ts"
import { drawBlocks, isShort } from "./drawBlocks.ts"
import { kept } from "./fold.ts"
import { emptyTranscript, type Transcript } from "./state.ts"
import { counted } from "./words.ts"

type RecordOf<Tag extends SessionRecord["_tag"]> = Extract<SessionRecord, { readonly _tag: Tag }>

/** Blocks of a resumed session that are drawn: the end of it, which is where it goes on. */
const drawnBlocks = 60

const kinds: ReadonlyArray<string> = ["done", "failed", "refused", "invalid", "interrupted"]
const isKind = (kind: string): kind is ToolOutcomeKind => kinds.includes(kind)
const endings: ReadonlyArray<string> = ["error_max_turns", "error_max_budget_usd", "error_during_execution"]
const isEnding = (ending: string): ending is RunEnding => endings.includes(ending)

const replyBlocks = (record: RecordOf<"reply">, calls: Map<string, ToolCall>): ReadonlyArray<Block> => [
  ...record.content.flatMap((part): ReadonlyArray<Block> => {
    if (part.type === "text") return part.text.trim() === "" ? [] : [{ _tag: "Text", markdown: part.text.trim() }]
    if (part.type === "reasoning") return part.text.trim() === "" ? [] : [{ _tag: "Thinking", text: part.text }]
    if (part.type === "tool-call") calls.set(part.id, { id: part.id, name: part.name, input: part.params })
    return []
  }),
  ...(record.cut === true ? [{ _tag: "Note", level: "warning", text: "the reply was cut off here" } as const] : [])
]

const contentOf = ({ part }: RecordOf<"tool_result">): ToolContent => {
  if (part.modelOutput !== undefined) return part.modelOutput
  return Predicate.isString(part.result) ? part.result : (JSON.stringify(part.result) ?? "")
}

const resultBlock = (record: RecordOf<"tool_result">, calls: ReadonlyMap<string, ToolCall>): Block => {
  const call = calls.get(record.part.id) ?? { id: record.part.id, name: record.part.name, input: {} }
  const kind = isKind(record.kind) ? record.kind : "done"
  return callBlock({ call, kind, content: contentOf(record), output: record.output })
}

const endBlocks = ({ ending, errors }: RecordOf<"end">): ReadonlyArray<Block> =>
  isEnding(ending) ? [{ _tag: "Note", level: "error", text: [ending, ...errors].join(": ") }] : []

/** The blocks of a session's records, without what the user took back. */
const blocksOf = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<Block> => {
  const calls = new Map<string, ToolCall>()
  const inputs = new Map<string, number>()
  let blocks: Array<Block> = []
  for (const record of records) {
    switch (record._tag) {
      case "input":
        inputs.set(record.id, blocks.length)
        if (record.synthetic !== true) blocks.push({ _tag: "User", ...inputOf(record.content) })
        break
      case "reply":
        blocks.push(...replyBlocks(record, calls))
        break
      case "tool_result":
        blocks.push(resultBlock(record, calls))
        break
      case "compaction": {
        const text = `the conversation was compacted: ${counted(record.tokensBefore, "token")} became ${record.tokensAfter.toLocaleString("en-US")}`
        blocks.push({ _tag: "Note", level: "info", text })
        break
      }
      case "rewound":
        blocks = blocks.slice(0, inputs.get(record.to) ?? blocks.length)
        break
      case "end":
        blocks.push(...endBlocks(record))
        break
      default:
        break
    }
  }
  return blocks
}

/** The conversation of a resumed session: its last blocks drawn, and how many stand before them. */
export const fromRecords = (
  records: ReadonlyArray<SessionRecord>,
  view: View
): { readonly state: Transcript; readonly settled: ReadonlyArray<Line> } => {
  const all = blocksOf(records)
  const blocks = all.slice(-drawnBlocks)
  const settled: Array<Line> = []
  let last: Transcript["last"]
  if (all.length > blocks.length) {
    const note = `… ${counted(all.length - blocks.length, "earlier block")} of this session: coderx session show`
    for (const line of wrapSpans([span(note, "muted")], view.width)) settled.push(paintSpans(line, view.theme))
    last = { tag: "Note", oneLine: false }
  }
  const drawn = drawBlocks(blocks, view, false)
  if (last !== undefined && drawn.length > 0) settled.push("")
  settled.push(...drawn)
  const end = blocks.at(-1)
  if (end !== undefined) last = { tag: end._tag, oneLine: isShort(end, view) }
  return { state: { ...emptyTranscript, blocks: kept(all), last }, settled }
}
