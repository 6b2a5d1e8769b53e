import { Result } from "effect"
import { ambiguous, doubtful, notFound } from "./editAdvice.ts"
import { documentOf, type EditDocument, type Span } from "./editDocument.ts"
import { exactSpan, forgiveness, placesOn, type Place, type Rung } from "./editRungs.ts"
import { indentOf } from "./indentation.ts"
import { omissionIn } from "./omission.ts"
import type { PatchChunk } from "./patchFormat.ts"
import { type Edited, type EditRefusal, finish } from "./textEdit.ts"

const lineRungs: ReadonlyArray<Exclude<Rung, "exact">> = ["trailing blanks", "characters", "indentation", "spacing"]

/** Lines of the file, from 1 and inclusive, in which a chunk must lie. */
interface Range {
  readonly from: number
  readonly to: number
}

/** The block that a header line opens: up to the next line that begins something no deeper. */
const blockOf = (document: EditDocument, header: number): Range => {
  const depth = indentOf(document.lines[header]?.text ?? "").length
  const next = document.lines.findIndex(
    (line, index) => index > header && /^\s*[\w@#]/.test(line.text) && indentOf(line.text).length <= depth
  )
  return { from: header + 1, to: next === -1 ? document.lines.length : next }
}

/** Where the `@@` lines say that the chunk is; undefined where they are not in the file or in it several times. */
const scopeOf = (document: EditDocument, within: ReadonlyArray<string>): Range | undefined => {
  let range: Range = { from: 1, to: document.lines.length }
  for (const header of within) {
    const inside = document.lines.flatMap((line, index) =>
      index + 1 >= range.from && index < range.to ? [{ text: line.text.trim(), index }] : []
    )
    const same = inside.filter((line) => line.text === header.trim())
    const [found, more] = same.length > 0 ? same : inside.filter((line) => line.text.startsWith(header.trim()))
    if (found === undefined || more !== undefined) return undefined
    range = blockOf(document, found.index)
  }
  return range
}

/** Offset, with line feeds only, of the beginning of a line counted from 1. */
const offsetOf = (document: EditDocument, line: number): number => {
  let at = 0
  for (let left = line; left > 1; left--) at = document.lf.indexOf("\n", at) + 1
  return at
}

interface Located {
  readonly span: Span
  /** The last line of the place. */
  readonly end: number
  readonly forgiven: string | undefined
}

const locate = (
  document: EditDocument,
  chunk: PatchChunk,
  after: number
): Result.Result<Located, Pick<EditRefusal, "code" | "message">> => {
  const text = (lines: ReadonlyArray<string>) => lines.map((line) => `${line}\n`).join("")
  const change = { old: text(chunk.old), new: text(chunk.new) }
  const omission = omissionIn(change.old, change.new)
  if (omission !== undefined) {
    return Result.fail({
      code: "placeholder",
      message: `the line ${JSON.stringify(omission.trim())} only stands for code left out. Write the code out.`
    })
  }
  if (chunk.old.length === 0) return appended(document, chunk)
  const scope = chunk.within.length === 0 ? undefined : scopeOf(document, chunk.within)
  for (const rung of lineRungs) {
    const all = placesOn(rung, document, change).filter(
      (place) => place.line > after && (!chunk.atEnd || place.line + chunk.old.length - 1 === document.lines.length)
    )
    if (all.length === 0) continue
    const inside = scope === undefined ? all : all.filter((place) => place.line >= scope.from && place.line <= scope.to)
    const places = all.length === 1 || inside.length === 0 ? all : inside
    const [place] = places
    if (place === undefined) continue
    if (places.length > 1) return Result.fail({ code: "ambiguous", message: ambiguous(places, rung) })
    const block = document.lines.slice(place.line - 1, place.line - 1 + chunk.old.length)
    const exact = block.every((line, index) => line.text === chunk.old[index])
    const end = place.line + chunk.old.length - 1
    if (exact && block[block.length - 1]?.eol !== "")
      return Result.succeed({
        span: exactSpan(document, offsetOf(document, place.line), change),
        end,
        forgiven: undefined
      })
    const told = spanOf(document, place, change, exact)
    return Result.map(told, (span) => ({ span, end, forgiven: exact ? undefined : forgiveness(rung) }))
  }
  return Result.fail({ code: "not_found", message: notFound(document, change) })
}

const spanOf = (
  document: EditDocument,
  place: Place,
  change: { readonly old: string; readonly new: string },
  exact: boolean
): Result.Result<Span, Pick<EditRefusal, "code" | "message">> => {
  if (typeof place.span !== "string") return Result.succeed(place.span)
  if (!exact) return Result.fail({ code: "unclear", message: doubtful(document, place, change, place.span) })
  const bare = { old: change.old.slice(0, -1), new: change.new.replace(/\n$/, "") }
  return Result.succeed(exactSpan(document, offsetOf(document, place.line), bare))
}

/** New lines without a place go to the end of the file, as they do in Codex. */
const appended = (
  document: EditDocument,
  chunk: PatchChunk
): Result.Result<Located, Pick<EditRefusal, "code" | "message">> => {
  if (chunk.within.length > 0 && !chunk.atEnd) {
    return Result.fail({
      code: "not_found",
      message:
        "the lines to be added have none before or after them: send some of the lines around as they are in the file."
    })
  }
  const { original } = document
  const last = document.lines[document.lines.length - 1]
  const eol = original.includes("\r\n") ? "\r\n" : "\n"
  const before = last === undefined || last.eol !== "" ? "" : eol
  const text = before + chunk.new.join(eol) + (before === "" ? eol : "")
  return Result.succeed({
    span: { start: original.length, end: original.length, text },
    end: document.lines.length,
    forgiven: undefined
  })
}

/**
 * Makes the chunks of an update, all or none, each at the one place that its old lines mean after the chunk before: in
 * the block that its `@@` lines name, where there are several. Says which chunk was refused.
 */
export const applyChunks = (
  text: string,
  chunks: ReadonlyArray<PatchChunk>
): Result.Result<Edited, EditRefusal & { readonly index: number }> => {
  const document = documentOf(text)
  const found: Array<Located> = []
  for (const [index, chunk] of chunks.entries()) {
    const located = locate(document, chunk, found[index - 1]?.end ?? 0)
    if (Result.isFailure(located)) return Result.fail({ ...located.failure, index })
    found.push(located.success)
  }
  const made = finish(
    text,
    found.map((one) => one.span),
    found.flatMap((one) => one.forgiven ?? [])
  )
  return Result.mapError(made, (refusal) => ({ ...refusal, index: 0 }))
}
