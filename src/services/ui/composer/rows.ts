import { cellWidth, clusters, truncate } from "../text/cells.ts"
import { sanitise, sanitiseLine } from "../text/sanitise.ts"
import { type Fold, foldOf, type FoldTable } from "./folds.ts"

/** A row as it is drawn: a range of the text. `hard` where the line ends there, not only the room. */
export interface Row {
  readonly from: number
  readonly to: number
  readonly hard: boolean
}

/** One character of a row as it is shown. */
export interface Piece {
  readonly from: number
  readonly to: number
  readonly shown: string
  readonly cells: number
  readonly fold: Fold | undefined
}

const ascii = /^[\x20-\x7e]*$/

/** How characters are shown; remembered, because a text uses few different ones. */
const looks = new Map<string, Pick<Piece, "shown" | "cells">>()

const lookOf = (character: string): Pick<Piece, "shown" | "cells"> => {
  const before = looks.get(character)
  if (before !== undefined) return before
  const shown = sanitise(character, 2)
  const look = { shown, cells: cellWidth(shown) }
  if (looks.size > 4000) looks.clear()
  looks.set(character, look)
  return look
}

const pieceOf = (character: string, from: number, folds: FoldTable, width: number): Piece => {
  const to = from + character.length
  const fold = foldOf(folds, character)
  if (fold === undefined) {
    const { cells, shown } = lookOf(character)
    return { from, to, shown, cells, fold }
  }
  const shown = truncate(sanitiseLine(fold.label), width)
  return { from, to, shown, cells: cellWidth(shown), fold }
}

/** The characters of a range of one line, folds as their labels. */
export const piecesOf = (
  text: string,
  { from, to }: Pick<Row, "from" | "to">,
  folds: FoldTable,
  width: number
): ReadonlyArray<Piece> => {
  const pieces: Array<Piece> = []
  let at = from
  for (const character of clusters(text.slice(from, to))) {
    pieces.push(pieceOf(character, at, folds, width))
    at += character.length
  }
  return pieces
}

/** Blanks stand at the end of a row, so that it breaks behind them. */
const asciiRows = (text: string, from: number, to: number, width: number, rows: Array<Row>): void => {
  let start = from
  while (to - start > width) {
    const blank = text.lastIndexOf(" ", start + width - 1)
    const end = blank > start ? blank + 1 : start + width
    rows.push({ from: start, to: end, hard: false })
    start = end
  }
  rows.push({ from: start, to, hard: true })
}

const pieceRows = (pieces: ReadonlyArray<Piece>, from: number, to: number, width: number, rows: Array<Row>): void => {
  let start = from
  let cells = 0
  /** Where the row can break, and the cells up to there. */
  let gap = from
  let gapCells = 0
  for (const piece of pieces) {
    if (cells + piece.cells > width && piece.from > start) {
      const atGap = gap > start
      const end = atGap ? gap : piece.from
      rows.push({ from: start, to: end, hard: false })
      cells = atGap ? cells - gapCells : 0
      start = end
      gap = end
      gapCells = 0
    }
    // A wide character can begin a row of its own.
    if (piece.cells === 2 && piece.from > start && piece.fold === undefined) {
      gap = piece.from
      gapCells = cells
    }
    cells += piece.cells
    if (piece.shown.trim() === "" || piece.cells === 2) {
      gap = piece.to
      gapCells = cells
    }
  }
  rows.push({ from: start, to, hard: true })
}

/** The rows of a text at a width in cells; at least one. Breaks behind blanks and around wide characters where it can. */
export const rowsOf = (text: string, folds: FoldTable, width: number): ReadonlyArray<Row> => {
  const rows: Array<Row> = []
  let from = 0
  for (;;) {
    const found = text.indexOf("\n", from)
    const to = found === -1 ? text.length : found
    if (ascii.test(text.slice(from, to))) asciiRows(text, from, to, width, rows)
    else pieceRows(piecesOf(text, { from, to }, folds, width), from, to, width, rows)
    if (found === -1) return rows
    from = found + 1
  }
}

/** The row where an offset is shown: between two rows it is the later one. */
export const rowAt = (rows: ReadonlyArray<Row>, offset: number): number =>
  Math.max(
    0,
    rows.findLastIndex((row) => row.from <= offset)
  )

/** The column of an offset within its row, in cells from 0. */
export const columnAt = (text: string, row: Row, folds: FoldTable, width: number, offset: number): number =>
  piecesOf(text, { from: row.from, to: row.to }, folds, width)
    .filter((piece) => piece.to <= offset)
    .reduce((cells, piece) => cells + piece.cells, 0)

/** The offset of what is shown at a column of a row, or of the row's end. */
export const offsetAt = (text: string, row: Row, folds: FoldTable, width: number, column: number): number => {
  const pieces = piecesOf(text, row, folds, width)
  let cells = 0
  for (const piece of pieces) {
    if (cells + piece.cells > column) return piece.from
    cells += piece.cells
  }
  return row.hard ? row.to : (pieces.at(-1)?.from ?? row.from)
}

/** Cells before the text of each row: the sign and a blank. */
export const signWidth = 2

/** Cells for text in `width` columns: without the sign, and without the cell of a caret at a row's end. */
export const textWidth = (width: number): number => Math.max(1, width - signWidth - 1)

/** The offset one row above (-1) or below (1), aiming for a column; undefined where there is no row. */
export const rowStep = (
  buffer: { readonly text: string; readonly caret: number },
  folds: FoldTable,
  width: number,
  by: 1 | -1,
  aim: number | undefined
): { readonly offset: number; readonly aim: number } | undefined => {
  const { caret, text } = buffer
  const rows = rowsOf(text, folds, width)
  const at = rowAt(rows, caret)
  const [row, target] = [rows[at], rows[at + by]]
  if (row === undefined || target === undefined) return undefined
  const column = aim ?? columnAt(text, row, folds, width, caret)
  return { offset: offsetAt(text, target, folds, width, column), aim: column }
}
