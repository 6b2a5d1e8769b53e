import { type Cell, widthOf } from "./cells.ts"
import { type Pen, penChange, plain, samePen } from "./pen.ts"

/** What has to be written into a row: from which column on, and the bytes. */
export interface RowChange {
  readonly column: number
  readonly text: string
  /** Where the caret is afterwards. */
  readonly end: number
}

export const toColumn = (column: number): string => (column === 0 ? "\r" : `\u001b[${column + 1}G`)

const same = (a: Cell, b: Cell): boolean => a.text === b.text && a.width === b.width && samePen(a.pen, b.pen)

/**
 * Cells as bytes, beginning at a column; the pen is plain before and after. A terminal that draws a doubtful one narrower
 * than we count leaves a gap: `over` wipes it, where something may stand there.
 */
export const written = (cells: ReadonlyArray<Cell>, from: number, columns: number, over: boolean): string => {
  let out = ""
  let pen: Pen = plain
  let column = from
  for (const cell of cells) {
    out += penChange(pen, cell.pen)
    if (cell.doubtful && over) out += `${" ".repeat(cell.width)}${toColumn(column)}`
    out += cell.text
    pen = cell.pen
    column += cell.width
    if (cell.doubtful && column < columns) out += toColumn(column)
  }
  return out + penChange(pen, plain)
}

/**
 * The smallest change that makes the one row the other; undefined where they are the same. A row that gets shorter is emptied
 * from its start: tmux counts a row as wide as it ever was written until all of it is erased (`grid_clear`), and would wrap
 * its blanks with the next width.
 */
export const rowChange = (
  before: ReadonlyArray<Cell>,
  after: ReadonlyArray<Cell>,
  columns: number
): RowChange | undefined => {
  let start = 0
  let column = 0
  while (start < before.length && start < after.length) {
    const [a, b] = [before[start], after[start]]
    if (a === undefined || b === undefined || !same(a, b)) break
    column += a.width
    start++
  }
  if (start === before.length && start === after.length) return undefined
  const [widthBefore, widthAfter] = [widthOf(before), widthOf(after)]
  if (widthAfter < widthBefore)
    return { column: 0, text: `\u001b[K${written(after, 0, columns, false)}`, end: widthAfter }
  let end = after.length
  if (widthBefore === widthAfter) {
    let other = before.length
    while (end > start && other > start) {
      const [a, b] = [before[other - 1], after[end - 1]]
      if (a === undefined || b === undefined || !same(a, b)) break
      end--
      other--
    }
  }
  const changed = after.slice(start, end)
  return { column, text: written(changed, column, columns, true), end: column + widthOf(changed) }
}
