import { Predicate } from "effect"
import { shorten } from "../domain/columns.ts"
import { printable, printableLine } from "../domain/printable.ts"
import type { SessionRecord } from "./SessionRecord.ts"
import type { SessionSummary } from "./summary.ts"

/** Lines of a tool's result that are shown; the whole of it is in the file. */
const resultLines = 6
const lineLength = 160

const indented = (text: string): string => text.replaceAll(/^/gm, "    ")

const clipped = (text: string): string => {
  const lines = printable(text.trimEnd()).split("\n")
  const shown = lines.slice(0, resultLines).map((line) => shorten(line, lineLength))
  const rest = lines.length - shown.length
  return [...shown, ...(rest > 0 ? [`… ${rest} more lines`] : [])].join("\n")
}

/** Parts of a message that hold text, and what stands for the others. */
const contentText = (content: unknown): string => {
  if (Predicate.isString(content)) return content
  if (!Array.isArray(content)) return JSON.stringify(content) ?? ""
  return content
    .map((part) => (Predicate.isObject(part) && Predicate.isString(part["text"]) ? part["text"] : "[attachment]"))
    .join("\n")
}

/** The one argument that says most of a call. */
const subject = (params: unknown): string => {
  if (!Predicate.isObject(params)) return ""
  const named = ["command", "file_path", "notebook_path", "pattern", "url", "description"].map((key) => params[key])
  const found = named.find(Predicate.isString) ?? JSON.stringify(params)
  return shorten(printableLine(found), lineLength)
}

const replyText = (record: Extract<SessionRecord, { readonly _tag: "reply" }>): string => {
  const parts = record.content.flatMap((part) => {
    if (part.type === "text") return part.text.trim() === "" ? [] : [printable(part.text.trim())]
    if (part.type === "reasoning") return part.text.trim() === "" ? [] : [indented(`(thinking) ${clipped(part.text)}`)]
    return part.type === "tool-call" ? [`  ${printableLine(part.name)}(${subject(part.params)})`] : []
  })
  return [...parts, ...(record.cut === true ? ["[the reply was cut off here]"] : [])].join("\n\n")
}

const resultText = (record: Extract<SessionRecord, { readonly _tag: "tool_result" }>): string => {
  const note = record.kind === "done" ? "" : `[${printableLine(record.kind)}] `
  return indented(note + clipped(contentText(record.part.result)))
}

const recordText = (record: SessionRecord): string => {
  switch (record._tag) {
    case "input":
      return record.synthetic === true ? "" : printable(contentText(record.content)).replaceAll(/^/gm, "> ")
    case "reply":
      return replyText(record)
    case "tool_result":
      return resultText(record)
    case "compaction":
      return `[compacted: ${record.tokensBefore} tokens became ${record.tokensAfter}]`
    case "model":
      return `[model: ${printableLine(record.model)} (${printableLine(record.reason)})]`
    case "rewound":
      return "[the conversation was taken back to before an earlier request]"
    case "title":
      return `[named: ${printableLine(record.title)}]`
    case "mode":
      return `[permission mode: ${record.mode}]`
    case "permission":
      return `    [permission: ${printableLine(record.decision)}, ${printableLine(record.reason)}]`
    case "end":
      return record.ending === "success"
        ? ""
        : `[ended: ${printableLine([record.ending, ...record.errors].join(": "))}]`
    default:
      return ""
  }
}

/** `coderx session show` as text: what was asked, what the model said and did. Nothing in it can steer the terminal. */
export const transcriptText = (
  summary: SessionSummary,
  records: ReadonlyArray<SessionRecord>,
  damage: ReadonlyArray<string>
): string => {
  const facts = [
    `Session ${summary.id}`,
    `started ${summary.startedAt} in ${printableLine(summary.cwd === "" ? "an unknown directory" : summary.cwd)}`,
    `${summary.turns} turns, ${summary.records} records, model ${printableLine(summary.model ?? "none")}`,
    ...damage.map((sentence) => `damaged: ${printableLine(sentence)}`)
  ]
  return [facts.join("\n"), ...records.map(recordText)].filter((text) => text !== "").join("\n\n")
}
