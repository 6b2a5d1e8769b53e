import { Effect } from "effect"
import type { UserPart } from "../domain/Message.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { SlashFailed } from "./SlashFailed.ts"
import { mentions, segments, takesArguments, withArguments } from "./template.ts"
import { callText, userCall } from "./userCall.ts"

/** Files that one text may bring along: more is a mistake, or an attempt to fill the window. */
const mostFiles = 20

/** A command's output in its place in the text; one that may not run, or that fails, ends the whole. */
const output = Effect.fnUntraced(function* (name: string, command: string) {
  const settled = yield* userCall("Bash", { command })
  const text = callText(settled)
  if (settled.kind === "done") return text
  return yield* new SlashFailed({
    command: name,
    message: `/${name} was not sent, because its command \`${command}\` did not run: ${text}`
  })
})

/** A named file as the model would read it; undefined where there is none by that name, or none that may be read. */
const file = Effect.fnUntraced(function* (path: string) {
  const workspace = yield* Workspace
  const target = yield* Effect.option(workspace.resolve(path))
  if (target._tag === "None" || (target.value.kind !== "file" && target.value.kind !== "directory")) return undefined
  const settled =
    target.value.kind === "file"
      ? yield* userCall("Read", { file_path: path })
      : yield* userCall("Glob", { pattern: "*", path })
  return { path, settled }
})

/**
 * The parts that stand for the `@path` of a text, to be put behind it: contents as the Read tool gives them, under the
 * same permissions. A name of no file is left as a word; one that may not be read is told.
 */
export const mentionedFiles = Effect.fn("Slash.mentionedFiles")(function* (text: string) {
  const parts: Array<UserPart> = []
  const notices: Array<string> = []
  for (const path of mentions(text).slice(0, mostFiles)) {
    const found = yield* file(path)
    if (found === undefined) continue
    const { content, kind } = found.settled
    if (kind !== "done") notices.push(`@${path} was not put in: ${callText(found.settled)}`)
    else if (typeof content === "string") parts.push({ type: "text", text: `Contents of ${path}:\n${content}` })
    else parts.push({ type: "text", text: `Contents of ${path}:` }, ...content)
  }
  return { parts, notices }
})

/**
 * The text of a custom command as it is sent: arguments put in, commands run and their output in their place, files
 * behind it. What arguments and outputs say is never run.
 */
export const expand = Effect.fn("Slash.expand")(function* (name: string, body: string, typed: string) {
  const written: Array<string> = []
  const whole: Array<string> = []
  for (const segment of segments(body)) {
    if (segment._tag === "Text") {
      const text = withArguments(segment.text, typed)
      written.push(text)
      whole.push(text)
    } else whole.push(yield* output(name, withArguments(segment.command, typed)))
  }
  // A text without a place for them still gets what was typed: nothing that a user wrote is lost.
  if (typed !== "" && !takesArguments(body)) {
    written.push(`\n\n${typed}`)
    whole.push(`\n\n${typed}`)
  }
  const { notices, parts } = yield* mentionedFiles(written.join(""))
  return { text: whole.join("").trim(), parts, notices }
})
