import { keysText } from "../bindings/keyText.ts"
import { cellWidth, takeCells } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { cutLine } from "../text/lines.ts"
import { sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import type { Role } from "../theme/Theme.ts"
import { bufferOf } from "./buffer.ts"
import type { Composer } from "./Composer.ts"
import { found, type HistorySearch } from "./historySearch.ts"
import { columnAt, type Piece, piecesOf, type Row, rowAt, rowsOf, signWidth, textWidth } from "./rows.ts"
import { isShell } from "./state.ts"

/** The drawn text, and where the caret stands in it: row and column from 0. */
export interface DrawnComposer {
  readonly lines: ReadonlyArray<Line>
  readonly cursor: { readonly row: number; readonly column: number } | undefined
}

const rolesOf = (piece: Piece, marked: readonly [number, number] | undefined): ReadonlyArray<Role> => {
  const role: Role = piece.fold === undefined ? "user" : "accent"
  return marked !== undefined && piece.from >= marked[0] && piece.from < marked[1] ? [role, "selected"] : [role]
}

const ascii = /^[\x20-\x7e]*$/

const rowSpans = (composer: Composer, text: string, row: Row, width: number): ReadonlyArray<Span> => {
  const marked = composer.search === undefined ? composer.modal?.selection : undefined
  const whole = text.slice(row.from, row.to)
  if (marked === undefined && ascii.test(whole)) return [span(whole, "user")]
  return piecesOf(text, row, composer.folds, width).map((piece) => ({
    text: piece.shown,
    roles: rolesOf(piece, marked)
  }))
}

/** The first row that is shown of `count`, so that the caret's row is seen: in the middle, but no room is left empty. */
const firstShown = (count: number, at: number, room: number): number =>
  Math.max(0, Math.min(at - (room >> 1), count - room))

/** `>` before the first row, `$` for a command; arrows where there is more than what is shown. */
const signOf = (composer: Composer, row: number, above: boolean, below: boolean): Span => {
  if (above || below) return span(above ? "↑ " : "↓ ", "muted")
  if (row > 0) return span("  ")
  return isShell(composer) ? span("$ ", "warning") : span("> ", "accent")
}

const searchLine = (search: HistorySearch, view: View): { readonly line: Line; readonly column: number } => {
  const count = search.hits.length === 0 ? "nothing fits" : `${search.at + 1} of ${search.hits.length}`
  const front = view.width < 40 ? "find: " : "find in history: "
  const room = Math.max(1, view.width - cellWidth(front) - cellWidth(count) - 3)
  const query = sanitiseLine(search.query)
  const end = takeCells([...query].reverse().join(""), room)
  const shown = cellWidth(query) <= room ? query : [...end].reverse().join("")
  const line = paintSpans([span(front, "muted"), span(shown, "user"), span(`  ${count}`, "muted")], view.theme)
  return { line: cutLine(line, view.width), column: Math.min(view.width - 1, cellWidth(front) + cellWidth(shown)) }
}

/**
 * What is being written, without a box around it: at most `view.rows` lines of at most `view.width` columns. More than fits
 * scrolls with the caret. While the history is searched, what was found is shown, and the caret stands in a line below it.
 * `placeholder` is shown, muted, where nothing is written, and the keys of a chord that has begun behind the last row.
 */
export const composerLines = (composer: Composer, view: View, placeholder = ""): DrawnComposer => {
  const { search } = composer
  const hit = search === undefined ? undefined : found(search)
  const { caret, text } = hit === undefined ? composer.buffer : bufferOf(hit, 0)
  const width = textWidth(view.width)
  const rows = rowsOf(text, composer.folds, width)
  const at = rowAt(rows, caret)
  const room = Math.max(1, Math.min(rows.length, view.rows - (search === undefined ? 0 : 1)))
  const first = firstShown(rows.length, at, room)
  const lines = rows.slice(first, first + room).map((row, index) => {
    const above = index === 0 && first > 0
    const below = !above && index === room - 1 && first + room < rows.length
    const sign = signOf(composer, first + index, above, below)
    const shown =
      text === "" && search === undefined
        ? [span(sanitiseLine(placeholder), "muted")]
        : rowSpans(composer, text, row, width)
    const isLast = index === room - 1
    const chord = isLast && composer.pending.length > 0 ? [span(`  ${keysText(composer.pending)} …`, "muted")] : []
    return cutLine(paintSpans([sign, ...shown, ...chord], view.theme), view.width)
  })
  if (search !== undefined) {
    const { column, line } = searchLine(search, view)
    if (view.rows < 2) return { lines: [line], cursor: { row: 0, column } }
    return { lines: [...lines, line], cursor: { row: lines.length, column } }
  }
  const row = rows[at]
  const column = row === undefined ? 0 : columnAt(text, row, composer.folds, width, caret)
  return { lines, cursor: { row: at - first, column: Math.min(Math.max(0, view.width - 1), signWidth + column) } }
}
