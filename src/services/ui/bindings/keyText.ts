import { characterKey, type Key, keyNames, type Modifiers } from "../keys/Key.ts"

const modifierWords: Readonly<Record<string, keyof Modifiers>> = {
  ctrl: "ctrl",
  control: "ctrl",
  alt: "alt",
  opt: "alt",
  option: "alt",
  meta: "alt",
  shift: "shift",
  super: "super",
  cmd: "super",
  command: "super",
  win: "super"
}

const otherNames: Readonly<Record<string, string>> = {
  esc: "escape",
  return: "enter",
  del: "delete",
  ins: "insert",
  bs: "backspace",
  pgup: "pageup",
  pgdn: "pagedown",
  pgdown: "pagedown",
  plus: "+",
  minus: "-",
  comma: ","
}

const known: ReadonlySet<string> = new Set([...keyNames, ...Array.from({ length: 35 }, (_, at) => `f${at + 1}`)])

const nameOf = (word: string): string | undefined => {
  const small = word.toLowerCase()
  const name = otherNames[small] ?? small
  if (known.has(name)) return name
  return [...word].length === 1 ? word : (otherNames[small] ?? undefined)
}

/** Parts at `+`; a `+` at the end is the key itself. */
const partsOf = (text: string): ReadonlyArray<string> =>
  text === "+" || text.endsWith("++")
    ? [
        ...text
          .slice(0, -1)
          .split("+")
          .filter((part) => part !== ""),
        "+"
      ]
    : text.split("+")

/** A key as it is written: `ctrl+x`, `alt+<`, `shift+enter`, `A` (with shift). A string: what is wrong with it. */
export const parseKey = (text: string): Key | string => {
  const parts = partsOf(text)
  const held: Record<keyof Modifiers, boolean> = { ctrl: false, alt: false, shift: false, super: false }
  for (const word of parts.slice(0, -1)) {
    const modifier = modifierWords[word.toLowerCase()]
    if (modifier === undefined) return `"${word}" is no modifier: use ctrl, alt, shift or super`
    held[modifier] = true
  }
  const word = parts.at(-1) ?? ""
  if (word === "") return `"${text}" names no key`
  const name = nameOf(word)
  if (name === undefined) {
    return modifierWords[word.toLowerCase()] === undefined
      ? `"${word}" is no key: use a character, f1 to f35, or one of ${keyNames.join(", ")}`
      : `"${text}" is a modifier alone: add a key`
  }
  // `ctrl+A` is meant as ctrl+a; only a capital letter alone is one with shift.
  if (known.has(name)) return { name, ...held }
  return held.ctrl || held.alt || held.super ? { name: name.toLowerCase(), ...held } : characterKey(name, held)
}

/** Keys one after the other, parted by blanks. */
export const parseKeys = (text: string): ReadonlyArray<Key> | string => {
  const keys: Array<Key> = []
  for (const word of text.split(/\s+/)) {
    if (word === "") continue
    const key = parseKey(word)
    if (typeof key === "string") return key
    keys.push(key)
  }
  return keys.length === 0 ? "no key is named" : keys
}

/** A key as it is written in the file of bindings; `parseKey` reads it back. */
export const keyText = ({ alt, ctrl, name, shift, super: held }: Key): string =>
  `${ctrl ? "ctrl+" : ""}${alt ? "alt+" : ""}${shift ? "shift+" : ""}${held ? "super+" : ""}${name}`

export const keysText = (keys: ReadonlyArray<Key>): string => keys.map(keyText).join(" ")
