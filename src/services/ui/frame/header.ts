import type { PermissionMode } from "../../domain/PermissionMode.ts"
import { cellWidth, truncate, truncateMiddle } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { cutLine } from "../text/lines.ts"
import { sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import type { Role } from "../theme/Theme.ts"
import type { HeaderFacts } from "./facts.ts"

export const modeRoles: Readonly<Record<PermissionMode, Role>> = {
  default: "modeDefault",
  acceptEdits: "modeAcceptEdits",
  plan: "modePlan",
  dontAsk: "modeDontAsk",
  bypassPermissions: "modeBypass"
}

/** What a mode means, short enough for a line that is always there. */
export const modeWords: Readonly<Record<PermissionMode, string>> = {
  default: "default",
  acceptEdits: "accept edits",
  plan: "plan",
  dontAsk: "don't ask",
  bypassPermissions: "bypass permissions"
}

const separator = span(" · ", "muted")

const joinedBy = (parts: ReadonlyArray<Span>): ReadonlyArray<Span> =>
  parts.flatMap((part, at) => (at === 0 ? [part] : [separator, part]))

const widthOf = (parts: ReadonlyArray<Span>): number =>
  parts.reduce((sum, part) => sum + cellWidth(part.text), 0) + 3 * Math.max(0, parts.length - 1)

/**
 * Name, version, model, directory, branch and mode in at most `width` columns. What does not fit goes in this order: version,
 * name, the middle of the directory, the vendor of the model, branch, mode (the status says it too), directory.
 */
export const headerSpans = (facts: HeaderFacts, width: number): ReadonlyArray<Span> => {
  const model = sanitiseLine(facts.model)
  const short = model.slice(model.indexOf("/") + 1)
  const directory = sanitiseLine(facts.directory)
  const branch = facts.branch === undefined ? [] : [span(sanitiseLine(facts.branch), "muted")]
  const mode = span(modeWords[facts.mode], modeRoles[facts.mode])
  const place = span(directory, "text")
  const near = span(truncateMiddle(directory, 16), "text")
  const name = span("Coder-X", "accent", "strong")
  const tries: ReadonlyArray<ReadonlyArray<Span>> = [
    [span(`Coder-X ${sanitiseLine(facts.version)}`, "accent", "strong"), span(model, "strong"), place, ...branch, mode],
    [name, span(model, "strong"), place, ...branch, mode],
    [span(model, "strong"), place, ...branch, mode],
    [span(model, "strong"), near, ...branch, mode],
    [span(short, "strong"), near, ...branch, mode],
    [span(short, "strong"), near, mode],
    [span(short, "strong"), near],
    [span(short, "strong"), mode]
  ]
  const fitting = tries.find((parts) => widthOf(parts) <= width)
  return fitting === undefined ? [span(truncate(short, Math.max(0, width)), "strong")] : joinedBy(fitting)
}

/** The header of a session, for the scrollback: what works here, where, and how to get help. */
export const headerLines = (facts: HeaderFacts, view: View): ReadonlyArray<Line> => {
  const line = (spans: ReadonlyArray<Span>): Line => cutLine(paintSpans(spans, view.theme), view.width)
  return [
    line(headerSpans(facts, view.width)),
    line([span(truncate("/help shows what there is · ! runs a command · @ names a file", view.width), "muted")])
  ]
}

const rounded = { left: "╭", right: "╮", bottomLeft: "╰", bottomRight: "╯" }

/** The upper edge of the composer's box, with the header in it. */
export const topEdge = (facts: HeaderFacts, view: View): Line => {
  const { width } = view
  const spans = headerSpans(facts, width - 6)
  const used = spans.reduce((sum, part) => sum + cellWidth(part.text), 0)
  const bar = "─".repeat(Math.max(0, width - used - 5))
  return paintSpans(
    [span(`${rounded.left}─ `, "border"), ...spans, span(` ${bar}${rounded.right}`, "border")],
    view.theme
  )
}

/** The lower edge; `label` stands in it on the right: the mode of the editor. */
export const bottomEdge = (label: string | undefined, view: View): Line => {
  const { width } = view
  const text = label === undefined ? "" : truncate(sanitiseLine(label), Math.max(0, width - 8))
  const end = text === "" ? "" : ` ${text} ─`
  const bar = "─".repeat(Math.max(0, width - 2 - cellWidth(end)))
  return paintSpans(
    [
      span(`${rounded.bottomLeft}${bar}`, "border"),
      span(end === "" ? "" : " ", "border"),
      span(text, "accent"),
      span(`${end === "" ? "" : " ─"}${rounded.bottomRight}`, "border")
    ],
    view.theme
  )
}

/** A line of the composer between the edges of its box. `cells` is its width. */
export const boxed = (line: Line, cells: number, view: View): Line => {
  const inside = Math.max(0, view.width - 4 - cells)
  return `${view.theme.paint("border", "│")} ${line}${" ".repeat(inside)} ${view.theme.paint("border", "│")}`
}
