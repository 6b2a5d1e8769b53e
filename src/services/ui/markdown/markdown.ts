import type { Line, View } from "../text/Line.ts"
import { sanitise } from "../text/sanitise.ts"
import { type Blocks, emptyBlocks, makeBlocks, type Piece, paragraphLength } from "./blocks.ts"
import { type Drawing, drawPiece, emptyDrawing } from "./draw.ts"
import { closedInline } from "./inline.ts"

/**
 * Markdown that is still being written. What is finished is drawn once and never changes; the rest is its open end. All
 * decisions are made line by line, so the pieces in which the text arrives make no difference to what is settled.
 */
export interface MarkdownStream {
  /** What has come and is not taken into `blocks` yet: whole lines since the last frame, and the line being written. */
  readonly pending: string
  readonly blocks: Blocks
  readonly drawing: Drawing
}

export const emptyMarkdown: MarkdownStream = { pending: "", blocks: emptyBlocks, drawing: emptyDrawing }

/** More text. Costs nearly nothing: it is read with the next `settle`. */
export const feed = (stream: MarkdownStream, text: string): MarkdownStream => ({
  ...stream,
  pending: stream.pending + text
})

const longest = paragraphLength

/** Where a line that is longer than any should be is cut: at a blank, if there is one not too far from the end. */
const cutAt = (line: string): number => {
  const blank = line.lastIndexOf(" ", longest)
  if (blank > longest / 2) return blank
  const code = line.charCodeAt(longest - 1)
  return code >= 0xd800 && code < 0xdc00 ? longest - 1 : longest
}

/** Whole lines at the beginning of a text, cut where they are too long, and what is left. */
const takeLines = (text: string): { readonly lines: ReadonlyArray<string>; readonly rest: string } => {
  const lines: Array<string> = []
  let start = 0
  for (;;) {
    const found = text.indexOf("\n", start)
    const end = found < 0 ? text.length : found
    while (end - start > longest) {
      const size = cutAt(text.slice(start, start + longest + 1))
      lines.push(text.slice(start, start + size))
      start += size
    }
    if (found < 0) return { lines, rest: text.slice(start) }
    lines.push(text.slice(start, text.charCodeAt(end - 1) === 0x0d && end > start ? end - 1 : end))
    start = end + 1
  }
}

const drawn = (pieces: ReadonlyArray<Piece>, from: Drawing, view: View) => {
  const lines: Array<Line> = []
  let drawing = from
  for (const piece of pieces) {
    const next = drawPiece(piece, drawing, view)
    drawing = next.drawing
    lines.push(...next.lines)
  }
  return { lines, drawing }
}

/** Takes what has come and draws what is finished; with `end` all of it. */
export const settle = (
  stream: MarkdownStream,
  view: View,
  end = false
): { readonly stream: MarkdownStream; readonly lines: ReadonlyArray<Line> } => {
  const taken = takeLines(stream.pending)
  if (taken.lines.length === 0 && !end) return { stream, lines: [] }
  const blocks = makeBlocks(stream.blocks)
  for (const line of taken.lines) blocks.line(sanitise(line))
  if (end && taken.rest !== "") blocks.line(sanitise(taken.rest))
  if (end) blocks.end()
  const { lines, drawing } = drawn(blocks.pieces(), stream.drawing, view)
  return { stream: { pending: end ? "" : taken.rest, blocks: blocks.state(), drawing }, lines }
}

/** The beginning of a line of which nobody can say yet what it will be. */
const undecided = /^\s*(?:[-*+]{1,3}|\d{1,9}[.)]?|#{1,6}|`{1,}|~{1,}|>+|\|.*|[=_]+|-+)\s*$/

const openLine = (blocks: Blocks, text: string): string | undefined => {
  const line = sanitise(text)
  if (blocks.leaf?._tag === "Fence") return /^\s*(?:`+|~+)\s*$/.test(line) ? undefined : line
  if (blocks.leaf?._tag === "Table" || undecided.test(line)) return undefined
  return line
}

/** The leaf as it is shown while it is open: marks closed, the first line of what may become a table left out. */
const shownLeaf = (state: Blocks): Blocks => {
  const { leaf } = state
  if (leaf?._tag !== "Paragraph") return state
  const lines = leaf.text.split("\n")
  const kept = lines.at(-1)?.startsWith("|") === true ? lines.slice(0, -1) : lines
  return { ...state, leaf: kept.length === 0 ? undefined : { ...leaf, text: closedInline(kept.join("\n")) } }
}

/** The open end as it looks now. Call `settle` before, once a frame. */
export const tail = (stream: MarkdownStream, view: View): ReadonlyArray<Line> => {
  const { rest } = takeLines(stream.pending)
  const line = rest === "" ? undefined : openLine(stream.blocks, rest)
  if (line === undefined && stream.blocks.leaf === undefined) return []
  const first = makeBlocks(stream.blocks)
  if (line !== undefined) first.line(line)
  const last = makeBlocks(shownLeaf(first.state()))
  last.end()
  return drawn([...first.pieces(), ...last.pieces()], stream.drawing, view).lines
}

/** A whole text, drawn. */
export const drawMarkdown = (text: string, view: View): ReadonlyArray<Line> =>
  settle(feed(emptyMarkdown, text), view, true).lines
