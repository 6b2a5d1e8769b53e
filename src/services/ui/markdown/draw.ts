import type { CodeState } from "../highlight/Highlighter.ts"
import type { Line, View } from "../text/Line.ts"
import { cellWidth, truncate } from "../text/cells.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import { chopSpans, wrapSpans } from "../text/wrap.ts"
import type { Container, Piece } from "./blocks.ts"
import { inline } from "./inline.ts"
import { drawRows, drawTable, type TableLayout, tableLayout } from "./table.ts"

/** What drawing a piece has to know of those before it. */
export interface Drawing {
  readonly code: CodeState | undefined
  readonly table: TableLayout | undefined
}

export const emptyDrawing: Drawing = { code: undefined, table: undefined }

type SpanLine = ReadonlyArray<Span>

const bullets = ["•", "◦", "▪"]

/** What stands before the first line of a piece, and before its others. */
interface Prefix {
  readonly first: SpanLine
  readonly rest: SpanLine
  /** Before an empty line above the piece. */
  readonly above: SpanLine
  readonly width: number
}

/** Without blanks at its end, which would only be copied. */
const trimmed = (spans: SpanLine): SpanLine => {
  const last = spans.findLastIndex((each) => each.text.trim() !== "")
  return spans.slice(0, last + 1).map((each, index) => (index === last ? { ...each, text: each.text.trimEnd() } : each))
}

const prefixOf = (containers: ReadonlyArray<Container>, view: View, box: Span | undefined): Prefix => {
  let depth = 0
  const parts = containers.map((each, index) => {
    if (each._tag === "Quote") return { first: span("│ ", "border"), rest: span("│ ", "border"), fresh: each.fresh }
    const marker = each.number === undefined ? `${bullets[depth % 3]} ` : `${each.number}${each.sign} `
    depth += 1
    const blanks = " ".repeat(cellWidth(marker))
    const shown = box !== undefined && index === containers.length - 1 ? box : span(marker, "bullet")
    return { first: each.fresh ? shown : span(blanks), rest: span(blanks), fresh: each.fresh }
  })
  const widthOf = (list: typeof parts): number => list.reduce((sum, { rest }) => sum + cellWidth(rest.text), 0)
  let shown = parts
  // What nests too deep for the width is not indented any further.
  while (shown.length > 1 && widthOf(shown) > view.width / 2) shown = shown.slice(1)
  if (widthOf(shown) > view.width / 2) shown = []
  return {
    first: shown.map((part) => part.first),
    rest: shown.map((part) => part.rest),
    above: trimmed(shown.filter((part) => !part.fresh).map((part) => part.rest)),
    width: widthOf(shown)
  }
}

const isQuoted = (containers: ReadonlyArray<Container>): boolean => containers.some((each) => each._tag === "Quote")

const task = /^\[([ xX])\] +/

/** The box of a task, which stands in place of the bullet, and the text behind it. */
const taskOf = (piece: Piece): { readonly box: Span | undefined; readonly text: string } => {
  const text = piece._tag === "Paragraph" ? piece.text : ""
  const item = piece.containers.at(-1)
  const found = item?._tag === "Item" && item.fresh && item.number === undefined ? task.exec(text) : null
  if (found === null) return { box: undefined, text }
  return { box: found[1] === " " ? span("☐ ", "muted") : span("✓ ", "success"), text: text.slice(found[0].length) }
}

const paragraph = (piece: Piece, text: string, view: View): SpanLine =>
  isQuoted(piece.containers) ? inline(text, view.theme, "quote") : inline(text, view.theme)

const heading = (level: number, text: string, view: View): SpanLine => {
  const spans = inline(text, view.theme, level > 2 ? "strong" : "heading")
  return view.theme.depth === "none" ? [span(`${"#".repeat(level)} `), ...spans] : spans
}

/** Draws a piece, and tells what the next one has to know. */
export const drawPiece = (
  piece: Piece,
  drawing: Drawing,
  view: View
): { readonly lines: ReadonlyArray<Line>; readonly drawing: Drawing } => {
  const { box, text } = taskOf(piece)
  const prefix = prefixOf(piece.containers, view, box)
  const width = Math.max(1, view.width - prefix.width)
  const { theme } = view
  const placed = (lines: ReadonlyArray<SpanLine>): ReadonlyArray<Line> => [
    ...(piece.gap ? [paintSpans(prefix.above, theme)] : []),
    ...lines.map((line, index) =>
      paintSpans(
        line.length === 0
          ? trimmed(index === 0 ? prefix.first : prefix.rest)
          : [...(index === 0 ? prefix.first : prefix.rest), ...line],
        theme
      )
    )
  ]
  switch (piece._tag) {
    case "Paragraph":
      return { lines: placed(wrapSpans(paragraph(piece, text, view), width)), drawing }
    case "Heading":
      return { lines: placed(wrapSpans(heading(piece.level, piece.text, view), width)), drawing }
    case "Rule":
      return { lines: placed([[span("─".repeat(Math.min(width, 40)), "border")]]), drawing }
    case "CodeOpen": {
      const label = truncate(`╭─ ${piece.language}`.trimEnd(), width)
      const code = view.highlighter?.start(piece.language)
      return { lines: placed([[span(label, "border")]]), drawing: { ...drawing, code } }
    }
    case "CodeLine": {
      const coloured = drawing.code === undefined ? undefined : view.highlighter?.line(drawing.code, piece.text)
      const lines = chopSpans(coloured?.spans ?? [span(piece.text)], width)
      return { lines: placed(lines), drawing: coloured === undefined ? drawing : { ...drawing, code: coloured.state } }
    }
    case "CodeClose":
      return { lines: placed([[span(truncate("╰─", width), "border")]]), drawing: { ...drawing, code: undefined } }
    case "Table": {
      const before = piece.more ? drawing.table : undefined
      const layout =
        before?.width === width
          ? before
          : tableLayout(
              piece.more && before !== undefined ? [tableRow(before.header), "", ...piece.rows] : piece.rows,
              width,
              theme
            )
      const rows = piece.more
        ? drawRows(piece.rows, layout, theme, piece.last)
        : drawTable(piece.rows, layout, theme, piece.last)
      return { lines: placed(rows), drawing: { ...drawing, table: piece.last ? undefined : layout } }
    }
  }
}

const tableRow = (cells: ReadonlyArray<string>): string =>
  `|${cells.map((cell) => cell.replaceAll("|", "\\|")).join("|")}|`
