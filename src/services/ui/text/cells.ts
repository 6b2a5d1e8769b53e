import { isIn, isMark, type Range } from "./marks.ts"

/**
 * Columns that text takes on a terminal. Terminals disagree about joined emoji: some draw a family in two columns, some draw
 * its members one after another. What counts here is the most that any of them takes, so a line that fits here fits
 * everywhere.
 *
 * East Asian Width W and F of Unicode 16 without emoji, which the engine's own tables know (UAX #11, EastAsianWidth.txt).
 */
const wide: ReadonlyArray<Range> = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dff],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd]
]

const ascii = /^[\x20-\x7e]*$/
const emoji = /^\p{Emoji_Presentation}$/u

const known = new Map<string, number>()

const measured = (character: string): number => {
  const code = character.codePointAt(0) ?? 0
  if (isMark(code)) return 0
  // Regional indicators: two of them are a flag, which no terminal draws wider than two columns each.
  if (code >= 0x1f1e6 && code <= 0x1f1ff) return 1
  return isIn(code, wide) || emoji.test(character) ? 2 : 1
}

/** Columns of one character (code point); remembered, because a text uses few different ones. */
const characterCells = (character: string): number => {
  const code = character.charCodeAt(0)
  if (code < 0x300) return code === 0xad ? 0 : 1
  const before = known.get(character)
  if (before !== undefined) return before
  const cells = measured(character)
  if (known.size > 4000) known.clear()
  known.set(character, cells)
  return cells
}

/**
 * Columns of a text without control characters and sequences. A mark at its beginning has nothing to stand over, and some
 * terminals give it a column then.
 */
export const cellWidth = (text: string): number => {
  if (ascii.test(text)) return text.length
  let cells = 0
  let last = -1
  for (const character of text) {
    const own = characterCells(character)
    if (last === -1) last = Math.max(1, own)
    // Asks for the picture of a character that has a narrow form as well.
    else if (character === "\ufe0f") last = last === 1 ? 1 : 0
    else last = own
    cells += last
    if (character === "\ufe0f") last = 0
  }
  return cells
}

const cluster =
  /(?:\p{Regional_Indicator}{2}|[\s\S])(?:\u200d\p{Extended_Pictographic}|\p{M}|\p{Emoji_Modifier}|\p{Default_Ignorable_Code_Point}|[\u1160-\u11ff\ud7b0-\ud7ff])*/gu

/** Characters that are never part of a longer cluster: no marks, joiners, flags and syllables in parts. */
const simple =
  /^[\x20-\x7e\u00a0-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2e80-\u3029\u3030-\u3098\u309b-\ua4cf\uac00-\ud7a3\uff00-\uff9d]*$/

/** What a reader takes for one character each: letters with their marks, joined emoji, flags. */
export const clusters = (text: string): ReadonlyArray<string> =>
  simple.test(text) ? text.split("") : (text.match(cluster) ?? [])

/** The longest beginning of a text that takes at most `width` columns, cut between clusters. */
export const takeCells = (text: string, width: number): string => {
  if (ascii.test(text)) return text.slice(0, Math.max(0, width))
  let [cells, taken] = [0, ""]
  for (const each of clusters(text)) {
    cells += cellWidth(each)
    if (cells > width) break
    taken += each
  }
  return taken
}

/** The text in at most `width` columns, with `…` where something is missing. */
export const truncate = (text: string, width: number): string => {
  if (cellWidth(text) <= width) return text
  return width <= 0 ? "" : `${takeCells(text, width - 1)}…`
}

/** The same, with the middle left out: for paths, whose end says most. */
export const truncateMiddle = (text: string, width: number): string => {
  if (cellWidth(text) <= width) return text
  if (width <= 1) return truncate(text, width)
  const head = takeCells(text, Math.floor((width - 1) / 2))
  let [tail, left] = ["", width - 1 - cellWidth(head)]
  for (const each of [...clusters(text)].reverse()) {
    left -= cellWidth(each)
    if (left < 0) break
    tail = each + tail
  }
  return `${head}…${tail}`
}

/** Blanks behind the text up to `width` columns. */
export const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - cellWidth(text)))
