import type { Hunk } from "../../workspace/hunks.ts"
import type { Line, View } from "../text/Line.ts"
import { sanitise } from "../text/sanitise.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import { chopSpans } from "../text/wrap.ts"
import { changedWords, type WordPart } from "./words.ts"

interface Row {
  readonly sign: " " | "-" | "+"
  readonly number: number
  readonly text: string
  readonly words?: ReadonlyArray<WordPart>
}

/** Pairs of lines are looked for in this many lines of a change; a longer one was written anew. */
const pairedLines = 60

/** Removed and added lines that stand together: those that resemble each other, in order, are one line that changed. */
const withWords = (rows: ReadonlyArray<Row>): ReadonlyArray<Row> => {
  const out = [...rows]
  let at = 0
  while (at < rows.length) {
    const [removed, added]: [Array<number>, Array<number>] = [[], []]
    while (rows[at]?.sign === "-") removed.push(at++)
    while (rows[at]?.sign === "+") added.push(at++)
    if (removed.length === 0 && added.length === 0) at += 1
    if (removed.length + added.length > pairedLines) continue
    for (const from of removed) {
      for (const [index, to] of added.entries()) {
        const [old, now] = [rows[from], rows[to]]
        const words = old === undefined || now === undefined ? undefined : changedWords(old.text, now.text)
        if (old === undefined || now === undefined || words === undefined) continue
        out[from] = { ...old, words: words.before }
        out[to] = { ...now, words: words.after }
        added.splice(0, index + 1)
        break
      }
    }
  }
  return out
}

const rowsOf = (hunk: Hunk): ReadonlyArray<Row> => {
  let [old, now] = [hunk.oldStart, hunk.newStart]
  const rows = hunk.lines.map((line): Row => {
    const sign = line.startsWith("-") ? "-" : line.startsWith("+") ? "+" : " "
    const number = sign === "-" ? old : now
    if (sign !== "+") old += 1
    if (sign !== "-") now += 1
    return { sign, number, text: sanitise(line.slice(1)).replaceAll("\n", " ") }
  })
  return withWords(rows)
}

const textSpans = ({ sign, text, words }: Row): ReadonlyArray<Span> => {
  if (sign === " ") return [span(text)]
  const [plain, changed] = sign === "+" ? (["added", "addedWord"] as const) : (["removed", "removedWord"] as const)
  return words === undefined
    ? [span(text, plain)]
    : words.map((part) => span(part.text, part.changed ? changed : plain))
}

const drawRow = (row: Row, gutter: number, view: View): ReadonlyArray<Line> => {
  const role = row.sign === "+" ? "added" : row.sign === "-" ? "removed" : "lineNumber"
  return chopSpans(textSpans(row), Math.max(1, view.width - gutter - 3)).map((line, index) =>
    paintSpans(
      index === 0
        ? [span(`${String(row.number).padStart(gutter)} `, "lineNumber"), span(`${row.sign} `, role), ...line]
        : [span(" ".repeat(gutter + 1)), span("  ", role), ...line],
      view.theme
    )
  )
}

export interface DiffOptions {
  /** Lines of the difference that are drawn at most; what is left is said. All of them without it. */
  readonly limit?: number
  /** What brings the rest to the screen, for the note about it. */
  readonly hint?: string
}

/** A difference with line numbers (of removed lines the old ones), signs, and the words that changed. */
export const drawDiff = (hunks: ReadonlyArray<Hunk>, view: View, options: DiffOptions = {}): ReadonlyArray<Line> => {
  const limit = options.limit ?? Number.POSITIVE_INFINITY
  const highest = Math.max(
    1,
    ...hunks.map((hunk) => Math.max(hunk.oldStart + hunk.oldLines, hunk.newStart + hunk.newLines))
  )
  const gutter = Math.min(String(highest).length, Math.max(1, view.width - 6))
  const lines: Array<Line> = []
  let [shown, left] = [0, 0]
  for (const [index, hunk] of hunks.entries()) {
    if (shown >= limit) {
      left += hunk.lines.length
      continue
    }
    if (index > 0) lines.push(paintSpans([span(`${" ".repeat(gutter)} ⋯`, "lineNumber")], view.theme))
    const cut = { ...hunk, lines: hunk.lines.slice(0, limit - shown) }
    left += hunk.lines.length - cut.lines.length
    shown += cut.lines.length
    for (const row of rowsOf(cut)) lines.push(...drawRow(row, gutter, view))
  }
  if (left === 0) return lines
  const note = `… ${left} more ${left === 1 ? "line" : "lines"}${options.hint ?? ""}`
  return [...lines, ...chopSpans([span(note, "muted")], view.width).map((line) => paintSpans(line, view.theme))]
}

/** A new file as a difference: all of its lines are added. */
export const hunkOfNew = (content: string): ReadonlyArray<Hunk> => {
  const lines = content.replace(/\r?\n$/, "").split(/\r?\n/)
  if (content === "") return []
  return [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: lines.length, lines: lines.map((line) => `+${line}`) }]
}
