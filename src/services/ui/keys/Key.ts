/** Which keys are held. Meta counts as alt, hyper as super; the locks do not count. */
export interface Modifiers {
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly super: boolean
}

/**
 * A key that was pressed, or repeats. The same key has the same name whatever way the terminal has of sending it.
 * `name` is one of `keyNames`, `f1` to `f35`, or the character itself: a letter in its small form, with `shift` where it was a
 * capital. Of other characters only the character is known, so that `!` is `!` without shift on every keyboard.
 */
export interface Key extends Modifiers {
  readonly name: string
  /** What the key types. Absent where it types nothing: with ctrl, alt or super, and of keys that only do something. */
  readonly text?: string
}

/** Keys that have a name of their own. */
export const keyNames = [
  "enter",
  "escape",
  "tab",
  "space",
  "backspace",
  "delete",
  "insert",
  "up",
  "down",
  "left",
  "right",
  "home",
  "end",
  "pageup",
  "pagedown",
  "begin",
  "menu",
  "print",
  "pause"
] as const

const none: Modifiers = { ctrl: false, alt: false, shift: false, super: false }

/** A key by its name: `key("a", { ctrl: true })`, with the text that it types, if any. */
export const key = (name: string, modifiers: Partial<Modifiers> = {}, text?: string): Key => ({
  name,
  ...none,
  ...modifiers,
  ...(text === undefined ? {} : { text })
})

/** The key that types one character. */
export const typedKey = (character: string, modifiers: Partial<Modifiers> = {}): Key => {
  const named = characterKey(character, modifiers)
  return named.ctrl || named.alt || named.super ? named : { ...named, text: character }
}

/** The name of the key of a character, with shift for a capital letter. */
export const characterKey = (character: string, modifiers: Partial<Modifiers> = {}): Key => {
  if (character === " ") return key("space", modifiers)
  const small = character.toLowerCase()
  if (small === character || small.length !== character.length) return key(character, modifiers)
  return key(small, { ...modifiers, shift: true })
}

/** Whether two keys are the same for a binding. */
export const sameKey = (one: Key, other: Key): boolean =>
  one.name === other.name &&
  one.ctrl === other.ctrl &&
  one.alt === other.alt &&
  one.shift === other.shift &&
  one.super === other.super
