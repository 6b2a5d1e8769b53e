import { cellWidth, clusters, padEnd, truncate, truncateMiddle } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { cutLine } from "../text/lines.ts"
import { sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import { shownMenu } from "./completing.ts"
import type { CompletionItem, CompletionMenu } from "./completion.ts"
import type { Composer } from "./Composer.ts"

const mostRows = 8

const labelOf = (item: CompletionItem, { token }: CompletionMenu): string => {
  const label = item.label ?? item.value
  return item.label === undefined && token.kind === "command" ? `/${label}` : label
}

/** The label with what the query met; a label that does not fit is shortened, and shows no more than itself. */
const labelSpans = (item: CompletionItem, menu: CompletionMenu, width: number): ReadonlyArray<Span> => {
  const label = labelOf(item, menu)
  const clean = sanitiseLine(label)
  if (cellWidth(clean) > width) {
    const isPath = menu.token.kind === "file" || menu.token.kind === "path"
    return [span(padEnd(isPath ? truncateMiddle(clean, width) : truncate(clean, width), width), "text")]
  }
  const blanks = span(" ".repeat(width - cellWidth(clean)))
  const met = new Set(item.met ?? [])
  if (met.size === 0 || clean !== label) return [span(clean, "text"), blanks]
  let at = 0
  const spans = clusters(label).map((cluster) => {
    const role = met.has(at) ? "accent" : "text"
    at += cluster.length
    return span(cluster, role)
  })
  return [...spans, blanks]
}

/** The menu of completions: at most eight rows around the selected one, and how many more there are. */
export const menuLines = (composer: Composer, view: View): ReadonlyArray<Line> => {
  const menu = shownMenu(composer)
  if (menu === undefined) return []
  const room = Math.max(1, Math.min(mostRows, menu.items.length))
  const first = Math.max(0, Math.min(menu.selected - (room >> 1), menu.items.length - room))
  const shown = menu.items.slice(first, first + room)
  const widest = Math.max(...shown.map((item) => cellWidth(sanitiseLine(labelOf(item, menu)))))
  const hasDetail = shown.some((item) => item.detail !== undefined) && view.width >= 30
  const width = Math.max(1, Math.min(widest, hasDetail ? Math.floor(view.width * 0.6) : view.width - 3))
  const rest = view.width - width - 5
  return shown.map((item, index) => {
    const selected = first + index === menu.selected
    const more = index === room - 1 && first + room < menu.items.length ? menu.items.length - first - room : 0
    const tail = more > 0 ? ` +${more}` : ""
    const detail = hasDetail && rest > 8 ? truncate(sanitiseLine(item.detail ?? ""), rest - tail.length) : ""
    const spans = [
      span(selected ? "› " : "  ", "accent"),
      ...labelSpans(item, menu, width),
      span(`  ${detail}`, "muted")
    ]
    const marked = selected ? spans.map((each): Span => ({ ...each, roles: [...each.roles, "selected"] })) : spans
    return cutLine(paintSpans([...marked, span(tail, "muted")], view.theme), view.width)
  })
}
