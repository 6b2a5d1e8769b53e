import { cellWidth, clusters } from "../text/cells.ts"
import { type Pen, PenReader, plain } from "./pen.ts"

/** One place on the screen: what stands in it, over how many columns, written with what. */
export interface Cell {
  readonly text: string
  readonly width: number
  readonly pen: Pen
  /** Terminals do not agree on its width: after it the column has to be said. */
  readonly doubtful: boolean
}

/** The sequences that a line may hold: SGR and OSC 8, ended by ST or BEL. */
const sequence = /\u001b\[([\d;:]*)m|\u001b\]8;([^\u0007\u001b]*)(?:\u001b\\|\u0007)/g

/**
 * Text of which all terminals agree that every character takes one column, or two where it is East Asian wide: no
 * emoji, no combining marks, nothing that joins.
 */
const certain =
  /^[\u0020-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u20cf\u2100-\u218f\u2190-\u2193\u2200-\u22ff\u2500-\u25ff\u2e80-\u3029\u3030-\u303c\u3041-\u3096\u30a0-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]*$/

export const isCertain = (text: string): boolean => certain.test(text)

/** The cells of a drawn line, without blanks at its end that nobody sees. */
export const cellsOf = (line: string): ReadonlyArray<Cell> => {
  const cells: Array<Cell> = []
  const reader = new PenReader()
  const put = (text: string) => {
    if (text === "") return
    const pen = reader.current
    const allCertain = isCertain(text)
    for (const cluster of clusters(text)) {
      const width = cellWidth(cluster)
      const last = cells.at(-1)
      if (width > 0) cells.push({ text: cluster, width, pen, doubtful: !allCertain && !isCertain(cluster) })
      else if (last !== undefined) cells[cells.length - 1] = { ...last, text: last.text + cluster, doubtful: true }
    }
  }
  let from = 0
  for (const match of line.matchAll(sequence)) {
    put(line.slice(from, match.index))
    from = match.index + match[0].length
    if (match[1] !== undefined) reader.sgr(match[1])
    else reader.link(match[2] ?? "")
  }
  put(line.slice(from))
  while (cells.length > 0) {
    const last = cells.at(-1)
    if (last === undefined || last.text !== " " || last.pen !== plain) break
    cells.pop()
  }
  return cells
}

export const widthOf = (cells: ReadonlyArray<Cell>): number => cells.reduce((sum, cell) => sum + cell.width, 0)

/** Rows that a terminal which wraps lines anew needs for these cells. */
export const rowsAt = (cells: ReadonlyArray<Cell>, columns: number): number => {
  let rows = 1
  let column = 0
  for (const { width } of cells) {
    if (column + width > columns) {
      rows++
      column = 0
    }
    column += width
  }
  return rows
}
