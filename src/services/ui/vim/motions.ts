import {
  firstNonBlank,
  lineAbove,
  lineBelow,
  lineEnd,
  lineStart,
  nextCharacter,
  previousCharacter
} from "../composer/buffer.ts"
import type { Find, Vim } from "./Vim.ts"
import { wordBackward, wordEnd, wordEndBackward, wordForward } from "./words.ts"

/** A motion as it was typed: its name, and the character that `f` and its kin look for. */
export interface Motion {
  readonly name: string
  readonly character?: string
}

/** Where a motion leads. */
export interface Moved {
  readonly to: number
  /** What an operator takes: whole lines, or characters with or without the last one. */
  readonly span: "lines" | "inclusive" | "exclusive"
  readonly column?: number | "end"
  readonly find?: Find
}

/** How many characters stand before an offset in its line. */
export const columnOf = (text: string, at: number): number => {
  let count = 0
  for (let from = lineStart(text, at); from < at; from = nextCharacter(text, from)) count += 1
  return count
}

/** The offset of a column in the line that begins at `start`: its last character where it is shorter. */
export const atColumn = (text: string, start: number, column: number | "end"): number => {
  const end = lineEnd(text, start)
  const last = end === start ? start : previousCharacter(text, end)
  if (column === "end") return last
  let at = start
  for (let count = 0; count < column && at < last; count++) at = nextCharacter(text, at)
  return at
}

const times = (count: number, from: number, step: (at: number) => number): number => {
  let at = from
  for (let done = 0; done < count; done++) {
    const next = step(at)
    if (next === at) break
    at = next
  }
  return at
}

const vertical =
  (step: (text: string, at: number) => number | undefined) =>
  (text: string, at: number, count: number, vim: Vim): Moved | undefined => {
    const column = vim.column ?? columnOf(text, at)
    let line: number | undefined
    for (let done = 0; done < count; done++) {
      const next = step(text, line ?? at)
      if (next === undefined) break
      line = next
    }
    return line === undefined ? undefined : { to: atColumn(text, line, column), span: "lines", column }
  }

const down = vertical(lineBelow)
const up = vertical(lineAbove)

const toLine = (text: string, start: number): Moved => ({ to: firstNonBlank(text, start), span: "lines" })

const lineNumber = (text: string, number: number): number => times(number - 1, 0, (at) => lineBelow(text, at) ?? at)

/** `f`, `F`, `t`, `T` within the line. A repeated `t` goes on from behind what it stands before. */
const search = (text: string, at: number, count: number, find: Find, again: boolean): Moved | undefined => {
  const forward = find.kind === "f" || find.kind === "t"
  const before = find.kind === "t" || find.kind === "T"
  const [start, end] = [lineStart(text, at), lineEnd(text, at)]
  let found = at
  for (let done = 0; done < count; done++) {
    const skip = before && again && done === 0 ? 1 : 0
    const next = forward
      ? text.indexOf(find.character, found + 1 + skip)
      : text.lastIndexOf(find.character, found - 1 - skip)
    if (next === -1 || (forward ? next >= end : next < start || found === 0)) return undefined
    found = next
  }
  const to = !before ? found : forward ? previousCharacter(text, found) : nextCharacter(text, found)
  return { to, span: forward ? "inclusive" : "exclusive" }
}

const turned = { f: "F", F: "f", t: "T", T: "t" } as const

const pairs: Readonly<Record<string, readonly [other: string, forward: boolean]>> = {
  "(": [")", true],
  "[": ["]", true],
  "{": ["}", true],
  ")": ["(", false],
  "]": ["[", false],
  "}": ["{", false]
}

/** `%`: the bracket that belongs to the first one at or behind the caret in its line. */
const matching = (text: string, from: number): Moved | undefined => {
  let at = from
  while (at < lineEnd(text, from) && pairs[text[at] ?? ""] === undefined) at += 1
  const own = text[at] ?? ""
  const pair = pairs[own]
  if (pair === undefined) return undefined
  const [other, forward] = pair
  let depth = 0
  for (let seen = at; seen >= 0 && seen < text.length; seen += forward ? 1 : -1) {
    if (text[seen] === own) depth += 1
    if (text[seen] === other) depth -= 1
    if (depth === 0) return { to: seen, span: "inclusive" }
  }
  return undefined
}

const isEmptyLine = (text: string, start: number): boolean => lineEnd(text, start) === start

