import type { Role, Theme } from "../theme/Theme.ts"
import { cellWidth } from "./cells.ts"

/** A piece of a line with what it is. Its text went through `sanitise`; a line feed in it is a line break. */
export interface Span {
  readonly text: string
  readonly roles: ReadonlyArray<Role>
  /** The address that a link leads to. */
  readonly href?: string
}

export const span = (text: string, ...roles: ReadonlyArray<Role>): Span => ({ text, roles })

export const spansWidth = (spans: ReadonlyArray<Span>): number =>
  spans.reduce((sum, each) => sum + cellWidth(each.text), 0)

const sameRoles = (a: ReadonlyArray<Role>, b: ReadonlyArray<Role>): boolean =>
  a === b || (a.length === b.length && a.every((role, index) => role === b[index]))

/** What belongs to the character before it: colours must not part the two, terminals would draw them side by side. */
const leaning = /^(?:\p{M}|\p{Emoji_Modifier}|\u200c|\u200d|[\u1160-\u11ff\ud7b0-\ud7ff])+/u

const leans = (text: string): string => (text.charCodeAt(0) < 0x300 ? "" : (leaning.exec(text)?.[0] ?? ""))

/** Neighbours of the same kind as one, empty ones left out: fewer bytes for the terminal. */
export const joined = (spans: ReadonlyArray<Span>): ReadonlyArray<Span> => {
  const out: Array<Span> = []
  for (const given of spans) {
    const before = out.at(-1)
    const moved = before === undefined ? "" : leans(given.text)
    if (before !== undefined && moved !== "") out[out.length - 1] = { ...before, text: before.text + moved }
    const each = moved === "" ? given : { ...given, text: given.text.slice(moved.length) }
    const last = out.at(-1)
    if (each.text === "") continue
    if (last !== undefined && last.href === each.href && sameRoles(last.roles, each.roles))
      out[out.length - 1] = { ...last, text: last.text + each.text }
    else out.push(each)
  }
  return out
}

/** Spans of one line as a line, coloured. */
export const paintSpans = (spans: ReadonlyArray<Span>, theme: Theme): string => {
  let line = ""
  for (const { text, roles, href } of joined(spans)) {
    const painted = roles.length === 0 ? text : theme.paint(roles, text)
    line += href === undefined ? painted : theme.link(href, painted)
  }
  return line
}
