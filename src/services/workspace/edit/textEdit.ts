import { Result } from "effect"
import type { Change } from "./carrying.ts"
import { ambiguous, doubtful, notFound, tooLittle } from "./editAdvice.ts"
import { documentOf, type EditDocument, lineNumberAt, replaceSpans, type Span } from "./editDocument.ts"
import { exactSpan, forgiveness, placesOn, type Rung, rungs } from "./editRungs.ts"
import { indentOf } from "./indentation.ts"
import { omissionIn } from "./omission.ts"
import { readingsOf } from "./readings.ts"

/** One replacement, as the model sends it. */
export interface TextEdit {
  readonly oldString: string
  readonly newString: string
  readonly replaceAll: boolean
}

/** Why an edit was not made. `message` is for the model: what is wrong and what to send instead. */
export interface EditRefusal {
  readonly code: "empty_old" | "no_change" | "not_found" | "ambiguous" | "unclear" | "placeholder" | "overlap"
  readonly message: string
}

export interface Edited {
  readonly text: string
  /** How many places were changed. */
  readonly places: number
  /** What had to be forgiven, beginning with the gravest; empty where all was exact. */
  readonly forgiven: ReadonlyArray<string>
}

/** What has to be replaced, found but not yet done. */
interface Found {
  readonly spans: ReadonlyArray<Span>
  /** Line of the first, from 1. */
  readonly line: number
  readonly forgiven: ReadonlyArray<string>
}

type Attempt = Result.Result<Found, EditRefusal>

const refuse = (code: EditRefusal["code"], message: string) => Result.fail<EditRefusal>({ code, message })
const lf = (text: string) => text.replaceAll("\r\n", "\n")

/** Lines only, not pieces of them. */
const lineRungs: ReadonlyArray<Rung> = ["trailing blanks", "indentation", "spacing"]

/** The first rung on which the change fits anywhere decides: one place is taken, several are refused. */
const climb = (document: EditDocument, change: Change, on: ReadonlyArray<Rung>): Attempt | undefined => {
  for (const rung of on) {
    const places = placesOn(rung, document, change)
    const [place] = places
    if (place === undefined) continue
    if (places.length > 1) return refuse("ambiguous", ambiguous(places, rung))
    /* Brackets alone, indented otherwise, could be anywhere. */
    if ((on === lineRungs || rung !== "exact") && !/[\p{L}\p{N}]/u.test(change.old))
      return refuse("unclear", tooLittle(place))
    if (typeof place.span === "string") return refuse("unclear", doubtful(document, place, change, place.span))
    const exact = rung === "exact" || (rung === "trailing blanks" && document.lf.includes(change.old))
    return Result.succeed({ spans: [place.span], line: place.line, forgiven: exact ? [] : [forgiveness(rung)] })
  }
  return undefined
}

/** Whether the only place of the text is whole lines: then its indentation is looked at too. */
const standsInLines = (document: EditDocument, change: Change): boolean =>
  placesOn("exact", document, change).length === 1 && placesOn("trailing blanks", document, change).length === 1

/** All places of the old text, none of which overlap. Only exact ones: many are not to be changed on a likeness. */
const everywhere = (document: EditDocument, change: Change): Attempt => {
  const spans: Array<Span> = []
  for (
    let at = document.lf.indexOf(change.old);
    at !== -1;
    at = document.lf.indexOf(change.old, at + change.old.length)
  ) {
    spans.push(exactSpan(document, at, change))
  }
  return spans.length === 0
    ? refuse("not_found", notFound(document, change))
    : Result.succeed({ spans, line: lineNumberAt(document.original, spans[0]?.start ?? 0), forgiven: [] })
}

/**
 * An old text that begins with a line break and a new one that begins with the same line or indentation but without it:
 * taken to the letter it would pull the block up into the line before, which nobody means. The break is kept where the
 * new text has a line of the old one; else it cannot be told. Where nothing but the break goes, a blank line is to go.
 */
const withLineBreak = (change: Change): Change | "unclear" => {
  const bare = change.old.replace(/^\n+/, "")
  if (bare === change.old || change.new === bare || /^\s*$/.test(bare)) return change
  const line = (text: string) => text.split("\n", 1)[0] ?? ""
  const indent = indentOf(bare)
  const sameLine = line(bare) === line(change.new) && /[\p{L}\p{N}]/u.test(line(bare))
  const sameIndent = indent !== "" && indentOf(change.new) === indent && line(change.new).trim() !== ""
  if (!sameLine && !sameIndent) return change
  const lines = new Set(bare.split("\n").filter((one) => /[\p{L}\p{N}]/u.test(one)))
  if (!change.new.split("\n").some((one) => lines.has(one))) return "unclear"
  return { old: change.old, new: `\n${change.new}` }
}

