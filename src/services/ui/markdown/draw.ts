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

const prefixOf = (containers: ReadonlyArray<Container>, view: View): Prefix => {
  let depth = 0
  const parts = containers.map((each) => {
    if (each._tag === "Quote") return { first: span("│ ", "border"), rest: span("│ ", "border"), fresh: each.fresh }
    const marker = each.number === undefined ? `${bullets[depth % 3]} ` : `${each.number}${each.sign} `
    depth += 1
    const blanks = " ".repeat(cellWidth(marker))
    return { first: each.fresh ? span(marker, "bullet") : span(blanks), rest: span(blanks), fresh: each.fresh }
  })
  const widthOf = (list: typeof parts): number => list.reduce((sum, { rest }) => sum + cellWidth(rest.text), 0)
  let shown = parts
  // What nests too deep for the width is not indented any further.
  while (shown.length > 1 && widthOf(shown) > view.width / 2) shown = shown.slice(1)
  if (widthOf(shown) > view.width / 2) shown = []
  return {
    first: shown.map((part) => part.first),
    rest: shown.map((part) => part.rest),
    above: shown.filter((part) => !part.fresh).map((part) => part.rest),
    width: widthOf(shown)
  }
}

const isQuoted = (containers: ReadonlyArray<Container>): boolean => containers.some((each) => each._tag === "Quote")

const task = /^\[([ xX])\] +/

const paragraph = (piece: Extract<Piece, { readonly _tag: "Paragraph" }>, view: View): SpanLine => {
  const inItem = piece.containers.at(-1)
  const box = inItem?._tag === "Item" && inItem.fresh ? task.exec(piece.text) : null
  const text = box === null ? piece.text : piece.text.slice(box[0].length)
  const spans = isQuoted(piece.containers) ? inline(text, view.theme, "quote") : inline(text, view.theme)
  if (box === null) return spans
  return [box[1] === " " ? span("☐ ", "muted") : span("✓ ", "success"), ...spans]
}

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
  const prefix = prefixOf(piece.containers, view)
  const width = Math.max(1, view.width - prefix.width)
  const { theme } = view
  const placed = (lines: ReadonlyArray<SpanLine>): ReadonlyArray<Line> => [
    ...(piece.gap ? [paintSpans(prefix.above, theme)] : []),
    ...lines.map((line, index) => paintSpans([...(index === 0 ? prefix.first : prefix.rest), ...line], theme))
  ]
  switch (piece._tag) {
    case "Paragraph":
      return { lines: placed(wrapSpans(paragraph(piece, view), width)), drawing }
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
