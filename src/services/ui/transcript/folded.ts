import type { Line, View } from "../text/Line.ts"
import { sanitise } from "../text/sanitise.ts"
import { paintSpans, span } from "../text/Span.ts"
import { chop, wrap } from "../text/wrap.ts"
import type { Role } from "../theme/Theme.ts"
import { counted } from "./words.ts"

/** What stands in a note about hidden lines. */
export const hint = " (Ctrl+O)"

/** Lines of one text that a screen unfolds at most; the session file has the whole of it. */
const unfoldedLines = 2000

/** Lines below a block's first one are indented by this. */
export const indent = "  "

/** A line of words below a block, wrapped. */
export const noteLines = (text: string, view: View, ...roles: ReadonlyArray<Role>): ReadonlyArray<Line> =>
  wrap(sanitise(text), view.width - indent.length).map((line) =>
    paintSpans([span(indent), span(line, ...roles)], view.theme)
  )

/** Text as it is, line by line, indented. */
export const textLines = (text: string, view: View, ...roles: ReadonlyArray<Role>): ReadonlyArray<Line> =>
  chop(sanitise(text, 8), view.width - indent.length).map((line) =>
    paintSpans(line === "" ? [] : [span(indent), span(line, ...roles)], view.theme)
  )

/** Output with its middle left out, and how much that is. `head` and `tail` count lines of the text. */
export const foldedLines = (
  text: string,
  view: View,
  size: { readonly head: number; readonly tail: number },
  ...roles: ReadonlyArray<Role>
): ReadonlyArray<Line> => {
  const lines = text.replace(/\s+$/, "").split("\n")
  if (lines.length === 1 && lines[0] === "") return []
  const hidden = lines.length - size.head - size.tail
  // A line that was written for nobody (minified code) is not drawn over the whole screen.
  const short = (part: ReadonlyArray<string>): string =>
    part.map((line) => (line.length > 400 ? `${line.slice(0, 400)}…` : line)).join("\n")
  if (hidden <= 1) return textLines(short(lines), view, ...roles)
  return [
    ...(size.head === 0 ? [] : textLines(short(lines.slice(0, size.head)), view, ...roles)),
    ...noteLines(`… ${counted(hidden, "line")} hidden${hint}`, view, "muted"),
    ...(size.tail === 0 ? [] : textLines(short(lines.slice(-size.tail)), view, ...roles))
  ]
}

/** All of a text, up to a length that a terminal can take. */
export const wholeLines = (text: string, view: View, ...roles: ReadonlyArray<Role>): ReadonlyArray<Line> => {
  const lines = text.replace(/\s+$/, "").split("\n")
  if (lines.length === 1 && lines[0] === "") return []
  const left = lines.length - unfoldedLines
  if (left <= 0) return textLines(lines.join("\n"), view, ...roles)
  return [
    ...textLines(lines.slice(0, unfoldedLines).join("\n"), view, ...roles),
    ...noteLines(`… ${counted(left, "more line")}: the session file has them`, view, "muted")
  ]
}
