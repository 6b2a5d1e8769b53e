import { hasFailed, type SettledCall, type ToolCall, type ToolContent } from "../../domain/ToolCall.ts"
import type { Hunk } from "../../workspace/hunks.ts"
import { hunkOfNew } from "../diff/diff.ts"
import { attachmentsOf } from "./content.ts"
import type { CallBlock, FileChange } from "./Block.ts"
import { counted, isRecord, textField } from "./words.ts"

/** The argument that says most of a call, by the names that the tools of the contract use. */
const telling = [
  "command",
  "file_path",
  "notebook_path",
  "pattern",
  "url",
  "description",
  "task_id",
  "query",
  "skill",
  "path",
  "focus"
]

const patched = (patch: string): string =>
  [...patch.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm)].map(([, file]) => file).join(", ")

/** What a call is about, in one text. */
export const subjectOf = ({ name, input, malformed }: ToolCall): string => {
  if (malformed !== undefined) return malformed
  if (!isRecord(input)) return ""
  if (name === "ApplyPatch") return patched(textField(input, "input") ?? "")
  if (name === "Grep" || name === "Glob") {
    const place = textField(input, "path")
    return `${textField(input, "pattern") ?? ""}${place === undefined ? "" : ` in ${place}`}`
  }
  // What they hold is drawn below the line.
  if (name === "TodoWrite" || name === "ExitPlanMode") return ""
  if (name === "AskUserQuestion" && Array.isArray(input["questions"]))
    return input["questions"].flatMap((one) => textField(one, "question") ?? []).join(" · ")
  const found = telling.map((key) => textField(input, key)).find((value) => value !== undefined && value !== "")
  if (found !== undefined) return found
  const json = Object.keys(input).length === 0 ? "" : JSON.stringify(input)
  return json.length > 200 ? json.slice(0, 200) : json
}

const isHunk = (value: unknown): value is Hunk =>
  isRecord(value) &&
  typeof value["oldStart"] === "number" &&
  typeof value["newStart"] === "number" &&
  typeof value["oldLines"] === "number" &&
  typeof value["newLines"] === "number" &&
  Array.isArray(value["lines"]) &&
  value["lines"].every((line) => typeof line === "string")

const changeOf = (output: unknown, input: unknown): ReadonlyArray<FileChange> => {
  const path = textField(output, "filePath")
  if (path === undefined || !isRecord(output)) return []
  const hunks = Array.isArray(output["structuredPatch"]) ? output["structuredPatch"].filter(isHunk) : []
  const type = textField(output, "type")
  const from = textField(output, "movedFrom")
  const content = textField(input, "content") ?? textField(input, "new_string")
  if (type === "create") return [{ path, what: "created", hunks: content === undefined ? [] : hunkOfNew(content) }]
  if (type === "delete") return [{ path, what: "deleted", hunks: [] }]
  return [{ path, what: from === undefined ? "changed" : `moved from ${from}`, hunks }]
}

/** What the tools that write did to files, by their typed output. */
const changesOf = ({ call, output }: SettledCall): ReadonlyArray<FileChange> => {
  if (!isRecord(output)) return []
  if (call.name === "ApplyPatch" && Array.isArray(output["files"]))
    return output["files"].flatMap((file) => changeOf(file, undefined))
  return ["Edit", "MultiEdit", "Write"].includes(call.name) ? changeOf(output, call.input) : []
}

const countOf = (changes: ReadonlyArray<FileChange>, sign: string): number =>
  changes.reduce(
    (sum, { hunks }) => sum + hunks.flatMap((hunk) => hunk.lines.filter((line) => line.startsWith(sign))).length,
    0
  )

const lineCount = (text: string): number => (text.trimEnd() === "" ? 0 : text.trimEnd().split("\n").length)

const readSummary = (output: unknown, text: string): string => {
  const file = isRecord(output) ? output["file"] : undefined
  if (isRecord(file) && typeof file["numLines"] === "number") {
    const total = file["totalLines"]
    const part = typeof total === "number" && total > file["numLines"] ? ` of ${total.toLocaleString("en-US")}` : ""
    return `${counted(file["numLines"], "line")}${part}`
  }
  return textField(output, "type") ?? counted(lineCount(text), "line")
}

/** A few words on how it went; undefined where the text below says it. */
const summaryOf = (settled: SettledCall, text: string, changes: ReadonlyArray<FileChange>): string | undefined => {
  const { call, kind, output } = settled
  if (kind !== "done") return kind === "failed" ? "failed" : kind
  if (changes.length > 0) {
    const [more, less] = [countOf(changes, "+"), countOf(changes, "-")]
    const [only] = changes
    const what = changes.length === 1 && only !== undefined && only.what !== "changed" ? `${only.what}, ` : ""
    return `${what}+${more} −${less}`
  }
  if (isRecord(output) && typeof output["exitCode"] === "number") {
    const task = textField(output, "backgroundTaskId")
    const signal = textField(output, "signal")
    if (task !== undefined) return `in the background as ${task}`
    if (signal !== undefined) return signal
    return output["exitCode"] === 0 ? undefined : `exit ${output["exitCode"]}`
  }
  if (call.name === "Read") return readSummary(output, text)
  return ["Grep", "Glob", "CodeMap", "WebFetch", "TaskOutput"].includes(call.name)
    ? counted(lineCount(text), "line")
    : undefined
}

const textOf = (content: ToolContent): string =>
  typeof content === "string"
    ? content
    : content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")

/** What is kept of a settled call. */
export const callBlock = (settled: SettledCall, durationMs?: number): CallBlock => {
  const text = textOf(settled.content)
  const changes = settled.kind === "done" ? changesOf(settled) : []
  return {
    _tag: "Call",
    call: settled.call,
    kind: settled.kind,
    failed: hasFailed(settled),
    text,
    summary: summaryOf(settled, text, changes),
    changes,
    attachments: attachmentsOf(settled.content),
    ...(durationMs === undefined ? {} : { durationMs })
  }
}
