import { cellWidth } from "../text/cells.ts"
import { type Span, span, spansWidth } from "../text/Span.ts"
import { wrapSpans } from "../text/wrap.ts"
import type { Theme } from "../theme/Theme.ts"
import { type Align, cellsOf } from "./blocks.ts"
import { inline } from "./inline.ts"

/** Columns of a table, fixed when its first rows are drawn. `widths` is undefined where it does not fit: rows become lists. */
export interface TableLayout {
  readonly header: ReadonlyArray<string>
  readonly aligns: ReadonlyArray<Align>
  readonly widths: ReadonlyArray<number> | undefined
  readonly width: number
}

type SpanLine = ReadonlyArray<Span>
/** A longer word may be cut to make room for the other columns. */
const longestWord = 16

const wordWidths = (cell: ReadonlyArray<Span>): ReadonlyArray<number> =>
  cell
    .map((each) => each.text)
    .join("")
    .split(/\s+|(?<=[\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60])/)
    .map(cellWidth)

const alignOf = (cell: string): Align => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : "left")

/** Widths of columns: as wide as their cells where there is room, else the wide ones are cut down, but not into words. */
const fitted = (
  natural: ReadonlyArray<number>,
  words: ReadonlyArray<number>,
  room: number
): ReadonlyArray<number> | undefined => {
  const at = (cap: number) => natural.map((each, column) => Math.max(words[column] ?? 1, Math.min(each, cap)))
  const total = (widths: ReadonlyArray<number>) => widths.reduce((sum, each) => sum + each, 0)
  let cap = Math.max(1, ...natural)
  while (cap > 1 && total(at(cap)) > room) cap -= 1
  let left = room - total(at(cap))
  if (left < 0) return undefined
  return at(cap).map((width, column) => {
    const extra = left > 0 && width < (natural[column] ?? 0) ? 1 : 0
    left -= extra
    return width + extra
  })
}

/** The layout for a table by its first rows: header, delimiter row, rows. */
export const tableLayout = (rows: ReadonlyArray<string>, width: number, theme: Theme): TableLayout => {
  const header = cellsOf(rows[0] ?? "")
  const aligns = cellsOf(rows[1] ?? "").map(alignOf)
  const cells = header.map((_, column) =>
    [rows[0] ?? "", ...rows.slice(2)].map((row) => inline(cellsOf(row)[column] ?? "", theme))
  )
  const natural = cells.map((column) => Math.max(1, ...column.map(spansWidth)))
  const words = cells.map((column) => Math.min(longestWord, Math.max(1, ...column.flatMap(wordWidths))))
  return { header, aligns, width, widths: fitted(natural, words, width - 3 * natural.length - 1) }
}

const padded = (line: SpanLine, width: number, align: Align): SpanLine => {
  const free = Math.max(0, width - spansWidth(line))
  const before = align === "right" ? free : align === "center" ? Math.floor(free / 2) : 0
  return [span(" ".repeat(before)), ...line, span(" ".repeat(free - before))]
}

const border = (widths: ReadonlyArray<number>, [left, middle, right]: readonly [string, string, string]): SpanLine => [
  span(`${left}${widths.map((width) => "─".repeat(width + 2)).join(middle)}${right}`, "border")
]

const gridRow = (
  cells: ReadonlyArray<string>,
  widths: ReadonlyArray<number>,
  layout: TableLayout,
  theme: Theme,
  strong: boolean
): ReadonlyArray<SpanLine> => {
  const wrapped = widths.map((width, column) =>
    wrapSpans(strong ? inline(cells[column] ?? "", theme, "strong") : inline(cells[column] ?? "", theme), width)
  )
  const height = Math.max(1, ...wrapped.map((lines) => lines.length))
  return Array.from({ length: height }, (_, at) => [
    ...widths.flatMap((width, column) => [
      span(column === 0 ? "│ " : " │ ", "border"),
      ...padded(wrapped[column]?.[at] ?? [], width, layout.aligns[column] ?? "left")
    ]),
    span(" │", "border")
  ])
}

/** Too narrow for columns: each row as `header: cell`, a line or more for each. */
const listRow = (cells: ReadonlyArray<string>, layout: TableLayout, theme: Theme): ReadonlyArray<SpanLine> => [
  ...layout.header.flatMap((name, column) =>
    wrapSpans(
      [...inline(name, theme, "strong"), span(": "), ...inline(cells[column] ?? "", theme)],
      Math.max(1, layout.width)
    )
  ),
  [span("─".repeat(Math.max(1, Math.min(8, layout.width))), "border")]
]

/** The first rows of a table with its header. */
export const drawTable = (
  rows: ReadonlyArray<string>,
  layout: TableLayout,
  theme: Theme,
  last: boolean
): ReadonlyArray<SpanLine> => {
  const { widths, header } = layout
  const body = drawRows(rows.slice(2), layout, theme, last)
  if (widths === undefined) return body
  return [
    border(widths, ["┌", "┬", "┐"]),
    ...gridRow(header, widths, layout, theme, true),
    border(widths, ["├", "┼", "┤"]),
    ...body
  ]
}

/** More rows of a table whose beginning was drawn. */
export const drawRows = (
  rows: ReadonlyArray<string>,
  layout: TableLayout,
  theme: Theme,
  last: boolean
): ReadonlyArray<SpanLine> => {
  const { widths } = layout
  if (widths === undefined) return rows.flatMap((row) => listRow(cellsOf(row), layout, theme))
  return [
    ...rows.flatMap((row) => gridRow(cellsOf(row), widths, layout, theme, false)),
    ...(last ? [border(widths, ["└", "┴", "┘"])] : [])
  ]
}
