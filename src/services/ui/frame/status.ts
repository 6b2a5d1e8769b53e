import { cellWidth, truncate } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { cutLine } from "../text/lines.ts"
import { sanitise, sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, type Span, span, spansWidth } from "../text/Span.ts"
import type { QueuedFacts, RunningFacts, StatusFacts } from "./facts.ts"
import type { HeaderFacts } from "./facts.ts"
import { costText, elapsedText, percentOf, tokenText } from "./figures.ts"
import { modeRoles, modeWords } from "./header.ts"

/** Milliseconds that a picture of the spinner stands. */
export const spinnerStep = 100
const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

/** The line of what is running: spinner, what, elapsed time, tokens, and the key that ends it. */
export const runningLine = (facts: RunningFacts, view: View, reducedMotion: boolean): Line => {
  const picture = reducedMotion ? "●" : (spinner[Math.floor(view.now / spinnerStep) % spinner.length] ?? "●")
  const tokens = [
    ...(facts.inputTokens === undefined ? [] : [`↑ ${tokenText(facts.inputTokens)}`]),
    ...(facts.outputTokens === undefined ? [] : [`↓ ${tokenText(facts.outputTokens)}`])
  ].join(" ")
  const notes = [
    elapsedText(view.now - facts.startedAt),
    ...(tokens === "" ? [] : [`${tokens} tokens`]),
    ...(facts.hint === undefined ? [] : [sanitiseLine(facts.hint)])
  ]
  const what = sanitiseLine(facts.what)
  let tail = ""
  for (const note of notes) {
    const next = `${tail} · ${note}`
    // What it is doing keeps at least half of the line.
    if (2 + Math.min(cellWidth(what), view.width >> 1) + cellWidth(next) > view.width) break
    tail = next
  }
  const head = truncate(what, Math.max(0, view.width - 2 - cellWidth(tail)))
  return cutLine(
    paintSpans([span(`${picture} `, "running"), span(head, "running"), span(tail, "muted")], view.theme),
    view.width
  )
}

/** Prompts that wait, the oldest first; with less room the last ones and how many there are before. */
export const queueLines = (queue: ReadonlyArray<QueuedFacts>, view: View, rows: number): ReadonlyArray<Line> => {
  if (rows <= 0 || queue.length === 0) return []
  const hidden = queue.length > rows ? queue.length - Math.max(1, rows - 1) : 0
  const line = ({ text, when }: QueuedFacts): Line => {
    const front = when === "next" ? "  next: " : "  after: "
    return cutLine(
      paintSpans(
        [span(front, "muted"), span(truncate(sanitiseLine(text), Math.max(1, view.width - cellWidth(front))), "user")],
        view.theme
      ),
      view.width
    )
  }
  const more =
    hidden === 0 || rows < 2 ? [] : [view.theme.paint("muted", truncate(`  ${hidden} more before`, view.width))]
  return [...more, ...queue.slice(hidden).map(line)].slice(0, rows)
}

/** A bar of ten cells and the percent. */
const contextSpans = (tokens: number, window: number, cells: number): ReadonlyArray<Span> => {
  const percent = percentOf(tokens, window)
  const role = percent >= 90 ? "danger" : percent >= 75 ? "warning" : "barFull"
  const full = Math.min(cells, Math.round((Math.min(100, percent) / 100) * cells))
  const said = `${percent}%`
  return cells === 0
    ? [span("context ", "muted"), span(said, role)]
    : [
        span("█".repeat(full), role),
        span("░".repeat(cells - full), "barEmpty"),
        span(` ${said}`, role === "barFull" ? "text" : role)
      ]
}

/** Mode, how full the window is, cost and hints: as many as fit, the first ones first. */
export const statusLine = (facts: StatusFacts, header: HeaderFacts, view: View): Line => {
  const { contextTokens, contextWindow, costUsd } = facts
  const known = contextTokens !== undefined && contextWindow !== undefined && contextWindow > 0
  const cells = view.width >= 60 ? 10 : view.width >= 40 ? 5 : 0
  const parts: ReadonlyArray<ReadonlyArray<Span>> = [
    ...(facts.notice === undefined ? [] : [[span(sanitiseLine(facts.notice), "warning")]]),
    [span(modeWords[header.mode], modeRoles[header.mode])],
    ...(facts.editorMode === undefined ? [] : [[span(sanitiseLine(facts.editorMode), "accent")]]),
    ...(known ? [contextSpans(contextTokens, contextWindow, cells)] : []),
    ...(costUsd === undefined ? [] : [[span(costText(costUsd), "muted")]]),
    ...(facts.notice === undefined ? facts.hints.map((hint) => [span(sanitiseLine(hint), "muted")]) : [])
  ]
  let line: ReadonlyArray<Span> = []
  for (const part of parts) {
    const next = line.length === 0 ? [span(" "), ...part] : [...line, span(" · ", "muted"), ...part]
    if (spansWidth(next) > view.width) break
    line = next
  }
  return cutLine(paintSpans(line.length === 0 ? (parts[0] ?? []) : line, view.theme), view.width)
}

const colours = /(\u001b\[[0-9;:]*m)/

/** What the user's own script printed: its colours kept where there are any, everything else made safe. At most `rows` lines. */
export const scriptLines = (script: string, view: View, rows: number): ReadonlyArray<Line> => {
  const lines = script.split("\n").filter((line, at, all) => line.trim() !== "" || at < all.length - 1)
  return lines.slice(0, Math.max(0, rows)).map((text) => {
    const pieces = text.split(colours)
    const coloured = view.theme.depth !== "none" && pieces.length > 1
    const safe = pieces.map((piece) => (colours.test(piece) ? (coloured ? piece : "") : sanitise(piece, 1))).join("")
    return cutLine(coloured ? `${safe}\u001b[0m` : safe, view.width)
  })
}
