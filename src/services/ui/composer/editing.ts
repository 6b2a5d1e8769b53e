import {
  bigWordLeft,
  insert,
  lineEnd,
  lineStart,
  moveTo,
  nextCharacter,
  previousCharacter,
  remove,
  replace,
  wordLeft,
  wordRight
} from "./buffer.ts"
import { cleanText } from "./clean.ts"
import type { Composer } from "./Composer.ts"
import { settled } from "./historyWalk.ts"
import { kill, killed } from "./killRing.ts"
import { changed, moved } from "./state.ts"
import { redo, undo } from "./undo.ts"

type Edit = (composer: Composer) => Composer

/** What was typed. Words are steps of undo: a word that begins behind a blank begins a step. */
export const typed = (composer: Composer, character: string): Composer => {
  const text = cleanText(character)
  if (text === "") return composer
  const { buffer } = composer
  const begins = /\S/.test(text) && /\s/.test(buffer.text[buffer.caret - 1] ?? "")
  return changed(composer, insert(buffer, text), { _tag: "Typed" }, composer.last._tag === "Typed" && !begins)
}

export const newline: Edit = (composer) => changed(composer, insert(composer.buffer, "\n"))

/** Goes where a motion of `buffer.ts` leads. */
export const motion =
  (to: (text: string, at: number) => number): Edit =>
  (composer) =>
    moved(composer, moveTo(composer.buffer, to(composer.buffer.text, composer.buffer.caret)))

const deleted = (composer: Composer, from: number, to: number): Composer =>
  changed(composer, remove(composer.buffer, from, to), { _tag: "Deleted" }, composer.last._tag === "Deleted")

export const deleteBack: Edit = (composer) => {
  const { caret, text } = composer.buffer
  return deleted(composer, previousCharacter(text, caret), caret)
}
export const deleteForward: Edit = (composer) => {
  const { caret, text } = composer.buffer
  return deleted(composer, caret, nextCharacter(text, caret))
}

/** Cuts from the caret to where a motion leads. Cuts in a row are one in the kill ring. */
export const cut =
  (to: (text: string, at: number) => number): Edit =>
  (composer) => {
    const { caret, text } = composer.buffer
    const target = to(text, caret)
    if (target === caret) return { ...composer, aim: undefined }
    const [from, end] = target < caret ? [target, caret] : [caret, target]
    const joins = composer.last._tag !== "Killed" ? undefined : target < caret ? "before" : "behind"
    const kills = kill(composer.kills, text.slice(from, end), joins)
    return changed({ ...composer, kills }, remove(composer.buffer, from, end), { _tag: "Killed" })
  }

/** To the end of the line, or over the line feed where the caret stands there already. */
const endOrFeed = (text: string, at: number): number => {
  const end = lineEnd(text, at)
  return end === at ? Math.min(text.length, at + 1) : end
}
const startOrFeed = (text: string, at: number): number => {
  const start = lineStart(text, at)
  return start === at ? Math.max(0, at - 1) : start
}

export const cutBlankWordBack = cut(bigWordLeft)
export const cutWordBack = cut(wordLeft)
export const cutWordForward = cut(wordRight)
export const cutToStart = cut(startOrFeed)
export const cutToEnd = cut(endOrFeed)

export const yank: Edit = (composer) => {
  const text = killed(composer.kills, 0)
  if (text === undefined) return composer
  const { caret } = composer.buffer
  return changed(composer, insert(composer.buffer, text), {
    _tag: "Yanked",
    from: caret,
    to: caret + text.length,
    at: 0
  })
}

/** Behind a yank only: what was cut before takes its place. */
export const yankPop: Edit = (composer) => {
  const { last } = composer
  if (last._tag !== "Yanked") return composer
  const text = killed(composer.kills, last.at + 1)
  if (text === undefined) return composer
  const deed = { _tag: "Yanked", from: last.from, to: last.from + text.length, at: last.at + 1 } as const
  return changed(composer, replace(composer.buffer, last.from, last.to, text), deed)
}

const stepped = (composer: Composer, step: typeof undo): Composer => {
  const found = step(composer.undo, composer.buffer)
  if (found === undefined) return composer
  const [stack, buffer] = found
  return moved({ ...composer, undo: stack, history: settled(composer.history) }, buffer)
}
export const undone: Edit = (composer) => stepped(composer, undo)
export const redone: Edit = (composer) => stepped(composer, redo)
