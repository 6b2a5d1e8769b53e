import { characterKey, type Key, key, type Modifiers } from "./Key.ts"
import { codeKeys, functionKey, isSilent, keypadCharacter } from "./keyTables.ts"

/** The modifiers of a parameter: one more than the sum of shift 1, alt 2, ctrl 4, super 8, hyper 16, meta 32, caps 64, num 128. */
export const modifiersOf = (parameter: number | undefined): Modifiers & { readonly caps: boolean } => {
  const bits = Math.max(0, (parameter ?? 1) - 1)
  return {
    shift: (bits & 1) !== 0,
    alt: (bits & 2) !== 0 || (bits & 32) !== 0,
    ctrl: (bits & 4) !== 0,
    super: (bits & 8) !== 0 || (bits & 16) !== 0,
    caps: (bits & 64) !== 0
  }
}

/** A key as the kitty protocol and modifyOtherKeys tell it. */
export interface Coded {
  /** The code point of the key without shift; with modifyOtherKeys the one that it types. */
  readonly code: number
  /** What it would type with shift, and the key at this place on a US keyboard. */
  readonly shifted?: number | undefined
  readonly base?: number | undefined
  /** The modifiers' parameter. */
  readonly modifiers?: number | undefined
  readonly text?: string | undefined
}

const isCharacter = (code: number): boolean =>
  code >= 0x20 &&
  code !== 0x7f &&
  code <= 0x10ffff &&
  !(code >= 0x80 && code < 0xa0) &&
  !(code >= 0xd800 && code < 0xe000)

/** Shortcuts are found by their place where the keyboard's letters are not Latin. */
const baseCode = ({ base, code }: Coded): number =>
  code > 0x7f && base !== undefined && isCharacter(base) ? base : code

/** With ctrl alone these are, on every terminal, what they are on terminals that cannot tell them apart (ASCII). */
const controlTwins: Readonly<Record<string, string>> = { "[": "escape", i: "tab", m: "enter" }

/** The key of a code, or undefined for keys that are neither bound nor type anything. */
export const codedKey = (coded: Coded): Key | undefined => {
  const { caps, ...held } = modifiersOf(coded.modifiers)
  const types = !held.ctrl && !held.alt && !held.super
  const named = codeKeys[coded.code] ?? functionKey(coded.code)
  if (named !== undefined) return key(named, held, types && named === "space" ? " " : undefined)
  const character = keypadCharacter(coded.code)
  if (character !== undefined) return key(character, held, types ? character : undefined)
  if (isSilent(coded.code) || !isCharacter(coded.code)) return undefined
  const plain = String.fromCodePoint(types ? coded.code : baseCode(coded))
  const isLetter = plain.toLowerCase() !== plain.toUpperCase()
  const shifted =
    coded.shifted !== undefined && isCharacter(coded.shifted) ? String.fromCodePoint(coded.shifted) : undefined
  if (!types) {
    if (held.shift && !isLetter && shifted !== undefined) return key(shifted, { ...held, shift: false })
    const twin = held.ctrl && !held.alt && !held.shift && !held.super ? controlTwins[plain] : undefined
    return twin === undefined ? characterKey(plain, held) : key(twin)
  }
  const capital = isLetter && held.shift !== caps ? plain.toUpperCase() : plain
  const text = coded.text ?? (held.shift ? (shifted ?? capital) : capital)
  const name = isLetter ? plain : text
  return key(
    name.toLowerCase().length === name.length ? name.toLowerCase() : name,
    { shift: isLetter && held.shift },
    text
  )
}
