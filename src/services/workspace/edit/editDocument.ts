import { unitOf } from "./indentation.ts"

/** One line: what it says, and how it ends (nothing at the end of a file without a final line feed). */
export interface Line {
  readonly text: string
  readonly eol: "" | "\n" | "\r\n"
  /** Where it begins in the original text. */
  readonly start: number
}

/** A text seen with line feeds only, and the way back to the places of the original. */
export interface EditDocument {
  readonly original: string
  /** The text with every CRLF written as LF. */
  readonly lf: string
  /** Offset in the original of an offset in `lf`. */
  readonly origin: (offset: number) => number
  readonly lines: ReadonlyArray<Line>
  /** What its lines are indented by, undefined where none is. */
  readonly unit: string | undefined
}

/** A piece of the original to be replaced. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly text: string
}

const splitLines = (text: string): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  let start = 0
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", start)) {
    const crlf = at > start && text.charCodeAt(at - 1) === 13
    lines.push({ text: text.slice(start, crlf ? at - 1 : at), eol: crlf ? "\r\n" : "\n", start })
    start = at + 1
  }
  if (start < text.length) lines.push({ text: text.slice(start), eol: "", start })
  return lines
}

export const documentOf = (original: string): EditDocument => {
  const crlf = original.includes("\r\n")
  const lf = crlf ? original.replaceAll("\r\n", "\n") : original
  /** Offsets in `lf` of the line feeds that were CRLF. */
  const shortened: Array<number> = []
  if (crlf) {
    for (let at = original.indexOf("\r\n"); at !== -1; at = original.indexOf("\r\n", at + 2)) {
      shortened.push(at - shortened.length)
    }
  }
  const origin = (offset: number): number => {
    let [low, high] = [0, shortened.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((shortened[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return offset + low
  }
  let lines: ReadonlyArray<Line> | undefined
  let unit: { readonly found: string | undefined } | undefined
  return {
    original,
    lf,
    origin,
    get lines() {
      lines ??= splitLines(original)
      return lines
    },
    get unit() {
      unit ??= { found: unitOf(this.lines.map((line) => line.text)) }
      return unit.found
    }
  }
}

/** The line ending in use around an offset of the original: that of its line, else of the one before, else LF. */
export const eolAt = (original: string, offset: number): "\n" | "\r\n" => {
  const next = original.indexOf("\n", offset)
  const at = next === -1 ? original.lastIndexOf("\n", offset) : next
  return at > 0 && original.charCodeAt(at - 1) === 13 ? "\r\n" : "\n"
}

/** The original with the spans replaced; undefined where two of them touch the same text. */
export const replaceSpans = (original: string, spans: ReadonlyArray<Span>): string | undefined => {
  const ordered = [...spans].sort((one, other) => one.start - other.start || one.end - other.end)
  const pieces: Array<string> = []
  let at = 0
  for (const span of ordered) {
    if (span.start < at) return undefined
    pieces.push(original.slice(at, span.start), span.text)
    at = span.end
  }
  pieces.push(original.slice(at))
  return pieces.join("")
}

/** The number of the line that holds an offset, from 1. */
export const lineNumberAt = (text: string, offset: number): number => {
  let line = 1
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1
  return line
}
