/** A stretch of a text that must not be shown, and what it is called. `end` is the first place after it. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly label: string
}

/** What stands in place of a secret. The quotation marks are rare enough that no text has them by chance. */
export const mark = (label: string): string => `‹secret:${label}›`

/** Every mark of ours in a text. */
export const marks = /‹secret:[^›\s‹]{1,160}›/g

/** In order, without overlaps: spans that touch the same characters become one, under the name of the longest. */
export const joined = (spans: ReadonlyArray<Span>): ReadonlyArray<Span> => {
  if (spans.length < 2) return spans
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end)
  const out: Array<Span> = []
  let longest = 0
  for (const span of sorted) {
    const last = out.at(-1)
    if (last === undefined || span.start >= last.end) {
      out.push(span)
      longest = span.end - span.start
      continue
    }
    const size = span.end - span.start
    out[out.length - 1] = {
      start: last.start,
      end: Math.max(last.end, span.end),
      label: size > longest ? span.label : last.label
    }
    longest = Math.max(longest, size)
  }
  return out
}

/** Colours that stood inside of what is masked still hold for what follows. */
const colours = (text: string): string => (text.match(/\u001b\[[0-9;]{0,16}m/g) ?? []).join("")

/** The text with each span replaced by its mark. The spans are in order and apart. */
export const replaced = (text: string, spans: ReadonlyArray<Span>): string => {
  let out = ""
  let at = 0
  for (const { end, label, start } of spans) {
    out += text.slice(at, start) + mark(label) + colours(text.slice(start, end))
    at = end
  }
  return at === 0 ? text : out + text.slice(at)
}
