import type { Role } from "../theme/Theme.ts"
import { cellWidth, clusters, padEnd, takeCells, truncate } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { cutLine } from "../text/lines.ts"
import { sanitise, sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import { chopSpans, wrapSpans } from "../text/wrap.ts"
import { fieldText, type TextField } from "./textField.ts"

/** Where the cursor stands: row of the drawn lines and column, from 0. */
export interface CursorAt {
  readonly row: number
  readonly column: number
}

/** Lines below one another that belong to the answer: they stay on the screen when there is no room for the rest. */
export interface Foot {
  readonly lines: ReadonlyArray<Line>
  /** The line that is kept when not even these fit. */
  readonly focus: number
  readonly cursor?: CursorAt
}

/** A dialog drawn, before it is fitted into the rows that there are. */
export interface Sheet {
  readonly title: Line
  readonly details: ReadonlyArray<Line>
  readonly foot: Foot
  /** What keys do. The first to go. */
  readonly hint: Line
}

/** `── Allow this? ──────── Bash ──`, never wider than the view. */
export const titleLine = (view: View, title: string, role: Role, right = ""): Line => {
  const { theme, width } = view
  const text = truncate(sanitiseLine(title), Math.max(1, width - 6))
  const rest = width - cellWidth(text) - 6
  const end = rest >= cellWidth(right) + 4 && right !== "" ? ` ${sanitiseLine(right)} ──` : ""
  if (width < 8) return theme.paint(role, truncate(text, width))
  const bar = "─".repeat(Math.max(0, width - 4 - cellWidth(text) - cellWidth(end)))
  return paintSpans([span("── ", role), span(text, role, "strong"), span(` ${bar}`, role), span(end, role)], theme)
}

const asLine = (view: View, indent: string, spans: ReadonlyArray<Span>): Line =>
  cutLine(paintSpans([span(indent), ...spans], view.theme), view.width)

/** Text broken at blanks, each line with an indent. */
export const paragraph = (
  view: View,
  text: string,
  options: { readonly roles?: ReadonlyArray<Role>; readonly indent?: string } = {}
): ReadonlyArray<Line> => {
  const indent = options.indent ?? "  "
  const room = Math.max(1, view.width - cellWidth(indent))
  return wrapSpans([span(sanitise(text), ...(options.roles ?? []))], room).map((spans) => asLine(view, indent, spans))
}

/** Text cut where the edge is, every blank kept: for what must be read as it is. */
export const verbatim = (view: View, text: string, roles: ReadonlyArray<Role> = []): ReadonlyArray<Line> =>
  chopSpans([span(sanitise(text), ...roles)], Math.max(1, view.width - 2)).map((spans) => asLine(view, "  ", spans))

/** A name in front and a text behind it, which hangs below itself; on narrow screens the name stands close. */
export const labelled = (
  view: View,
  label: string,
  spans: ReadonlyArray<Span>,
  break_: "words" | "anywhere" = "words"
): ReadonlyArray<Line> => {
  const column = view.width >= 36 ? 12 : Math.min(cellWidth(label) + 1, 9)
  const room = Math.max(1, view.width - 2 - column)
  const lines = break_ === "words" ? wrapSpans(spans, room) : chopSpans(spans, room)
  return lines.map((line, at) =>
    asLine(view, "  ", [span(padEnd(at === 0 ? truncate(label, column - 1) : "", column), "muted"), ...line])
  )
}

export interface Row {
  readonly label: string
  readonly detail?: string
  /** `[x]` or `( )` in front of it. */
  readonly mark?: string
  /** Stands in front instead of its number. */
  readonly number?: string
}

/** One row of a list: the mark of where the user is, number, label, and what is said of it, behind or below. */
export const rowLines = (view: View, row: Row, chosen: boolean, details: boolean): ReadonlyArray<Line> => {
  const front = `${chosen ? " ›" : "  "} ${row.number === undefined ? "" : `${row.number} `}${row.mark ?? ""}`
  const label = sanitiseLine(row.label)
  const detail = row.detail === undefined ? "" : sanitiseLine(row.detail)
  const room = Math.max(1, view.width - cellWidth(front))
  const head = [span(front, ...(chosen ? (["accent"] as const) : (["muted"] as const)))]
  const name = (text: string) => span(text, ...(chosen ? (["selected"] as const) : []))
  const both = cellWidth(label) + 2 + cellWidth(detail)
  if (!details || detail === "" || both <= room) {
    const text = truncate(label, room)
    const left = room - cellWidth(text) - 2
    const said = detail === "" || left < 8 ? "" : `  ${truncate(detail, left)}`
    return [asLine(view, "", [...head, name(text), span(said, "muted")])]
  }
  const blank = " ".repeat(cellWidth(front))
  return [
    ...wrapSpans([name(label)], room).map((line, at) =>
      asLine(view, at === 0 ? "" : blank, at === 0 ? [...head, ...line] : line)
    ),
    ...wrapSpans([span(detail, "muted")], room).map((line) => asLine(view, blank, line))
  ]
}

/**
 * Rows below one another. Details stand whole where there is room for it; where there is less, those of the row that the
 * user is on, and of the others what fits behind them.
 */
export const rowsFoot = (view: View, rows: ReadonlyArray<Row>, at: number, room: number): Foot => {
  const draw = (whole: (index: number) => boolean) =>
    rows.map((row, index) => rowLines(view, row, index === at, whole(index)))
  const fits = (groups: ReadonlyArray<ReadonlyArray<Line>>) =>
    groups.reduce((sum, group) => sum + group.length, 0) <= room
  const [all, own] = [draw(() => true), draw((index) => index === at)]
  const groups = fits(all) ? all : fits(own) ? own : draw(() => false)
  return {
    lines: groups.flat(),
    focus: groups.slice(0, at).reduce((sum, group) => sum + group.length, 0)
  }
}

/** A field with its cursor: the part of the text around the cursor where not all of it fits. A secret shows nothing of itself. */
export const fieldLine = (
  view: View,
  prefix: string,
  field: TextField,
  options: { readonly secret?: boolean; readonly active?: boolean; readonly placeholder?: string } = {}
): { readonly line: Line; readonly column: number } => {
  const { theme, width } = view
  const front = truncate(prefix, Math.max(0, width - 4))
  const room = Math.max(1, width - cellWidth(front) - 1)
  const active = options.active ?? true
  const head = span(front, active ? "accent" : "muted")
  if (options.secret === true) {
    const said = truncate(fieldText(field) === "" ? "" : "(typed text is not shown)", room)
    return { line: paintSpans([head, span(said, "muted")], theme), column: cellWidth(front) }
  }
  if (fieldText(field) === "" && options.placeholder !== undefined) {
    const said = truncate(options.placeholder, room)
    return { line: paintSpans([head, span(said, "muted")], theme), column: cellWidth(front) }
  }
  const before = sanitiseLine(field.before)
  const after = sanitiseLine(field.after)
  const kept = cellWidth(before) <= room ? before : `…${tailCells(before, room - 1)}`
  const rest = truncate(after, Math.max(0, room - cellWidth(kept)))
  return { line: paintSpans([head, span(kept + rest)], theme), column: cellWidth(front) + cellWidth(kept) }
}

/** The longest end of a text that takes at most `width` columns. */
const tailCells = (text: string, width: number): string => {
  let [kept, left] = ["", width]
  for (const cluster of clusters(text.slice(-4 * Math.max(1, width))).toReversed()) {
    left -= cellWidth(cluster)
    if (left < 0) break
    kept = cluster + kept
  }
  return kept
}

/** Short notes one after another, as many as fit. */
export const hintLine = (view: View, notes: ReadonlyArray<string>): Line => {
  let text = ""
  for (const note of notes) {
    const next = text === "" ? `  ${note}` : `${text} · ${note}`
    if (cellWidth(next) > view.width) break
    text = next
  }
  return text === "" ? "" : view.theme.paint("muted", takeCells(text, view.width))
}
