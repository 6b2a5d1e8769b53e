import { TextDiff } from "effect"
import { type EditDocument, eolAt, type Line, type Span } from "./editDocument.ts"
import { indentOf, type Reindent, reindentation } from "./indentation.ts"

/** The text to be replaced and the one to stand there, with line feeds only. */
export interface Change {
  readonly old: string
  readonly new: string
}

/** What cannot be told though the place is clear: how the new text is to be indented or spaced, whether escapes are meant. */
export type Doubt = "indentation" | "escapes" | "spacing"

/** A line of the block and its ending; undefined for one that is new. */
type Carried = readonly [text: string, eol: Line["eol"] | undefined]

const same: Reindent = (indent) => indent
const isBlank = (line: string): boolean => line.trim() === ""

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
      const moved = isBlank(line) ? blank(indent, reindent) : reindent(indent)
      if (moved === undefined) return undefined
      lines.push([moved + line.slice(indent.length), undefined])
    }
  }
  return lines
}

const joined = (lines: ReadonlyArray<Carried>, eol: "\n" | "\r\n"): string =>
  lines.map(([text, own], index) => (index === lines.length - 1 ? text : text + (own || eol))).join("")

/** The rule for the new text's indentation: as sent where the new text already stands as the file does. */
const ruleFor = (
  document: EditDocument,
  file: ReadonlyArray<string>,
  old: ReadonlyArray<string>,
  added: ReadonlyArray<string>
): Reindent | undefined => {
  const pairs = old.flatMap((line, index) =>
    isBlank(line) ? [] : [{ sent: indentOf(line), file: indentOf(file[index] ?? "") }]
  )
  const filled = added.filter((line) => !isBlank(line))
  const rule = reindentation(pairs, filled.map(indentOf), document.unit)
  const moved = old.flatMap((line, index) => {
    const there = (file[index] ?? "").trimEnd()
    return isBlank(line) || indentOf(line) === indentOf(there) ? [] : [{ sent: line.trimEnd(), file: there }]
  })
  if (moved.length === 0) return rule
  const [sentLines, fileLines] = [new Set(moved.map((one) => one.sent)), new Set(moved.map((one) => one.file))]
  const stands = (lines: ReadonlySet<string>, others: ReadonlySet<string>) =>
    filled.some((line) => lines.has(line.trimEnd()) && !others.has(line.trimEnd()))
  const [asFile, asSent] = [stands(fileLines, sentLines), stands(sentLines, fileLines)]
  const [first, start] = [filled[0], pairs[0]]
  const begins = first !== undefined && start !== undefined && indentOf(first) === start.file
  const moves = start !== undefined && start.sent !== start.file
  if (asFile && asSent) return undefined
  if (asFile && begins && moves) return same
  if (asFile) return first !== undefined && indentOf(first) === start?.sent ? rule : undefined
  if (asSent || !begins || !moves) return rule
  /* Neither tells, but no line of the new text stands less deep than the file's: it is quoted from there. */
  const standing = filled.every((line) => indentOf(line).startsWith(start.file)) && start.file.startsWith(start.sent)
  if (standing) return same
  return filled.every((line) => rule?.(indentOf(line)) === indentOf(line)) ? rule : undefined
}

/** Whether every quote of the new text is escaped and none was in the file: then the escapes are hardly meant. */
const escapedOver = (file: string, added: string): boolean =>
  /\\["']/.test(added) && !/(?<!\\)["']/.test(added) && !/\\["']/.test(file)

/** Inner spaces that the sent line has more of than the file, and that the new text keeps: whether they are meant is open. */
const respaced = (file: ReadonlyArray<string>, old: ReadonlyArray<string>, added: ReadonlyArray<string>): boolean => {
  const kept = new Set(added.map((line) => line.trim()))
  return old.some((line, index) => line.trim().length > (file[index] ?? "").trim().length && kept.has(line.trim()))
}

/** Whole lines to be replaced; a reason where it is doubtful how the new text is to stand there. */
export const lineSpan = (
  document: EditDocument,
  block: ReadonlyArray<Line>,
  change: Change,
  old: ReadonlyArray<string>,
  ended: boolean
): Span | Doubt => {
  const [first, last] = [block[0], block[block.length - 1]]
  if (first === undefined || last === undefined) return "indentation"
  /* At the end of a file without a final line feed there is none to be replaced. */
  const takesEol = ended && last.eol !== ""
  const start = first.start
  const end = last.start + last.text.length + (takesEol ? last.eol.length : 0)
  if (change.new === "") return { start, end, text: "" }
  const sent = ended && !takesEol && change.new.endsWith("\n") ? change.new.slice(0, -1) : change.new
  const closes = takesEol && sent.endsWith("\n")
  const added = (closes ? sent.slice(0, -1) : sent).split("\n")
  const file = block.map((line) => line.text)
  if (escapedOver(file.join("\n"), change.new)) return "escapes"
  if (respaced(file, old, added)) return "spacing"
  const reindent = ruleFor(document, file, old, added)
  const lines =
    reindent === undefined
      ? undefined
      : carried(
          block.map((line): Carried => [line.text, line.eol]),
          { old, new: added },
          reindent
        )
  if (lines === undefined) return "indentation"
  return { start, end, text: joined(lines, eolAt(document.original, start)) + (closes ? last.eol : "") }
}

/** A piece of lines whose characters have other forms in the file. */
export const pieceSpan = (document: EditDocument, from: number, to: number, change: Change): Span | Doubt => {
  const [start, end] = [document.origin(from), document.origin(to)]
  const piece = document.original.slice(start, end)
  if (escapedOver(piece, change.new)) return "escapes"
  if (startsIndented(document.lf, from, change)) return "indentation"
  const file = piece
    .split(/(?<=\n)/)
    .map((line): Carried => (line.endsWith("\r\n") ? [line.slice(0, -2), "\r\n"] : [line.replace(/\n$/, ""), "\n"]))
  if (file[file.length - 1]?.[1] !== undefined && change.old.endsWith("\n")) file.push(["", ""])
  const lines = carried(file, { old: change.old.split("\n"), new: change.new.split("\n") }, same)
  return lines === undefined ? "indentation" : { start, end, text: joined(lines, eolAt(document.original, start)) }
}

/**
 * A single line quoted without (all of) its indentation, to be replaced by several of which some have less: whether
 * those are to be indented like the first cannot be told.
 */
export const startsIndented = (text: string, at: number, change: Change): boolean => {
  if (change.old.includes("\n") || !change.new.includes("\n") || isBlank(change.old)) return false
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at)
  const rest = text.charAt(at + change.old.length)
  if (before === "" || !isBlank(before) || (rest !== "" && rest !== "\n")) return false
  const indent = before + indentOf(change.old)
  return change.new
    .split("\n")
    .slice(1)
    .some((line) => !isBlank(line) && !line.startsWith(indent))
}
