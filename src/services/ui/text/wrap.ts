import { cellWidth, clusters } from "./cells.ts"
import { joined, type Span, span } from "./Span.ts"

type Piece = { readonly span: Span; readonly cells: number }

const tokens = /\n|[^\S\n]+|[^\s]+/g
const breakable = /[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\u{20000}-\u{3fffd}]/u
/** Must not stand at the beginning of a line: closing punctuation of East Asian text. */
const closing = /^[\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5d]/

/** One run of characters without blanks, in parts between which a line may break. */
const parts = (word: string): ReadonlyArray<string> => {
  if (!breakable.test(word)) return [word]
  const out: Array<string> = []
  for (const each of clusters(word)) {
    const last = out.at(-1)
    const glued = last !== undefined && (closing.test(each) || (!breakable.test(each) && !breakable.test(last)))
    if (glued) out[out.length - 1] = last + each
    else out.push(each)
  }
  return out
}

/** Fills lines with words; a word is a list of pieces, because its letters can be of several kinds. */
const makeFiller = (width: number) => {
  const lines: Array<ReadonlyArray<Span>> = []
  let line: Array<Span> = []
  let used = 0
  let blanks: Span | undefined
  let word: Array<Piece> = []
  let wordCells = 0

  const endLine = () => {
    lines.push(joined(line))
    line = []
    used = 0
    blanks = undefined
  }
  const put = ({ span: each, cells }: Piece) => {
    line.push(each)
    used += cells
  }
  /** A word longer than a line is cut between clusters. */
  const putLong = (piece: Piece) => {
    for (const each of clusters(piece.span.text)) {
      const cells = cellWidth(each)
      if (used > 0 && used + cells > width) endLine()
      put(
        cells > width
          ? { span: { ...piece.span, text: "…" }, cells: 1 }
          : { span: { ...piece.span, text: each }, cells }
      )
    }
  }
  const endWord = () => {
    if (word.length === 0) return
    const gap = blanks === undefined ? 0 : cellWidth(blanks.text)
    if (used > 0 && used + gap + wordCells > width) endLine()
    else if (blanks !== undefined && gap + wordCells <= width) put({ span: blanks, cells: gap })
    blanks = undefined
    for (const piece of word) {
      if (wordCells > width) putLong(piece)
      else put(piece)
    }
    word = []
    wordCells = 0
  }
  return {
    text: (each: Span) => {
      for (const token of each.text.match(tokens) ?? []) {
        if (token === "\n") {
          endWord()
          endLine()
        } else if (token.trim() === "") {
          endWord()
          blanks = { ...each, text: (blanks?.text ?? "") + token }
        } else {
          for (const [index, part] of parts(token).entries()) {
            if (index > 0) endWord()
            const cells = cellWidth(part)
            word.push({ span: { ...each, text: part }, cells })
            wordCells += cells
          }
        }
      }
    },
    end: () => {
      endWord()
      endLine()
      return lines
    }
  }
}

/** Breaks spans into lines of at most `width` columns: at blanks, between East Asian characters, in a word only if it must. */
export const wrapSpans = (spans: ReadonlyArray<Span>, width: number): ReadonlyArray<ReadonlyArray<Span>> => {
  const filler = makeFiller(Math.max(1, width))
  for (const each of spans) filler.text(each)
  return filler.end()
}

/** Cuts spans into lines of at most `width` columns wherever the edge is, blanks kept: for code and output. */
export const chopSpans = (spans: ReadonlyArray<Span>, width: number): ReadonlyArray<ReadonlyArray<Span>> => {
  const lines: Array<ReadonlyArray<Span>> = []
  let line: Array<Span> = []
  let used = 0
  const endLine = () => {
    lines.push(joined(line))
    line = []
    used = 0
  }
  for (const each of spans) {
    for (const [index, text] of each.text.split("\n").entries()) {
      if (index > 0) endLine()
      const cells = cellWidth(text)
      if (used + cells <= width) {
        line.push({ ...each, text })
        used += cells
        continue
      }
      for (const cluster of clusters(text)) {
        const size = cellWidth(cluster)
        if (used > 0 && used + size > width) endLine()
        line.push({ ...each, text: size > width ? "…" : cluster })
        used += Math.min(size, Math.max(1, width))
      }
    }
  }
  endLine()
  return lines
}

const plainText = (lines: ReadonlyArray<ReadonlyArray<Span>>): ReadonlyArray<string> =>
  lines.map((line) => line.map((each) => each.text).join(""))

/** Breaks plain text into lines of at most `width` columns, at blanks where it can. */
export const wrap = (text: string, width: number): ReadonlyArray<string> => plainText(wrapSpans([span(text)], width))

/** Cuts plain text into lines of at most `width` columns, blanks kept. */
export const chop = (text: string, width: number): ReadonlyArray<string> => plainText(chopSpans([span(text)], width))