/** `}`: the next empty line behind one that is not; the end of the text where there is none. */
const paragraphForward = (text: string, at: number): number => {
  let line: number | undefined = lineStart(text, at)
  while (line !== undefined && isEmptyLine(text, line)) line = lineBelow(text, line)
  while (line !== undefined && !isEmptyLine(text, line)) line = lineBelow(text, line)
  return line ?? text.length
}
const paragraphBackward = (text: string, at: number): number => {
  let line: number | undefined = lineStart(text, at)
  while (line !== undefined && isEmptyLine(text, line)) line = lineAbove(text, line)
  while (line !== undefined && !isEmptyLine(text, line)) line = lineAbove(text, line)
  return line ?? 0
}

type Go = (text: string, at: number, count: number, vim: Vim, stated: boolean) => Moved | undefined

const exclusive =
  (step: (text: string, at: number) => number): Go =>
  (text, at, count) => ({ to: times(count, at, (from) => step(text, from)), span: "exclusive" })

const left: Go = (text, at, count) => ({
  to: times(count, at, (from) => (from === lineStart(text, from) ? from : previousCharacter(text, from))),
  span: "exclusive"
})
const right: Go = (text, at, count) => ({
  to: times(count, at, (from) => (from === lineEnd(text, from) ? from : nextCharacter(text, from))),
  span: "exclusive"
})
const end: Go = (text, at, count) => {
  const line = times(count - 1, at, (from) => lineBelow(text, from) ?? from)
  return { to: atColumn(text, lineStart(text, line), "end"), span: "inclusive", column: "end" }
}

const backward =
  (big: boolean): Go =>
  (text, at, count) =>
    at === 0 ? undefined : { to: times(count, at, (from) => wordBackward(text, from, big)), span: "exclusive" }
const endBackward =
  (big: boolean): Go =>
  (text, at, count) =>
    at === 0 ? undefined : { to: times(count, at, (from) => wordEndBackward(text, from, big)), span: "inclusive" }

const motions: Readonly<Record<string, Go>> = {
  h: left,
  "<left>": left,
  "<backspace>": left,
  l: right,
  "<right>": right,
  " ": right,
  j: down,
  "<down>": down,
  k: up,
  "<up>": up,
  w: exclusive((text, at) => wordForward(text, at, false)),
  W: exclusive((text, at) => wordForward(text, at, true)),
  b: backward(false),
  B: backward(true),
  e: (text, at, count) => ({ to: times(count, at, (from) => wordEnd(text, from, false)), span: "inclusive" }),
  E: (text, at, count) => ({ to: times(count, at, (from) => wordEnd(text, from, true)), span: "inclusive" }),
  ge: endBackward(false),
  gE: endBackward(true),
  "0": (text, at) => ({ to: lineStart(text, at), span: "exclusive" }),
  "<home>": (text, at) => ({ to: lineStart(text, at), span: "exclusive" }),
  "^": (text, at) => ({ to: firstNonBlank(text, at), span: "exclusive" }),
  $: end,
  "<end>": end,
  gg: (text, _, count) => toLine(text, lineNumber(text, count)),
  G: (text, _, count, __, stated) => toLine(text, stated ? lineNumber(text, count) : lineStart(text, text.length)),
  "{": exclusive(paragraphBackward),
  "}": exclusive(paragraphForward),
  "%": (text, at) => matching(text, at)
}

export const isMotion = (name: string): boolean => Object.hasOwn(motions, name)

/** Motions that wait for a character. */
export const isFind = (name: string): name is Find["kind"] => /^[fFtT]$/.test(name)

/** Where a motion leads from an offset; undefined where it leads nowhere. `count` is undefined where none was typed. */
export const move = (
  text: string,
  at: number,
  motion: Motion,
  count: number | undefined,
  vim: Vim
): Moved | undefined => {
  const { character, name } = motion
  const number = count ?? 1
  if (isFind(name) && character !== undefined) {
    const find: Find = { kind: name, character }
    const found = search(text, at, number, find, false)
    return found === undefined ? undefined : { ...found, find }
  }
  if (name === ";" || name === ",") {
    if (vim.find === undefined) return undefined
    const find = name === ";" ? vim.find : { ...vim.find, kind: turned[vim.find.kind] }
    return search(text, at, number, find, true)
  }
  return Object.hasOwn(motions, name) ? motions[name]?.(text, at, number, vim, count !== undefined) : undefined
}
