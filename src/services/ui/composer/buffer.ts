import { clusters } from "../text/cells.ts"

/**
 * Text with a caret: an offset in UTF-16 units, 0 to the length. All functions are pure; those that move take a text and an
 * offset and give an offset. Lines are what line feeds part. Characters are what a reader takes for one: letters with their
 * marks, joined emoji, flags.
 */
export interface Buffer {
  readonly text: string
  readonly caret: number
}

export const emptyBuffer: Buffer = { text: "", caret: 0 }
export const bufferOf = (text: string, caret = text.length): Buffer => ({ text, caret: within(text, caret) })
export const isEmpty = (buffer: Buffer): boolean => buffer.text === ""

const within = (text: string, at: number): number => Math.max(0, Math.min(text.length, at))

/** Puts a text at the caret; the caret stands behind it. */
export const insert = ({ text, caret }: Buffer, added: string): Buffer => ({
  text: text.slice(0, caret) + added + text.slice(caret),
  caret: caret + added.length
})

/** Puts `added` in the place of a range; the caret stands behind it. */
export const replace = ({ text }: Buffer, from: number, to: number, added: string): Buffer => ({
  text: text.slice(0, from) + added + text.slice(to),
  caret: from + added.length
})

/** Takes a range out; the caret stands where it was. */
export const remove = (buffer: Buffer, from: number, to: number): Buffer => replace(buffer, from, to, "")

export const moveTo = ({ text }: Buffer, at: number): Buffer => ({ text, caret: within(text, at) })

/** What never begins a character of its own, where something stands before it. */
const extender =
  /^(?:\u200d|\p{M}|[\u200c\p{Emoji_Modifier}\p{Regional_Indicator}\u1160-\u11ff\ud7b0-\ud7ff\u{e0020}-\u{e007f}])/u

/** Whether a character surely begins here, whatever stands before. False says nothing. */
const surelyBegins = (text: string, at: number): boolean => {
  if (at <= 0 || at >= text.length) return true
  if (text[at] === "\n" || text[at - 1] === "\n") return true
  const code = text.charCodeAt(at)
  if (code < 0x300) return text[at - 1] !== "\u200d"
  if (code >= 0xdc00 && code <= 0xdfff) return false
  return text[at - 1] !== "\u200d" && !extender.test(text.slice(at, at + 2))
}

/** Offsets where characters begin, around `at`: from the last sure one at or before it to the first one behind it. */
const beginningsAround = (text: string, before: number, after: number): ReadonlyArray<number> => {
  let from = before
  while (!surelyBegins(text, from)) from -= 1
  let to = after
  while (!surelyBegins(text, to)) to += 1
  const found = [from]
  for (const each of clusters(text.slice(from, to))) found.push((found.at(-1) ?? from) + each.length)
  return found
}

/** The beginning of the next character; the end of the text at its end. */
export const nextCharacter = (text: string, at: number): number => {
  if (at >= text.length) return text.length
  return beginningsAround(text, at, at + 1).find((begin) => begin > at) ?? text.length
}

/** The beginning of the character before. */
export const previousCharacter = (text: string, at: number): number => {
  if (at <= 0) return 0
  return beginningsAround(text, at - 1, at).findLast((begin) => begin < at) ?? 0
}

/** The character at an offset, whole; empty at the end of the text. */
export const characterAt = (text: string, at: number): string => text.slice(at, nextCharacter(text, at))

export const lineStart = (text: string, at: number): number => (at <= 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1)
export const lineEnd = (text: string, at: number): number => {
  const found = text.indexOf("\n", at)
  return found === -1 ? text.length : found
}

/** The first character of the line that is no blank, or its end. */
export const firstNonBlank = (text: string, at: number): number => {
  const end = lineEnd(text, at)
  let found = lineStart(text, at)
  while (found < end && isBlank(text[found] ?? "")) found += 1
  return found
}

/** Start of the line above or below, or undefined where there is none. */
export const lineAbove = (text: string, at: number): number | undefined => {
  const start = lineStart(text, at)
  return start === 0 ? undefined : lineStart(text, start - 1)
}
export const lineBelow = (text: string, at: number): number | undefined => {
  const end = lineEnd(text, at)
  return end === text.length ? undefined : end + 1
}

const isBlank = (character: string): boolean => character === " " || character === "\t" || character === "\u00a0"

/** What characters of a word have in common. East Asian scripts are told apart, because their words have no blanks between. */
export type CharacterClass = "blank" | "newline" | "word" | "han" | "hiragana" | "katakana" | "mark" | "punctuation"

/** The class of a character; a folded paste (a private character) is a word of its own. The end of the text is a newline. */
export const characterClass = (character: string): CharacterClass => {
  if (character === "" || character === "\n") return "newline"
  if (/^\s/u.test(character)) return "blank"
  if (/^[a-zA-Z0-9_]/.test(character)) return "word"
  if (/^\p{Script=Han}/u.test(character)) return "han"
  if (/^\p{Script=Hiragana}/u.test(character)) return "hiragana"
  if (/^[\p{Script=Katakana}\u30fc]/u.test(character)) return "katakana"
  if (/^[\p{L}\p{N}\p{M}]/u.test(character)) return "word"
  return /^\p{Co}/u.test(character) ? "mark" : "punctuation"
}

/** Whether a class is of what words are made of, as Emacs and readline move. */
const isWordClass = (kind: CharacterClass): boolean => kind !== "blank" && kind !== "newline" && kind !== "punctuation"

const classAt = (text: string, at: number): CharacterClass => characterClass(characterAt(text, at))

/** The end of the word at or after the offset (Emacs `forward-word`). */
export const wordRight = (text: string, at: number): number => {
  let end = at
  while (end < text.length && !isWordClass(classAt(text, end))) end = nextCharacter(text, end)
  const kind = classAt(text, end)
  while (end < text.length && classAt(text, end) === kind) {
    end = nextCharacter(text, end)
    if (kind === "mark") break
  }
  return end
}

/** The start of the word before the offset (Emacs `backward-word`). */
export const wordLeft = (text: string, at: number): number => {
  let start = at
  const before = (offset: number) => previousCharacter(text, offset)
  while (start > 0 && !isWordClass(classAt(text, before(start)))) start = before(start)
  if (start === 0) return 0
  const kind = classAt(text, before(start))
  while (start > 0 && classAt(text, before(start)) === kind) {
    start = before(start)
    if (kind === "mark") break
  }
  return start
}

/** The start of what stands between blanks before the offset (readline `unix-word-rubout`). */
export const bigWordLeft = (text: string, at: number): number => {
  let start = at
  while (start > 0 && /\s/.test(text[start - 1] ?? "")) start -= 1
  while (start > 0 && !/\s/.test(text[start - 1] ?? "")) start -= 1
  return start
}
