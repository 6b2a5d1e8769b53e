import { TextDiff } from "effect"
import { type EditDocument, eolAt, type Line, lineNumberAt, type Span } from "./editDocument.ts"
import { indentOf, type Reindent, reindentation, unitOf } from "./indentation.ts"

/**
 * How freely the text to be replaced is compared with the file. A rung forgives one kind of slip that models make and
 * nothing else; none of them measures likeness.
 */
export type Rung = "exact" | "characters" | "trailing blanks" | "indentation" | "spacing"
export const rungs: ReadonlyArray<Rung> = ["exact", "trailing blanks", "characters", "indentation", "spacing"]

/** The text to be replaced and the one to stand there, with line feeds only. */
export interface Change {
  readonly old: string
  readonly new: string
}

/** A place that fits. `span` is undefined where it is the place but the new text cannot be carried there safely. */
export interface Place {
  /** Line in the file, from 1. */
  readonly line: number
  readonly span: Span | undefined
}

/** Typographic forms that stand for one plain character; each takes one code unit, so that offsets stay. */
const plain: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": "'",
  "\u201b": "'",
  "\u2032": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u201f": '"',
  "\u2033": '"',
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2015": "-",
  "\u2212": "-",
  "\u00a0": " ",
  "\u2002": " ",
  "\u2003": " ",
  "\u2007": " ",
  "\u2008": " ",
  "\u2009": " ",
  "\u200a": " ",
  "\u202f": " ",
  "\u205f": " ",
  "\u3000": " "
}
const folded = (text: string): string =>
  text.replace(
    /[\u2018-\u201f\u2032\u2033\u2010-\u2015\u2212\u00a0\u2002-\u200a\u202f\u205f\u3000]/g,
    (character) => plain[character] ?? character
  )

const keys: Readonly<Record<"trailing blanks" | "indentation" | "spacing", (line: string) => string>> = {
  "trailing blanks": (line) => line.trimEnd(),
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

/** A line of the block and its ending; undefined for one that is new. */
type Carried = readonly [text: string, eol: Line["eol"] | undefined]

/** A line of blanks only takes on the file's tabs or spaces; how many it has means nothing. */
const blank = (indent: string, reindent: Reindent): string => {
  const moved = reindent(indent)
  return moved !== undefined && moved[0] !== undefined && moved[0] !== indent[0] && indent !== "" ? moved : indent
}

/**
 * The new lines as they shall stand in the file: a line that old and new have in common stays as the file has it, the
 * others are taken as sent, in the indentation of the file. Undefined where an indentation cannot be told.
 */
const carried = (
  file: ReadonlyArray<Carried>,
  change: { readonly old: ReadonlyArray<string>; readonly new: ReadonlyArray<string> },
  reindent: Reindent
): ReadonlyArray<Carried> | undefined => {
  const lines: Array<Carried> = []
  let at = 0
  for (const run of TextDiff.diff(change.old, change.new, { maxEdits: 1000 })) {
    if (run._tag === "Equal") lines.push(...file.slice(at, at + run.items.length))
    if (run._tag !== "Insert") {
      at += run.items.length
      continue
    }
    for (const line of run.items) {
      const indent = indentOf(line)
      const moved = line.trim() === "" ? blank(indent, reindent) : reindent(indent)
      if (moved === undefined) return undefined
      lines.push([moved + line.slice(indent.length), undefined])
    }
  }
  return lines
}

const joined = (lines: ReadonlyArray<Carried>, eol: "\n" | "\r\n"): string =>
  lines.map(([text, own], index) => (index === lines.length - 1 ? text : text + (own || eol))).join("")

const same: Reindent = (indent) => indent

/** Quotes, dashes and spaces in other forms. The change may begin and end within a line. */
const byCharacters = (document: EditDocument, change: Change): ReadonlyArray<Place> =>
  offsets(folded(document.lf), folded(change.old)).map((at) => {
    const [start, end] = [document.origin(at), document.origin(at + change.old.length)]
    const file = document.original
      .slice(start, end)
      .split(/(?<=\n)/)
      .map((line): Carried => (line.endsWith("\r\n") ? [line.slice(0, -2), "\r\n"] : [line.replace(/\n$/, ""), "\n"]))
    if (file[file.length - 1]?.[1] !== undefined && change.old.endsWith("\n")) file.push(["", ""])
    const lines = carried(file, { old: change.old.split("\n"), new: change.new.split("\n") }, same)
    const text = lines === undefined ? undefined : joined(lines, eolAt(document.original, start))
    return { line: lineNumberAt(document.lf, at), span: text === undefined ? undefined : { start, end, text } }
  })

const nonBlank = (lines: ReadonlyArray<string>) => lines.filter((line) => line.trim() !== "")

/** The rule for the new text's indentation: as sent where the new text already stands as the file does. */
const ruleFor = (
  document: EditDocument,
  file: ReadonlyArray<string>,
  old: ReadonlyArray<string>,
  added: ReadonlyArray<string>
): Reindent | undefined => {
  const pairs = old.flatMap((line, index) =>
    line.trim() === "" ? [] : [{ sent: indentOf(line), file: indentOf(file[index] ?? "") }]
  )
  const rule = reindentation(pairs, nonBlank(added).map(indentOf), unitOf(document.lines.map((line) => line.text)))
  const [sent, first] = [pairs[0], nonBlank(added)[0]]
  const asFile =
    sent !== undefined && first !== undefined && indentOf(first) === sent.file && indentOf(first) !== sent.sent
  return rule !== undefined && asFile ? same : rule
}

/** Whole lines that fit by a key. */
const byLines = (
  document: EditDocument,
  change: Change,
  rung: "trailing blanks" | "indentation" | "spacing"
): ReadonlyArray<Place> => {
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
    places.push({
      line: at + 1,
      span: lineSpan(document, lines.slice(at, at + wanted.length), change, old, ended, rung)
    })
  }
  return places
}

const lineSpan = (
  document: EditDocument,
  block: ReadonlyArray<Line>,
  change: Change,
  old: ReadonlyArray<string>,
  ended: boolean,
  rung: Rung
): Span | undefined => {
  const [first, last] = [block[0], block[block.length - 1]]
  if (first === undefined || last === undefined) return undefined
  /* At the end of a file without a final line feed there is none to be replaced. */
  const takesEol = ended && last.eol !== ""
  const start = first.start
  const end = last.start + last.text.length + (takesEol ? last.eol.length : 0)
  if (change.new === "") return { start, end, text: "" }
  const sent = ended && !takesEol && change.new.endsWith("\n") ? change.new.slice(0, -1) : change.new
  const closes = takesEol && sent.endsWith("\n")
  const added = (closes ? sent.slice(0, -1) : sent).split("\n")
  const file = block.map((line) => line.text)
  const reindent = rung === "trailing blanks" ? same : ruleFor(document, file, old, added)
  if (reindent === undefined) return undefined
  const lines = carried(
    block.map((line): Carried => [line.text, line.eol]),
    { old, new: added },
    reindent
  )
  if (lines === undefined) return undefined
  return { start, end, text: joined(lines, eolAt(document.original, start)) + (closes ? last.eol : "") }
}

/** Every place of the file that fits on this rung. */
export const placesOn = (rung: Rung, document: EditDocument, change: Change): ReadonlyArray<Place> => {
  switch (rung) {
    case "exact":
      return offsets(document.lf, change.old).map((at) => ({
        line: lineNumberAt(document.lf, at),
        span: exactSpan(document, at, change)
      }))
    case "characters":
      return byCharacters(document, change)
    default:
      return byLines(document, change, rung)
  }
}
