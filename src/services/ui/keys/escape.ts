import { csiOf, type PasteStart, readCsi } from "./csi.ts"
import { controlKey } from "./controlKey.ts"
import { type Key, key, typedKey } from "./Key.ts"
import { consoleKeys, keypadText, letterKeys } from "./keyTables.ts"
import { readString } from "./strings.ts"
import type { TerminalInput } from "./TerminalInput.ts"

/** What begins with an escape character, and where it ends. Undefined: more has to come to know. */
export type Escape = { readonly end: number; readonly inputs: ReadonlyArray<TerminalInput | PasteStart> } | undefined

export const escapeCharacter = "\u001b"

/** Longer sequences are none. */
const longestString = 4096
const longestCsi = 128

const one = (end: number, input: TerminalInput | PasteStart | undefined): Escape => ({
  end,
  inputs: input === undefined ? [] : [input]
})
const keyInput = (each: Key): TerminalInput => ({ _tag: "Key", key: each })

/** Escape and one character more: Alt with it. */
const withAlt = (text: string, at: number): Escape => {
  const character = String.fromCodePoint(text.codePointAt(at + 1) ?? 0)
  const control = controlKey(character)
  const each = control === undefined ? typedKey(character, { alt: true }) : { ...control, alt: true }
  return one(at + 1 + character.length, keyInput(each))
}

/** X10 mouse: three characters follow. */
const mouseEnd = (text: string, at: number): number | undefined => {
  let end = at
  for (let count = 0; count < 3; count++) {
    const code = text.codePointAt(end)
    if (code === undefined) return undefined
    end += code > 0xffff ? 2 : 1
  }
  return end
}

const readBracket = (text: string, at: number): Escape => {
  const start = at + 2
  if (start >= text.length) return undefined
  if (text[start] === "[") {
    const letter = text[start + 1]
    if (letter === undefined) return undefined
    const name = consoleKeys[letter]
    return name === undefined ? one(start, keyInput(key("[", { alt: true }))) : one(start + 2, keyInput(key(name)))
  }
  if (text[start] === "M") {
    const end = mouseEnd(text, start + 1)
    return end === undefined ? undefined : one(end, undefined)
  }
  let end = start
  while (/[0-?]/.test(text[end] ?? "") && end - start < longestCsi) end += 1
  const body = text.slice(start, end)
  const between = end
  const isRxvt = text[end] === "$" && /^\d/.test(body)
  while (!isRxvt && /[ -/]/.test(text[end] ?? "") && end - between < longestCsi) end += 1
  if (end >= text.length) return undefined
  const final = text[end] ?? ""
  if (!isRxvt && !/[@-~]/.test(final)) {
    return end === start ? one(start, keyInput(key("[", { alt: true }))) : one(end, undefined)
  }
  return one(end + 1, readCsi(csiOf(body, text.slice(between, end), final)))
}

const readSingleShift = (text: string, at: number): Escape => {
  let end = at + 2
  while (/\d/.test(text[end] ?? "") && end < at + 4) end += 1
  const letter = text[end]
  if (letter === undefined) return undefined
  if (letter === "M" && end === at + 2) return one(end + 1, keyInput(key("enter")))
  const typed = end === at + 2 ? keypadText[letter] : undefined
  if (typed !== undefined) return one(end + 1, keyInput(typedKey(typed)))
  const arrow = end === at + 2 && /[a-d]/.test(letter) ? letterKeys[letter.toUpperCase()] : undefined
  if (arrow !== undefined) return one(end + 1, keyInput(key(arrow, { ctrl: true })))
  if (letterKeys[letter] === undefined) return withAlt(text, at)
  return one(end + 1, readCsi(csiOf(end === at + 2 ? "" : `1;${text.slice(at + 2, end)}`, "", letter)))
}

/** What an answer of a terminal begins with, behind the opening of an OSC and of a DCS. */
const answers: Readonly<Record<string, RegExp>> = { "]": /\d/, P: /[\d>!|$]/ }

/**
 * OSC and DCS, to BEL or ST. What cannot be an answer, or is ended by a key, is Alt with the opening and what was typed
 * behind it: no key is lost for a sequence that was none.
 */
const readText = (text: string, at: number): Escape => {
  const opening = text[at + 1] ?? ""
  const start = at + 2
  const first = text[start]
  if (first === undefined) return undefined
  if (answers[opening]?.test(first) !== true) return withAlt(text, at)
  let end = start
  while (end < text.length && end - start < longestString && !/[\u0000-\u001f\u007f\u009c]/.test(text[end] ?? ""))
    end += 1
  if (end - start >= longestString) return one(end, undefined)
  const stop = text[end]
  if (stop === undefined) return undefined
  const told = () => readString(opening, text.slice(start, end))
  if (stop === "\u0007" || stop === "\u009c") return one(end + 1, told())
  if (stop === escapeCharacter && text[end + 1] === undefined) return undefined
  if (stop === escapeCharacter && text[end + 1] === "\\") return one(end + 2, told())
  return withAlt(text, at)
}

/** Two escapes: the key Esc, or Alt with a sequence, as older terminals write it. */
const readTwo = (text: string, at: number): Escape => {
  const next = text[at + 2]
  if (next === undefined) return undefined
  const escape: Escape = one(at + 1, keyInput(key("escape")))
  if (next !== "[" && next !== "O") return escape
  const inner = readEscape(text, at + 1)
  if (inner === undefined) return undefined
  const [input] = inner.inputs
  if (input?._tag !== "Key" || inner.end <= at + 3) return escape
  return one(inner.end, keyInput({ ...input.key, alt: true }))
}

/** Reads what begins with the escape character at `at`. */
export const readEscape = (text: string, at: number): Escape => {
  const next = text[at + 1]
  if (next === undefined) return undefined
  if (next === "[") return readBracket(text, at)
  if (next === "O") return readSingleShift(text, at)
  if (next === escapeCharacter) return readTwo(text, at)
  if (next === "]" || next === "P") return readText(text, at)
  return withAlt(text, at)
}
