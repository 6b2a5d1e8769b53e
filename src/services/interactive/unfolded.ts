import type { Key } from "../ui/keys/Key.ts"
import type { Line, View } from "../ui/text/Line.ts"
import { truncate } from "../ui/text/cells.ts"
import type { State } from "./State.ts"
import { doing, type Step, stay } from "./step.ts"

/** Lines of a page: the screen without the line that tells where one is. */
const page = (state: State): number => Math.max(1, state.size.rows - 1)

const steps = (key: Key, state: State): number | undefined => {
  switch (key.name) {
    case "up":
    case "k":
      return 1
    case "down":
    case "j":
    case "enter":
      return -1
    case "pageup":
    case "b":
      return page(state) - 1
    case "pagedown":
    case "space":
      return 1 - page(state)
    case "home":
    case "g":
      return key.shift ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    case "end":
      return Number.NEGATIVE_INFINITY
    default:
      return undefined
  }
}

const closes = (key: Key): boolean => key.name === "escape" || key.name === "q" || (key.ctrl && /^[oc]$/.test(key.name))

/** A key in the unfolded transcript: it scrolls or closes; nothing else happens there. */
export const scrolled = (state: State, key: Key): Step => {
  if (state.unfolded === undefined) return stay(state)
  if (closes(key)) return doing({ ...state, unfolded: undefined }, { _tag: "Alternate", on: false })
  const by = steps(key, state)
  if (by === undefined) return stay(state)
  return stay({ ...state, unfolded: { up: Math.max(0, state.unfolded.up + by) } })
}

/** A page of the unfolded transcript, `up` lines above its end, with a last line that says where one is. */
export const unfoldedPage = (
  lines: ReadonlyArray<Line>,
  up: number,
  view: View
): { readonly lines: ReadonlyArray<Line>; readonly up: number } => {
  const rows = Math.max(1, view.rows - 1)
  const most = Math.max(0, lines.length - rows)
  const at = Math.min(up, most)
  const from = most - at
  const shown = lines.slice(from, from + rows)
  const blank = Array.from({ length: rows - shown.length }, () => "")
  const place = `lines ${from + 1} to ${from + shown.length} of ${lines.length} · ↑ ↓ PgUp PgDn · Esc closes`
  return { lines: [...shown, ...blank, view.theme.paint("muted", truncate(` ${place}`, view.width))], up: at }
}
