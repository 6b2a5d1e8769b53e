import { cellWidth, padEnd, truncate } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { sanitiseLine } from "../text/sanitise.ts"
import { fieldLine, hintLine, paragraph, rowLines, rowsFoot, titleLine } from "./draw.ts"
import { type DrawnDialog, fitted } from "./fit.ts"
import { type PickState, rowsOf } from "./picker.ts"
import type { PickItem } from "./request.ts"
import { type RewindState, sureChoices } from "./rewind.ts"
import { fieldText } from "./textField.ts"

/** The rows around the chosen one that fitted, and how many stand above and below them. */
const windowOf = (count: number, at: number, rows: number): { readonly from: number; readonly to: number } => {
  const from = Math.max(0, Math.min(at - (rows >> 1), count - rows))
  return { from, to: Math.min(count, from + rows) }
}

/** Labels of a window of rows as one column, what is said of them behind it. */
const itemLines = (view: View, items: ReadonlyArray<PickItem>, at: number, from: number): ReadonlyArray<Line> => {
  const widest = Math.max(0, ...items.map(({ label }) => cellWidth(sanitiseLine(label))))
  const column = Math.min(widest, Math.max(12, Math.floor(view.width / 2)))
  return items.flatMap((item, index) => {
    const label = sanitiseLine(item.label)
    const row =
      item.detail === undefined ? { label } : { label: padEnd(truncate(label, column), column), detail: item.detail }
    return rowLines(view, row, from + index === at, false)
  })
}

/** A list that typing filters. Only the rows that fit are drawn: it may have 100,000. */
export const pickerLines = (state: PickState, view: View, rows: number): DrawnDialog => {
  if (rows <= 0) return { lines: [], cursor: undefined, lastScroll: 0 }
  const items = rowsOf(state)
  const title = rows >= 4 ? [titleLine(view, state.title, "accent", items.length > 1 ? `${items.length}` : "")] : []
  const filtering = state.items.length > 5 || fieldText(state.filter) !== ""
  const field = fieldLine(view, "   ", state.filter, { placeholder: "type to filter" })
  const search = filtering && rows >= 3 ? [field.line] : []
  const hints = rows >= 6 ? [hintLine(view, ["Enter takes it", "Esc leaves", "PgUp PgDn"])] : []
  const room = Math.max(1, rows - title.length - search.length - hints.length)
  const { from, to } = windowOf(items.length, state.at, room)
  const nothing = state.items.length === 0 ? state.empty : "Nothing fits. Backspace takes the filter back."
  const list =
    items.length === 0
      ? paragraph(view, nothing, { roles: ["muted"] }).slice(0, room)
      : itemLines(view, items.slice(from, to), state.at, from)
  return {
    lines: [...title, ...search, ...list, ...hints],
    cursor: search.length === 0 ? undefined : { row: title.length, column: field.column },
    lastScroll: 0
  }
}

/** The inputs of the conversation, and the question whether going back is meant. */
export const rewindLines = (state: RewindState, view: View, rows: number, scroll: number): DrawnDialog => {
  if (rows <= 0) return { lines: [], cursor: undefined, lastScroll: 0 }
  const point = state.points[state.at]
  if (state.sure !== undefined && point !== undefined) {
    const more = state.points.length - state.at - 1
    const after = more === 0 ? "" : ` and the ${more === 1 ? "one" : `${more}`} after it`
    const choices = sureChoices.map(({ label }, at) => ({ label, number: String(at + 1) }))
    return fitted(
      {
        title: titleLine(view, "Go back to before this?", "warning"),
        details: [
          ...paragraph(view, point.text, { roles: ["user"] }),
          ...paragraph(
            view,
            `This input${after} leave the conversation with everything that came of them. The text returns to your prompt. Files stay as they are now.`
          )
        ],
        foot: rowsFoot(view, choices, state.sure, rows),
        hint: hintLine(view, ["Enter or a number answers", "Esc back"])
      },
      view,
      rows,
      scroll
    )
  }
  const title = rows >= 3 ? [titleLine(view, "Go back to before which input?", "accent")] : []
  const hints = rows >= 5 ? [hintLine(view, ["Enter goes back", "Esc leaves", "the newest is at the bottom"])] : []
  const room = Math.max(1, rows - title.length - hints.length)
  const { from, to } = windowOf(state.points.length, state.at, room)
  const items = state.points.slice(from, to).map(({ detail, recordId, text, when }) => ({
    label: text,
    value: recordId,
    detail: [when, detail].filter((part) => part !== undefined).join(", ")
  }))
  const list =
    state.points.length === 0
      ? paragraph(view, "Nothing was sent yet.", { roles: ["muted"] }).slice(0, room)
      : itemLines(view, items, state.at, from)
  return { lines: [...title, ...list, ...hints], cursor: undefined, lastScroll: 0 }
}
