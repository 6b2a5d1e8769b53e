import { type Cell, cellsOf, rowsAt } from "./cells.ts"
import { rowChange, toColumn, written } from "./row.ts"

/** A place in the live region, counted from 0. */
export interface Caret {
  readonly row: number
  readonly column: number
}

/**
 * What happens to lines that are there when a terminal gets another width: it wraps them anew, as nearly all do, or leaves
 * them, as xterm does. xterm.js (VS Code) moves the caret down also by what wraps below it (`Buffer._reflowSmaller`).
 */
export type Reflow = "wraps" | "wrapsLikeXtermJs" | "none"

/** What the painter knows of the screen: the live region, and nothing above it. A value: each painting gives the next. */
export interface Painted {
  readonly rows: ReadonlyArray<ReadonlyArray<Cell>>
  readonly lines: ReadonlyArray<string>
  /** Where the terminal's caret really is, shown or not. */
  readonly caret: Caret
  readonly shown: boolean
  readonly columns: number
  readonly height: number
}

/** What is to be on the screen. */
export interface Picture {
  /** Finished lines, for the scrollback: written once, above the live region. */
  readonly settled: ReadonlyArray<string>
  /** The live region, at most as many lines as the screen has rows: of more, those around the cursor are shown. */
  readonly lines: ReadonlyArray<string>
  readonly cursor: Caret | undefined
  readonly columns: number
  readonly height: number
}

/** A screen on which nothing of ours stands; the caret is at the start of a line. */
export const blank = (columns: number, height: number): Painted => ({
  rows: [],
  lines: [],
  caret: { row: 0, column: 0 },
  shown: true,
  columns,
  height
})

const begin = "\u001b[?2026h"
const end = "\u001b[?2026l"
const hide = "\u001b[?25l"
const show = "\u001b[?25h"

const vertical = (rows: number): string => {
  if (rows === 0) return ""
  return rows < 0 ? `\u001b[${rows === -1 ? "" : -rows}A` : `\u001b[${rows === 1 ? "" : rows}B`
}

/** Rows from the first of the live region to the caret, after the terminal took another size. */
const rowsAboveCaret = (painted: Painted, columns: number, height: number, reflow: Reflow): number => {
  if (reflow === "none" || columns === painted.columns) return painted.caret.row
  const { caret, rows } = painted
  if (reflow === "wraps") {
    const above = rows.slice(0, caret.row).reduce((sum, row) => sum + rowsAt(row, columns), 0)
    return above + Math.floor(caret.column / columns)
  }
  // xterm.js goes from the last line to the first, and leaves the one that the caret is on by then.
  const upFrom = (kept: ReadonlyArray<ReadonlyArray<Cell>>) =>
    kept.reduceRight((at, row, index) => (at === index ? at : at + rowsAt(row, columns) - 1), caret.row)
  // Of a screen that lost rows it drops lines below the caret first, nobody knows how many. Rather a piece of an old frame
  // stays than that a line of the transcript goes.
  const dropped = Math.max(0, Math.min(painted.height - height, rows.length - 1 - caret.row))
  return Math.min(...Array.from({ length: dropped + 1 }, (_, count) => upFrom(rows.slice(0, rows.length - count))))
}

/** Goes to the first row of the live region and wipes all from there on. */
export const wipe = (painted: Painted, columns: number, height: number, reflow: Reflow): string => {
  const up = Math.min(rowsAboveCaret(painted, columns, height, reflow), height - 1)
  return `${vertical(-up)}\r\u001b[J`
}

/**
 * Empties the screen row by row and goes to its top. Many terminals move what is cleared as a whole (ED 2) into the scrollback:
 * what is to be drawn anew would stand there twice, with an old frame.
 */
export const wipeRows = (height: number): string =>
  `\u001b[H${Array.from({ length: height }, () => "\u001b[2K").join("\u001b[B")}\u001b[H`

/** Of a region that is higher than the screen, the part with the cursor. */
const fitting = ({ cursor, height, lines }: Picture): Pick<Picture, "cursor" | "lines"> => {
  if (lines.length <= height) return { lines, cursor }
  const wanted = cursor === undefined ? lines.length - height : Math.min(cursor.row, lines.length - height)
  const from = Math.max(0, wanted)
  return {
    lines: lines.slice(from, from + height),
    cursor: cursor === undefined ? undefined : { ...cursor, row: cursor.row - from }
  }
}

/**
 * The bytes that make the picture of what is on the screen: only rows that changed, and of them only what changed. The
 * settled lines and the live region are one column of rows that is laid over the old live region.
 */
export const paint = (
  painted: Painted,
  picture: Picture,
  reflow: Reflow
): { readonly painted: Painted; readonly bytes: string } => {
  const { columns, height, settled } = picture
  const { cursor, lines } = fitting(picture.lines.length === 0 ? { ...picture, lines: [""] } : picture)
  const resized = columns !== painted.columns || height !== painted.height
  const before = resized ? blank(columns, height) : painted
  let out = resized ? wipe(painted, columns, height, reflow) : ""
  let { column, row } = before.caret
  const existing = Math.max(1, before.rows.length)
  const total = settled.length + lines.length
  const rows: Array<ReadonlyArray<Cell>> = []

  const go = (nextRow: number, nextColumn: number) => {
    out += vertical(nextRow - row)
    if (nextColumn !== column || nextRow !== row) out += toColumn(nextColumn)
    row = nextRow
    column = nextColumn
  }

  for (let at = 0; at < total; at++) {
    const isLive = at >= settled.length
    const line = (isLive ? lines[at - settled.length] : settled[at]) ?? ""
    const old = before.rows[at]
    if (old !== undefined && before.lines[at] === line) {
      if (isLive) rows.push(old)
      continue
    }
    const cells = cellsOf(line)
    if (isLive) rows.push(cells)
    if (at < existing) {
      const change = rowChange(old ?? [], cells, columns)
      if (change === undefined) continue
      go(at, change.column)
      out += change.text
      column = change.end
      continue
    }
    go(at - 1, column)
    out += `\r\n${written(cells, 0, columns, false)}`
    row = at
    column = cells.reduce((sum, cell) => sum + cell.width, 0)
  }
  if (total < before.rows.length) {
    go(total, 0)
    out += "\u001b[J"
  }

  // Hidden, it rests on the last row: the place from which the region is found again.
  const caret = cursor ?? { row: lines.length - 1, column: 0 }
  const resting = { row: caret.row, column: Math.min(caret.column, columns - 1) }
  go(settled.length + resting.row, resting.column)
  const shown = cursor !== undefined
  return {
    bytes: framed(out, painted.shown, shown),
    painted: { rows, lines, caret: resting, shown, columns, height }
  }
}

/** In one synchronized piece (mode 2026), the cursor hidden while it happens; a move of the caret alone needs neither. */
const framed = (out: string, wasShown: boolean, shown: boolean): string => {
  const visibility = wasShown === shown ? "" : shown ? show : hide
  if (/^(?:\u001b\[\d*[ABG]|\r)*$/.test(out)) return out + visibility
  return `${begin}${wasShown ? hide : ""}${out}${shown ? show : ""}${end}`
}

/** Leaves the live region: wiped, the caret shown at its first row, so that what comes next stands below the transcript. */
export const leave = (painted: Painted, reflow: Reflow): string =>
  wipe(painted, painted.columns, painted.height, reflow) + (painted.shown ? "" : show)
