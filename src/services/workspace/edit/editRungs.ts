import { type Change, type Doubt, lineSpan, pieceSpan, startsIndented } from "./carrying.ts"
import { type EditDocument, eolAt, lineNumberAt, type Span } from "./editDocument.ts"
import { folded, folding } from "./folding.ts"

/**
 * How freely the text to be replaced is compared with the file. A rung forgives one kind of slip that models make and
 * nothing else; none of them measures likeness.
 */
export type Rung = "exact" | "characters" | "trailing blanks" | "indentation" | "spacing"
export const rungs: ReadonlyArray<Rung> = ["exact", "trailing blanks", "characters", "indentation", "spacing"]

/** A place that fits. */
export interface Place {
  /** Line in the file, from 1. */
  readonly line: number
  /** What to replace, or why the new text cannot be carried there safely though it is the place. */
  readonly span: Span | Doubt
}

const keys: Readonly<Record<Exclude<Rung, "exact">, (line: string) => string>> = {
  "trailing blanks": (line) => line.trimEnd(),
  characters: (line) => folded(line).trimEnd(),
  indentation: (line) => line.trim(),
  spacing: (line) => folded(line).trim().replace(/\s+/g, " ")
}

/** Every offset of `wanted`, also of overlapping ones: they too make it mean several places. */
const offsets = (text: string, wanted: string): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) found.push(at)
  return found
}

const inEol = (text: string, eol: "\n" | "\r\n"): string => (eol === "\n" ? text : text.replaceAll("\n", eol))

/** Only what differs between old and new is replaced, so that line endings and all else around it stay. */
export const exactSpan = (document: EditDocument, at: number, change: Change): Span => {
  const longest = Math.min(change.old.length, change.new.length)
  let head = 0
  while (head < longest && change.old[head] === change.new[head]) head += 1
  let tail = 0
  while (tail < longest - head && change.old[change.old.length - 1 - tail] === change.new[change.new.length - 1 - tail])
    tail += 1
  const start = document.origin(at + head)
  const text = change.new.slice(head, change.new.length - tail)
  return {
    start,
    end: document.origin(at + change.old.length - tail),
    text: inEol(text, eolAt(document.original, start))
  }
}

const exactly = (document: EditDocument, change: Change): ReadonlyArray<Place> =>
  offsets(document.lf, change.old).map((at) => ({
    line: lineNumberAt(document.lf, at),
    span: startsIndented(document.lf, at, change) ? "indentation" : exactSpan(document, at, change)
  }))

/** Quotes, dashes, spaces and letters in other forms. What is less than a line may begin and end within one. */
const byCharacters = (document: EditDocument, change: Change): ReadonlyArray<Place> => {
  if (change.old.includes("\n")) return byLines(document, change, "characters")
  const text = folding(document.lf)
  const wanted = folded(change.old)
  const pieces = offsets(text.text, wanted).flatMap((at): ReadonlyArray<Place> => {
    const [start, end] = [text.origin(at), text.origin(at + wanted.length)]
    if (start === undefined || end === undefined) return []
    return [{ line: lineNumberAt(document.lf, start), span: pieceSpan(document, start, end, change) }]
  })
  if (pieces.length > 1) return pieces
  const lines = byLines(document, change, "characters")
  return lines.length > 0 ? lines : pieces
}

/** Whole lines that fit by a key. */
const byLines = (document: EditDocument, change: Change, rung: Exclude<Rung, "exact">): ReadonlyArray<Place> => {
  const key = keys[rung]
  const ended = change.old.endsWith("\n")
  const old = (ended ? change.old.slice(0, -1) : change.old).split("\n")
  const wanted = old.map(key)
  if (wanted.every((line) => line === "")) return []
  const lines = document.lines
  const have = lines.map((line) => key(line.text))
  const places: Array<Place> = []
  for (let at = 0; at + wanted.length <= have.length; at++) {
    if (!wanted.every((line, index) => line === have[at + index])) continue
    places.push({ line: at + 1, span: lineSpan(document, lines.slice(at, at + wanted.length), change, old, ended) })
  }
  return places
}

/** Every place of the file that fits on this rung. */
export const placesOn = (rung: Rung, document: EditDocument, change: Change): ReadonlyArray<Place> => {
  if (rung === "exact") return exactly(document, change)
  return rung === "characters" ? byCharacters(document, change) : byLines(document, change, rung)
}

/** What a rung forgives, in words. */
export const forgiveness = (rung: Rung): string =>
  rung === "characters"
    ? "other forms of quotes, dashes or spaces"
    : rung === "trailing blanks"
      ? "blanks at the ends of lines"
      : rung
