import { Predicate, Result } from "effect"
import type { Todo } from "../domain/AgentEvent.ts"
import { isRequest, standing } from "../session/rewind.ts"
import type { SessionRecord } from "../session/SessionRecord.ts"
import { callLabel, pathOf } from "./callLabel.ts"
import { parsePatch, pathsOf } from "../workspace/edit/patchFormat.ts"

/** Characters of earlier requests that are kept word for word, newest first. The last request is kept whole. */
const keptInputCharacters = 12_000
const listedDrops = 200
const listedFiles = 200

/** What a compaction keeps word for word, and what it drops: of the whole session what the user said and the files, of the rest what came since the last one. */
export interface CompactionFacts {
  readonly lastRequest: string
  /** The user's earlier requests and corrections, oldest first. */
  readonly earlier: ReadonlyArray<string>
  readonly files: ReadonlyArray<string>
  readonly dropped: ReadonlyArray<string>
  /** What the compaction before this one had left. */
  readonly previous: string | undefined
}

const inputText = (content: unknown): string =>
  Predicate.isString(content)
    ? content
    : Array.isArray(content)
      ? content
          .flatMap((part) =>
            Predicate.isObject(part) && Predicate.isString(part["text"]) ? [part["text"]] : ["[attachment]"]
          )
          .join("\n")
      : ""

/** The paths that a call names: that of a file, or those of a patch. */
const pathsIn = (input: unknown): ReadonlyArray<string> => {
  const path = pathOf(input)
  if (path !== undefined) return [path]
  const patch = Predicate.isObject(input) ? input["input"] : undefined
  return Predicate.isString(patch) ? Result.getOrElse(Result.map(parsePatch(patch), pathsOf), () => []) : []
}

/** Files that calls named, each where it was named last, the newest of them: what an earlier compaction kept is kept on. */
const filesIn = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<string> => {
  const files = new Set<string>()
  for (const record of records) {
    if (record._tag !== "reply") continue
    for (const part of record.content) {
      for (const path of part.type === "tool-call" ? pathsIn(part.params) : []) {
        files.delete(path)
        files.add(path)
      }
    }
  }
  return [...files].slice(-listedFiles)
}

/** Reads the facts off the records. Pure, so that a resumed session compacts as the first one would have. */
export const compactionFacts = (all: ReadonlyArray<SessionRecord>): CompactionFacts => {
  const records = standing(all)
  const at = records.findLastIndex((record) => record._tag === "compaction")
  const last = at < 0 ? undefined : records[at]
  const since = records.slice(at + 1)
  const inputs = records.flatMap((record) => (isRequest(record) ? [inputText(record.content)] : []))
  const dropped: Array<string> = []
  for (const record of since) {
    if (record._tag !== "reply") continue
    for (const part of record.content) {
      if (part.type === "text" && part.text.trim() !== "")
        dropped.push(`reply: ${part.text.trim().replaceAll("\n", " ").slice(0, 100)}`)
      if (part.type === "tool-call") dropped.push(callLabel(part.name, part.params))
    }
  }
  let room = keptInputCharacters
  const earlier = inputs
    .slice(0, -1)
    .reverse()
    .filter((text) => {
      room -= text.length
      return room >= 0
    })
  return {
    lastRequest: inputs.at(-1) ?? "",
    earlier: earlier.reverse(),
    files: filesIn(records),
    dropped: dropped.slice(0, listedDrops),
    previous: last?._tag === "compaction" ? last.summary : undefined
  }
}

/** Asks the model for what is worth keeping. Sent after the conversation as it is, so that the prompt cache is used once more. */
export const summaryRequest = (instructions: string | undefined): string =>
  [
    "The conversation is about to be shortened: all of it will be replaced by what you write now, together with the user's requests, the todo list and the list of files, which are kept word for word.",
    "Write for yourself, so that you can go on without a break: what the goal is, what was found out (names, paths, line numbers, causes), what was changed and where, what was tried and did not work, what the tests last said, and what the next step is. Be exact and complete, leave out pleasantries. Do not call a tool.",
    ...(instructions === undefined ? [] : [`The user asks to keep in mind for this: ${instructions}`])
  ].join("\n")

/** The text that the conversation begins with from here on. Without a summary (the model could not give one) the facts alone must do. */
export const compactedText = (
  facts: CompactionFacts,
  summary: string | undefined,
  todos: ReadonlyArray<Todo>
): string =>
  [
    "The conversation so far was shortened to fit the window. All of it is kept in the session file.",
    ...(facts.earlier.length === 0
      ? []
      : [
          "What the user asked and corrected before, word for word:",
          ...facts.earlier.map((text) => `<earlier_request>\n${text}\n</earlier_request>`)
        ]),
    `The user's last request, word for word:\n<request>\n${facts.lastRequest}\n</request>`,
    ...(todos.length === 0 ? [] : ["Open todos:", ...todos.map((todo) => `- [${todo.status}] ${todo.content}`)]),
    ...(facts.files.length === 0
      ? []
      : [`Files touched: ${facts.files.join(", ")}. Read a file again before you edit it.`]),
    ...(summary === undefined && facts.previous !== undefined ? [facts.previous] : []),
    summary === undefined ? "No summary could be made. Look again at what you need." : `Your notes:\n${summary}`,
    "Go on with the last request where it stands; if it is done, say so."
  ].join("\n\n")
