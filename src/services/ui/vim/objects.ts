import { lineAbove, lineBelow, lineEnd, lineStart } from "../composer/buffer.ts"
import { isBlankAt, runAround } from "./words.ts"

/** What a text object covers: offsets, the end not included. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly lines: boolean
}

const brackets: Readonly<Record<string, readonly [open: string, close: string]>> = {
  "(": ["(", ")"],
  ")": ["(", ")"],
  b: ["(", ")"],
  "[": ["[", "]"],
  "]": ["[", "]"],
  "{": ["{", "}"],
  "}": ["{", "}"],
  B: ["{", "}"],
  "<": ["<", ">"],
  ">": ["<", ">"]
}

const characters = (from: number, to: number): Span => ({ from, to, lines: false })

/** `iw`, `aw`, `iW`, `aW`. A word takes the blanks behind it along, or those before it where none are behind. */
const word = (text: string, at: number, around: boolean, big: boolean, count: number): Span | undefined => {
  const end = lineEnd(text, at)
  let [from] = runAround(text, at, big)
  let to = from
  const pass = () => {
    if (to < end) to = runAround(text, to, big)[1]
  }
  let blanksBehind = false
  for (let done = 0; done < count; done++) {
    if (done > 0 && to >= end) return undefined
    const begunBlank = isBlankAt(text, to)
    pass()
    if (!around) continue
    blanksBehind = begunBlank || (to < end && isBlankAt(text, to))
    if (blanksBehind) pass()
  }
  if (around && !blanksBehind) while (from > lineStart(text, at) && isBlankAt(text, from - 1)) from -= 1
  return characters(from, to)
}

/** Whether a character of a line is taken for itself: an odd number of backslashes before it. */
const isEscaped = (text: string, at: number, start: number): boolean => {
  let count = 0
  while (at - 1 - count >= start && text[at - 1 - count] === "\\") count += 1
  return count % 2 === 1
}

/** `i"` and its kin: quotes are paired from the start of the line on. */
const quoted = (text: string, at: number, around: boolean, quote: string): Span | undefined => {
  const [start, end] = [lineStart(text, at), lineEnd(text, at)]
  const places: Array<number> = []
  for (let seen = start; seen < end; seen++) {
    if (text[seen] === quote && !isEscaped(text, seen, start)) places.push(seen)
  }
  for (let index = 0; index + 1 < places.length; index += 2) {
    const [open, close] = [places[index] ?? 0, places[index + 1] ?? 0]
    if (close < at) continue
    if (!around) return characters(open + 1, close)
    let to = close + 1
    while (to < end && isBlankAt(text, to)) to += 1
    let from = open
    if (to === close + 1) while (from > start && isBlankAt(text, from - 1)) from -= 1
    return characters(from, to)
  }
  return undefined
}

/** The innermost pair around an offset; `count` pairs further out. */
const bracketed = (
  text: string,
  at: number,
  around: boolean,
  [open, close]: readonly [string, string],
  count: number
): Span | undefined => {
  let from = at
  for (let level = 0; level < count; level++) {
    let depth = level === 0 && text[from] === close ? -1 : 0
    if (level > 0) from -= 1
    for (; from >= 0; from--) {
      if (text[from] === close) depth += 1
      if (text[from] === open) {
        if (depth <= 0) break
        depth -= 1
      }
    }
    if (from < 0) return undefined
  }
  let depth = 0
  for (let to = from; to < text.length; to++) {
    if (text[to] === open) depth += 1
    if (text[to] === close) depth -= 1
    if (depth === 0) return around ? characters(from, to + 1) : characters(from + 1, to)
  }
  return undefined
}

/** `ip`, `ap`: lines with text, or empty ones, in a row; `ap` takes the other kind behind them along. */
const paragraph = (text: string, at: number, around: boolean): Span => {
  const isEmpty = (start: number) => text.slice(start, lineEnd(text, start)).trim() === ""
  const kind = isEmpty(lineStart(text, at))
  let from = lineStart(text, at)
  for (
    let above = lineAbove(text, from);
    above !== undefined && isEmpty(above) === kind;
    above = lineAbove(text, from)
  ) {
    from = above
  }
  let last = lineStart(text, at)
  const extend = (wanted: boolean) => {
    for (
      let below = lineBelow(text, last);
      below !== undefined && isEmpty(below) === wanted;
      below = lineBelow(text, last)
    ) {
      last = below
    }
  }
  extend(kind)
  if (around) extend(!kind)
  return { from, to: lineEnd(text, last), lines: true }
}

/** Names of text objects, as they stand behind `i` and `a`. */
export const isObject = (name: string): boolean => /^[wWp"'`]$/.test(name) || Object.hasOwn(brackets, name)

/** What an object covers around an offset; undefined where there is none. */
export const objectAt = (text: string, at: number, name: string, around: boolean, count: number): Span | undefined => {
  if (name === "w" || name === "W") return word(text, at, around, name === "W", count)
  if (name === "p") return paragraph(text, at, around)
  const pair = Object.hasOwn(brackets, name) ? brackets[name] : undefined
  return pair === undefined ? quoted(text, at, around, name) : bracketed(text, at, around, pair, count)
}
