import type { ToolCall } from "../../domain/ToolCall.ts"
import { drawDiff } from "../diff/diff.ts"
import { drawMarkdown } from "../markdown/markdown.ts"
import { cellWidth, truncate } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { sanitise, sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import { chopSpans, wrapSpans } from "../text/wrap.ts"
import type { Role } from "../theme/Theme.ts"
import type { CallBlock, FileChange } from "./Block.ts"
import { subjectOf } from "./callFacts.ts"
import { foldedLines, hint, indent, noteLines, wholeLines } from "./folded.ts"
import { drawTodos, todosOf } from "./todos.ts"
import { elapsed, isRecord, textField } from "./words.ts"

/** Lines of a difference that are shown of one call. */
const diffLines = 30
/** A call that took less says nothing of it. */
const worthTelling = 1000

/** `● Bash npm test · exit 1 · 3.2 s` on one line: what was called, cut where it must be, and how it stands. */
export const callLine = (
  mark: readonly [string, Role],
  call: ToolCall,
  facts: ReadonlyArray<string>,
  view: View
): Line => {
  const name = truncate(sanitiseLine(call.name), Math.max(1, Math.floor(view.width / 2)))
  const said =
    facts.length === 0
      ? ""
      : truncate(` · ${facts.map(sanitiseLine).join(" · ")}`, Math.max(0, view.width - cellWidth(name) - 2))
  const room = view.width - 2 - cellWidth(name) - 1 - cellWidth(said)
  const subject = truncate(sanitiseLine(subjectOf(call).trim()), Math.max(0, room))
  const spans: ReadonlyArray<Span> = [
    span(`${mark[0]} `, mark[1]),
    span(name, "tool"),
    ...(subject === "" ? [] : [span(` ${subject}`)]),
    span(said, "muted")
  ]
  return (
    chopSpans(spans, view.width)
      .slice(0, 1)
      .map((line) => paintSpans(line, view.theme))[0] ?? ""
  )
}

const markOf = ({ kind, failed }: CallBlock): readonly [string, Role] => {
  if (kind === "refused") return ["⊘", "warning"]
  if (kind === "interrupted") return ["■", "warning"]
  return failed ? ["✗", "error"] : ["●", "success"]
}

const factsOf = ({ summary, durationMs }: CallBlock): ReadonlyArray<string> => [
  ...(summary === undefined ? [] : [summary]),
  ...(durationMs !== undefined && durationMs >= worthTelling ? [elapsed(durationMs)] : [])
]

const indented = (lines: ReadonlyArray<Line>): ReadonlyArray<Line> =>
  lines.map((line) => (line === "" ? "" : indent + line))
const inner = (view: View): View => ({ ...view, width: Math.max(1, view.width - indent.length) })

const drawChanges = (changes: ReadonlyArray<FileChange>, view: View, limit: number): ReadonlyArray<Line> =>
  changes.flatMap(({ path, what, hunks }) => [
    ...(changes.length === 1 ? [] : noteLines(`${path} (${what})`, view, "strong")),
    ...indented(drawDiff(hunks, inner(view), { limit, hint }))
  ])

const planOf = (call: ToolCall): string | undefined =>
  call.name === "ExitPlanMode" ? textField(call.input, "plan") : undefined

/** Output that nobody reads in the middle of a conversation: a count on the call's line says enough. */
const quiet: ReadonlySet<string> = new Set([
  "Read",
  "Grep",
  "Glob",
  "CodeMap",
  "WebFetch",
  "TaskStop",
  "Skill",
  "ToolSearch"
])

const bodyOf = (block: CallBlock, view: View): ReadonlyArray<Line> => {
  const plan = planOf(block.call)
  const named = block.attachments.flatMap((name) => noteLines(`[${name}]`, view, "muted"))
  if (block.kind === "done" && plan !== undefined) return indented(drawMarkdown(plan, inner(view)))
  const todos = block.kind === "done" && block.call.name === "TodoWrite" ? todosOf(block.call.input) : undefined
  if (todos !== undefined) return drawTodos(todos, view)
  if (block.changes.length > 0) return drawChanges(block.changes, view, diffLines)
  if (block.kind !== "done") return [...foldedLines(block.text, view, { head: 6, tail: 0 }, "error"), ...named]
  if (block.failed) return [...foldedLines(block.text, view, { head: 2, tail: 8 }, "muted"), ...named]
  if (quiet.has(block.call.name)) return named
  return [...foldedLines(block.text === "(no output)" ? "" : block.text, view, { head: 3, tail: 3 }, "muted"), ...named]
}

/** Whether a call is drawn as one line only. */
export const isOneLine = (block: CallBlock, view: View): boolean => bodyOf(block, view).length === 0

/** A settled call: one line and what belongs below it, folded. */
export const drawCall = (block: CallBlock, view: View): ReadonlyArray<Line> => [
  callLine(markOf(block), block.call, factsOf(block), view),
  ...bodyOf(block, view)
]

const inputLines = (call: ToolCall, view: View): ReadonlyArray<Line> => {
  const command = call.name === "Bash" ? textField(call.input, "command") : undefined
  const [language, text] =
    command === undefined
      ? ["json", call.malformed ?? JSON.stringify(call.input, null, 2) ?? "null"]
      : ["shell", command]
  let code = view.highlighter?.start(language)
  return sanitise(text)
    .split("\n")
    .flatMap((line) => {
      const coloured = code === undefined ? undefined : view.highlighter?.line(code, line)
      code = coloured?.state ?? code
      return chopSpans(coloured?.spans ?? [span(line)], view.width - indent.length)
    })
    .map((line) => paintSpans([span(indent), ...line], view.theme))
}

/** All of a call: its whole input and output. */
export const drawWholeCall = (block: CallBlock, view: View): ReadonlyArray<Line> => {
  const label = (text: string) => noteLines(text, view, "muted")
  const head = wrapSpans(
    [
      span(`${markOf(block)[0]} `, markOf(block)[1]),
      span(sanitiseLine(block.call.name), "tool"),
      span(
        factsOf(block)
          .map((fact) => ` · ${sanitiseLine(fact)}`)
          .join(""),
        "muted"
      )
    ],
    view.width
  ).map((line) => paintSpans(line, view.theme))
  const changed = block.changes.some((change) => change.hunks.length > 0)
  const named = block.attachments.flatMap((name) => noteLines(`[${name}]`, view, "muted"))
  const empty = isRecord(block.call.input) && Object.keys(block.call.input).length === 0
  return [
    ...head,
    ...(empty ? [] : [...label("input"), ...inputLines(block.call, view)]),
    ...(changed ? [...label("change"), ...drawChanges(block.changes, view, 2000)] : []),
    ...label("output"),
    ...wholeLines(block.text, view, ...(block.kind === "done" ? [] : ["error" as const])),
    ...named
  ]
}
