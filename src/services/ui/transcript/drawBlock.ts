import type { RunEnding } from "../../domain/AgentEvent.ts"
import { drawMarkdown } from "../markdown/markdown.ts"
import type { Line, View } from "../text/Line.ts"
import { sanitise, sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import { wrapSpans } from "../text/wrap.ts"
import type { Role } from "../theme/Theme.ts"
import type { Block, NoteLevel } from "./Block.ts"
import { drawCall, drawWholeCall } from "./drawCall.ts"
import { foldedLines, hint, noteLines, textLines, wholeLines } from "./folded.ts"
import { drawTodos } from "./todos.ts"
import { counted, dollars, elapsed } from "./words.ts"

type BlockOf<Tag extends Block["_tag"]> = Extract<Block, { readonly _tag: Tag }>

/** Lines of a user's input that are shown; a long paste is folded. */
const inputLines = 12

/** Wrapped text behind a mark, the other lines in line with the first. */
const marked = (mark: Span, text: ReadonlyArray<Span>, view: View): ReadonlyArray<Line> =>
  wrapSpans(text, Math.max(1, view.width - 2)).map((line, index) =>
    paintSpans([index === 0 ? mark : span("  "), ...line], view.theme)
  )

const drawUser = (block: BlockOf<"User">, view: View, unfolded: boolean): ReadonlyArray<Line> => {
  const { attachments } = block
  const text = unfolded ? (block.whole ?? block.text) : block.text
  const lines = sanitise(text.trimEnd()).split("\n")
  const hidden = unfolded || lines.length <= inputLines + 1 ? 0 : lines.length - inputLines
  const shown = hidden === 0 ? lines : lines.slice(0, inputLines)
  return [
    ...(text.trim() === "" && attachments.length > 0
      ? []
      : marked(span("> ", "user"), [span(shown.join("\n"), "user")], view)),
    ...(hidden === 0 ? [] : noteLines(`… ${counted(hidden, "line")} hidden${hint}`, view, "muted")),
    ...attachments.flatMap((name) => noteLines(`[${name}]`, view, "muted"))
  ]
}

const drawThinking = (
  { text, durationMs }: BlockOf<"Thinking">,
  view: View,
  unfolded: boolean
): ReadonlyArray<Line> => {
  const words = text.trim() === "" ? 0 : text.trim().split(/\s+/).length
  const facts = [
    ...(durationMs === undefined || durationMs < 100 ? [] : [`for ${elapsed(durationMs)}`]),
    ...(words === 0 ? [] : [counted(words, "word")])
  ]
  const head = `thought ${facts.join(" · ")}${unfolded || words === 0 ? "" : hint}`
  return [
    ...marked(span("∴ ", "thinking"), [span(head, "thinking")], view),
    ...(unfolded ? noteLines(text.trim(), view, "thinking") : [])
  ]
}

const drawShell = (block: BlockOf<"Shell">, view: View, unfolded: boolean): ReadonlyArray<Line> => {
  const bad =
    block.signal ?? (block.exitCode === undefined || block.exitCode === 0 ? undefined : `exit ${block.exitCode}`)
  return [
    ...marked(
      span("! ", bad === undefined ? "accent" : "error"),
      [span(sanitise(block.command), "user"), ...(bad === undefined ? [] : [span(` · ${sanitiseLine(bad)}`, "error")])],
      view
    ),
    ...(unfolded ? wholeLines(block.output, view) : foldedLines(block.output, view, { head: 20, tail: 20 }))
  ]
}

const noteMarks: Readonly<Record<NoteLevel, readonly [string, Role]>> = {
  info: ["· ", "muted"],
  warning: ["! ", "warning"],
  error: ["✗ ", "error"]
}

const endings: Readonly<Record<Exclude<RunEnding, "success">, string>> = {
  error_max_turns: "stopped: the limit of turns is reached",
  error_max_budget_usd: "stopped: the budget is used up",
  error_during_execution: "the run failed",
  error_max_structured_output_retries: "stopped: the answer never fitted its schema"
}

const drawEnded = (block: BlockOf<"Ended">, view: View): ReadonlyArray<Line> => {
  const cost = block.costUsd === null ? [] : [dollars(block.costUsd)]
  const facts = [
    elapsed(block.durationMs),
    counted(block.turns, "turn"),
    // A reply that was cut off is never counted by its provider: none told is not none used.
    ...(block.tokens === 0 && block.ending !== "success" ? [] : [counted(block.tokens, "token"), ...cost])
  ].join(" · ")
  if (block.ending === "success") return marked(span("─ ", "muted"), [span(facts, "muted")], view)
  const [first, ...rest] = block.errors.length === 0 ? [endings[block.ending]] : block.errors
  // What the user did is no failure.
  const [mark, role] = /^(?:interrupted|the run was stopped at a question)/i.test(first ?? "")
    ? (["■ ", "warning"] as const)
    : (["✗ ", "error"] as const)
  return [
    ...marked(span(mark, role), [span(sanitise(first ?? ""), role)], view),
    ...rest.flatMap((error) => textLines(error, view, "error")),
    ...marked(span("─ ", "muted"), [span(facts, "muted")], view)
  ]
}

/** One block; unfolded with all of its input and output. */
export const drawBlock = (block: Block, view: View, unfolded: boolean): ReadonlyArray<Line> => {
  switch (block._tag) {
    case "User":
      return drawUser(block, view, unfolded)
    case "Text":
      return drawMarkdown(block.markdown, view)
    case "Thinking":
      return drawThinking(block, view, unfolded)
    case "Call":
      return unfolded ? drawWholeCall(block, view) : drawCall(block, view)
    case "Todos":
      return drawTodos(block.todos, view)
    case "Said":
      return [
        ...(block.command === undefined
          ? []
          : marked(span("> ", "user"), [span(sanitise(block.command), "user")], view)),
        ...drawMarkdown(block.markdown, view),
        ...(block.draw?.(view) ?? [])
      ]
    case "Shell":
      return drawShell(block, view, unfolded)
    case "Note": {
      const [mark, role] = noteMarks[block.level]
      return marked(span(mark, role), [span(sanitise(block.text), role)], view)
    }
    case "Ended":
      return drawEnded(block, view)
  }
}
