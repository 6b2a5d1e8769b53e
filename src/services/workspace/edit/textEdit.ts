import { Result } from "effect"
import { ambiguous, indentationUnclear, notFound } from "./editAdvice.ts"
import { documentOf, type EditDocument, replaceSpans, type Span } from "./editDocument.ts"
import { type Change, exactSpan, placesOn, type Rung, rungs } from "./editRungs.ts"
import { omissionIn } from "./omission.ts"

/** One replacement, as the model sends it. */
export interface TextEdit {
  readonly oldString: string
  readonly newString: string
  readonly replaceAll: boolean
}

/** Why an edit was not made. `message` is for the model: what is wrong and what to send instead. */
export interface EditRefusal {
  readonly code: "empty_old" | "no_change" | "not_found" | "ambiguous" | "placeholder" | "overlap"
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
  readonly forgiven: string | undefined
}

type Attempt = Result.Result<Found, EditRefusal>

const refuse = (code: EditRefusal["code"], message: string) => Result.fail<EditRefusal>({ code, message })
const lf = (text: string) => text.replaceAll("\r\n", "\n")

/** `cat -n` prefixes of Read's output, or `12 | `: on every line that is not blank, counting up by one. */
const numberPrefix = /^\s*(\d+)(?:\t|→|: |\s?\| ?)/

const withoutNumbers = (text: string): string | undefined => {
  const lines = text.split("\n")
  const body = lines[lines.length - 1] === "" ? lines.slice(0, -1) : lines
  let expected: number | undefined
  for (const line of body) {
    const number = numberPrefix.exec(line)?.[1]
    if (number === undefined || (expected !== undefined && Number(number) !== expected)) return undefined
    expected = Number(number) + 1
  }
  return expected === undefined ? undefined : lines.map((line) => line.replace(numberPrefix, "")).join("\n")
}

/** Ways to read a change that is not in the file as it was sent, each a slip of its own. Tried in this order. */
const readings: ReadonlyArray<{ readonly name: string; readonly read: (change: Change) => Change | undefined }> = [
  {
    name: "line numbers copied from Read",
    read: (change) => {
      const old = withoutNumbers(change.old)
      if (old === undefined) return undefined
      const lines = change.new.split("\n").filter((line) => line !== "")
      const numbered = lines.filter((line) => numberPrefix.test(line)).length
      /* Numbers on some lines only: which are meant is a guess. */
      if (numbered !== 0 && numbered !== lines.length) return undefined
      const bare = change.new.split("\n").map((line) => line.replace(numberPrefix, ""))
      return { old, new: numbered === 0 ? change.new : bare.join("\n") }
    }
  },
  {
    name: "escaped quotes",
    read: (change) => {
      if (!/\\["'`]/.test(change.old) || /(?<!\\)["'`]/.test(change.old + change.new)) return undefined
      const bare = (text: string) => text.replace(/\\(["'`])/g, "$1")
      return { old: bare(change.old), new: bare(change.new) }
    }
  },
  {
    name: "blank lines around it",
    read: (change) => {
      const [head, tail] = [
        /^(?:[ \t]*\n)+/.exec(change.old)?.[0] ?? "",
        /\n(?:[ \t]*\n)+$/.exec(change.old)?.[0] ?? ""
      ]
      const old = change.old.slice(head.length, change.old.length - Math.max(0, tail.length - 1))
      if (old.trim() === "" || old === change.old) return undefined
      const fromNew = change.new.startsWith(head) ? change.new.slice(head.length) : change.new
      const end =
        tail.length > 1 && fromNew.endsWith(tail) ? fromNew.slice(0, fromNew.length - tail.length + 1) : fromNew
      return { old, new: end }
    }
  }
]

/** The first rung on which the change fits anywhere decides: one place is taken, several are refused. */
const climb = (document: EditDocument, change: Change): Attempt | undefined => {
  for (const rung of rungs) {
    const places = placesOn(rung, document, change)
    const [place] = places
    if (place === undefined) continue
    if (places.length > 1) return refuse("ambiguous", ambiguous(places, rung))
    if (place.span === undefined) return refuse("not_found", indentationUnclear(document, place))
    return Result.succeed({ spans: [place.span], forgiven: rung === "exact" ? undefined : forgiveness(rung) })
  }
  return undefined
}

const forgiveness = (rung: Exclude<Rung, "exact">): string =>
  rung === "characters"
    ? "other forms of quotes, dashes or spaces"
    : rung === "trailing blanks"
      ? "blanks at the ends of lines"
      : rung

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
    : Result.succeed({ spans, forgiven: undefined })
}

/**
 * An old text that begins with a line break and a new one that begins with the same indentation but without the break:
 * taken to the letter it would pull the block up into the line before, which nobody means.
 */
const withLineBreak = (change: Change): Change => {
  const indent = /^\n+([ \t]+)\S/.exec(change.old)?.[1]
  const pulled =
    indent !== undefined &&
    change.new.startsWith(indent) &&
    /^[ \t]+\S/.exec(change.new)?.[0].length === indent.length + 1
  return pulled ? { old: change.old, new: `\n${change.new}` } : change
}

const find = (document: EditDocument, edit: TextEdit): Attempt => {
  const change = withLineBreak({ old: lf(edit.oldString), new: lf(edit.newString) })
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
  const direct = climb(document, change)
  if (direct !== undefined) return direct
  for (const reading of readings) {
    const other = reading.read(change)
    const attempt = other === undefined || other.old === "" ? undefined : climb(document, other)
    if (attempt === undefined) continue
    return Result.map(attempt, (found) => ({
      spans: found.spans,
      forgiven: [reading.name, found.forgiven].filter(Boolean).join(" and ")
    }))
  }
  return refuse("not_found", notFound(document, change))
}

const done = (original: string, found: ReadonlyArray<Found>): Result.Result<Edited, EditRefusal> => {
  const spans = found.flatMap((one) => one.spans)
  const text = replaceSpans(original, spans)
  if (text === undefined)
    return refuse("overlap", "Two edits change the same text. Nothing was changed. Join them into one.")
  if (text === original)
    return refuse("no_change", "The edit would leave the file as it is: the text is already there.")
  return Result.succeed({ text, places: spans.length, forgiven: found.flatMap((one) => one.forgiven ?? []) })
}

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
