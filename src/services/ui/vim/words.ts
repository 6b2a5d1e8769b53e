import { characterAt, characterClass, nextCharacter, previousCharacter } from "../composer/buffer.ts"

/** Classes of characters as `w` tells them apart; for `W` all but blanks are one. */
const classAt = (text: string, at: number, big: boolean): string => {
  const kind = characterClass(characterAt(text, at))
  if (kind === "newline" || kind === "blank") return "blank"
  return big ? "word" : kind
}

const isEmptyLine = (text: string, at: number): boolean =>
  (at === 0 || text[at - 1] === "\n") && (at >= text.length || text[at] === "\n")

/** `w`, `W`: the start of the next word. An empty line is a word too. */
export const wordForward = (text: string, from: number, big: boolean): number => {
  let at = from
  const kind = classAt(text, at, big)
  if (kind !== "blank") while (at < text.length && classAt(text, at, big) === kind) at = nextCharacter(text, at)
  else if (isEmptyLine(text, at)) at = nextCharacter(text, at)
  while (at < text.length && classAt(text, at, big) === "blank" && !isEmptyLine(text, at)) at = nextCharacter(text, at)
  return at
}

/** `b`, `B`: the start of this word or of the one before. */
export const wordBackward = (text: string, from: number, big: boolean): number => {
  if (from === 0) return 0
  let at = previousCharacter(text, from)
  while (at > 0 && classAt(text, at, big) === "blank" && !isEmptyLine(text, at)) at = previousCharacter(text, at)
  const kind = classAt(text, at, big)
  if (kind === "blank") return at
  while (at > 0 && classAt(text, previousCharacter(text, at), big) === kind) at = previousCharacter(text, at)
  return at
}

/** `e`, `E`: the last character of this word or of the next one. */
export const wordEnd = (text: string, from: number, big: boolean): number => {
  let at = nextCharacter(text, from)
  while (at < text.length && classAt(text, at, big) === "blank") at = nextCharacter(text, at)
  if (at >= text.length) return text.length
  const kind = classAt(text, at, big)
  for (let next = nextCharacter(text, at); next < text.length; next = nextCharacter(text, next)) {
    if (classAt(text, next, big) !== kind) break
    at = next
  }
  return at
}

/** `ge`, `gE`: the last character of the word before; an empty line is one too. Stays where nothing is before. */
export const wordEndBackward = (text: string, from: number, big: boolean): number => {
  if (from === 0) return 0
  const kind = classAt(text, from, big)
  let at = previousCharacter(text, from)
  if (kind !== "blank") while (at > 0 && classAt(text, at, big) === kind) at = previousCharacter(text, at)
  while (at > 0 && classAt(text, at, big) === "blank" && !isEmptyLine(text, at)) at = previousCharacter(text, at)
  return at
}

/** Where a run of equal characters begins and ends around an offset, within its line. */
export const runAround = (text: string, at: number, big: boolean): readonly [from: number, to: number] => {
  const kind = classAt(text, at, big)
  const same = (offset: number) => text[offset] !== "\n" && classAt(text, offset, big) === kind
  let from = at
  while (from > 0 && same(previousCharacter(text, from))) from = previousCharacter(text, from)
  let to = at
  while (to < text.length && same(to)) to = nextCharacter(text, to)
  return [from, to]
}

export const isBlankAt = (text: string, at: number): boolean => classAt(text, at, true) === "blank"
