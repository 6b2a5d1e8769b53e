import { cellWidth, takeCells } from "./cells.ts"
import type { Line } from "./Line.ts"

/** The sequences that a line may hold: SGR, and the two ends of a link. */
const allowed = /\u001b\[[0-9;:]*m|\u001b\]8;[^\u0007\u001b]*(?:\u0007|\u001b\\)/g

/** A line as bare text. */
export const plainLine = (line: Line): string => line.replace(allowed, "")

/** Columns of a drawn line. */
export const lineWidth = (line: Line): number => cellWidth(plainLine(line))

/** The drawn line in at most `width` columns, with `…` where something is missing; colours and links end with it. */
export const cutLine = (line: Line, width: number): Line => {
  if (lineWidth(line) <= width) return line
  let [out, left] = ["", Math.max(0, width - 1)]
  let at = 0
  let [styled, linked] = [false, false]
  for (const match of line.matchAll(allowed)) {
    const text = takeCells(line.slice(at, match.index), left)
    out += text
    left -= cellWidth(text)
    if (text.length < match.index - at || left <= 0) break
    out += match[0]
    if (match[0].startsWith("\u001b[")) styled = !/^\u001b\[0?m$/.test(match[0])
    else linked = !/^\u001b\]8;;(?:\u0007|\u001b\\)$/.test(match[0])
    at = match.index + match[0].length
  }
  if (left > 0) out += takeCells(line.slice(at).replace(allowed, ""), left)
  return `${out}${width > 0 ? "…" : ""}${styled ? "\u001b[0m" : ""}${linked ? "\u001b]8;;\u001b\\" : ""}`
}
