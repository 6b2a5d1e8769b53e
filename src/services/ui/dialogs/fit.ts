import { cellWidth } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { type CursorAt, type Foot, hintLine, type Sheet } from "./draw.ts"

/** A dialog as it is painted. */
export interface DrawnDialog {
  readonly lines: ReadonlyArray<Line>
  readonly cursor: CursorAt | undefined
  /** How far the details can be scrolled. */
  readonly lastScroll: number
}

/** The part of the foot around its focus. */
const footWithin = (
  { cursor, focus, lines }: Foot,
  rows: number
): { lines: ReadonlyArray<Line>; cut: number; cursor?: CursorAt } => {
  const cut = Math.max(0, Math.min(focus - (rows >> 1), lines.length - rows))
  return { lines: lines.slice(cut, cut + rows), cut, ...(cursor === undefined ? {} : { cursor }) }
}

const moreLine = (view: View, from: number, shown: number, all: number): Line => {
  const short = `  ${from + shown}/${all} PgDn`
  const text = `  lines ${from + 1} to ${from + shown} of ${all}: PgUp, PgDn · Ctrl+O shows all`
  return view.theme.paint("warning", cellWidth(text) <= view.width ? text : short.slice(0, view.width))
}

/**
 * Fits a dialog into the rows that there are. What answers comes first, then the title, then the details, which scroll
 * where they are too long, then blank lines and the hint.
 */
export const fitted = (sheet: Sheet, view: View, rows: number, scroll: number): DrawnDialog => {
  if (rows <= 0) return { lines: [], cursor: undefined, lastScroll: 0 }
  const { details } = sheet
  const title = rows >= 3 ? [sheet.title] : []
  const least = Math.min(details.length, rows >= 8 ? 3 : rows >= 5 ? 2 : 0)
  const foot = footWithin(sheet.foot, Math.max(1, rows - title.length - least))
  let room = rows - title.length - foot.lines.length
  const hint = sheet.hint !== "" && room > Math.min(details.length, 4) ? [sheet.hint] : []
  room -= hint.length
  const fits = details.length <= room
  const window = fits ? details.length : Math.max(0, room - 1)
  const lastScroll = fits ? 0 : Math.max(0, details.length - window)
  const from = Math.min(scroll, lastScroll)
  const marked = !fits && room > 0 ? [moreLine(view, from, window, details.length)] : []
  const shown = [...details.slice(from, from + window), ...marked]
  const gap = fits && details.length > 0 && room > details.length ? [""] : []
  const above = [...title, ...shown, ...gap]
  const cursor = foot.cursor
  return {
    lines: [...above, ...foot.lines, ...hint],
    cursor:
      cursor === undefined || cursor.row < foot.cut || cursor.row >= foot.cut + foot.lines.length
        ? undefined
        : { row: above.length + cursor.row - foot.cut, column: cursor.column },
    lastScroll
  }
}

/** What a dialog says while its keys do not count yet. */
export const waitingHint = (view: View): Line =>
  hintLine(view, ["a moment: what is typed now still goes to your prompt", "Esc still interrupts"])