const find = (document: EditDocument, edit: TextEdit): Attempt => {
  const sent = { old: lf(edit.oldString), new: lf(edit.newString) }
  const change = edit.replaceAll ? sent : withLineBreak(sent)
  if (change === "unclear") {
    return refuse(
      "unclear",
      "old_string begins with a line break and new_string does not: it would be joined to the line before. Nothing was changed. Begin both with the line break, or neither."
    )
  }
  if (change.old === "") {
    return refuse(
      "empty_old",
      "old_string is empty but the file has text. Give the text to be replaced, or use Write to replace the whole file."
    )
  }
  if (change.old === change.new)
    return refuse("no_change", "old_string and new_string are the same: there is nothing to change.")
  const omission = omissionIn(change.old, change.new)
  if (omission !== undefined) {
    return refuse(
      "placeholder",
      `new_string holds the line ${JSON.stringify(omission.trim())}, which only stands for code left out: it would delete that code. Nothing was changed. Write the text out, or edit a smaller part.`
    )
  }
  if (edit.replaceAll) return everywhere(document, change)
  const direct = climb(document, change, rungs)
  if (direct !== undefined && (Result.isFailure(direct) || direct.success.forgiven.length === 0)) return direct
  const others = readingsOf(document, change).flatMap((one) => {
    const attempt = climb(document, one.change, one.lines || standsInLines(document, one.change) ? lineRungs : rungs)
    const told = (found: Found): Found => ({ ...found, forgiven: [...one.names, ...found.forgiven] })
    return attempt === undefined ? [] : [Result.map(attempt, told)]
  })
  const [first, ...rest] = direct === undefined ? others : [direct, ...others]
  if (first === undefined) return refuse("not_found", notFound(document, change))
  if (Result.isFailure(first)) return first
  /* Another reading that takes no more slips and means another place: nobody can tell which is meant. */
  const rival = rest.find(
    (one) =>
      Result.isSuccess(one) &&
      one.success.forgiven.length <= first.success.forgiven.length &&
      one.success.line !== first.success.line
  )
  return rival !== undefined && Result.isSuccess(rival)
    ? refuse("ambiguous", ambiguous([first.success, rival.success], "what was copied along"))
    : first
}

/** The text with all spans replaced, or why it cannot be. */
export const finish = (
  original: string,
  spans: ReadonlyArray<Span>,
  forgiven: ReadonlyArray<string>
): Result.Result<Edited, EditRefusal> => {
  const text = replaceSpans(original, spans)
  if (text === undefined)
    return refuse("overlap", "Two edits change the same text. Nothing was changed. Join them into one.")
  if (text === original)
    return refuse("no_change", "The edit would leave the file as it is: the text is already there.")
  return Result.succeed({ text, places: spans.length, forgiven })
}

const done = (original: string, found: ReadonlyArray<Found>): Result.Result<Edited, EditRefusal> =>
  finish(
    original,
    found.flatMap((one) => one.spans),
    found.flatMap((one) => (one.forgiven.length === 0 ? [] : [one.forgiven.join(" and ")]))
  )

/**
 * Replaces `oldString` by `newString` where it means one place: exactly, else on the first rung of a ladder that each
 * forgives one kind of slip (blanks at line ends, forms of quotes and dashes, the indentation of the whole block,
 * spacing), else with what models copy along (line numbers, escapes, blank lines around). Likeness never counts. Line
 * endings and indentation of the file are carried into the new text; no byte outside of the change is touched.
 */
export const applyEdit = (text: string, edit: TextEdit): Result.Result<Edited, EditRefusal> => {
  if (text === "" && edit.oldString === "" && edit.newString !== "") {
    return Result.succeed({ text: edit.newString, places: 1, forgiven: [] })
  }
  return Result.flatMap(find(documentOf(text), edit), (found) => done(text, [found]))
}

/**
 * Several edits, all or none: each against the text as it stands, where all of them mean a place there and none touch;
 * else one after the other, each on what the one before left. Says which edit was refused.
 */
export const applyEdits = (
  text: string,
  edits: ReadonlyArray<TextEdit>
): Result.Result<Edited, EditRefusal & { readonly index: number }> => {
  const document = documentOf(text)
  if (!edits.some((edit) => edit.replaceAll)) {
    const together = Result.flatMap(Result.all(edits.map((edit) => find(document, edit))), (found) => done(text, found))
    if (Result.isSuccess(together)) return Result.succeed(together.success)
  }
  let current: Edited = { text, places: 0, forgiven: [] }
  for (const [index, edit] of edits.entries()) {
    const next = applyEdit(current.text, edit)
    if (Result.isFailure(next)) return Result.fail({ ...next.failure, index })
    current = {
      text: next.success.text,
      places: current.places + next.success.places,
      forgiven: [...current.forgiven, ...next.success.forgiven]
    }
  }
  return Result.succeed(current)
}
