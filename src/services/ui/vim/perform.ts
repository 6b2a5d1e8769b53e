import type { ActionId } from "../bindings/actions.ts"
import {
  type Buffer,
  firstNonBlank,
  lineAbove,
  lineBelow,
  lineEnd,
  lineStart,
  nextCharacter,
  previousCharacter,
  remove,
  replace
} from "../composer/buffer.ts"
import type { Command, Operator } from "./command.ts"
import { cased, joined, onCharacter, overwritten, put } from "./edits.ts"
import { move } from "./motions.ts"
import { objectAt, type Span } from "./objects.ts"
import { type Done, operate, resting, typing } from "./operate.ts"
import { registerOf } from "./registers.ts"
import { changedWord, spanOf } from "./span.ts"
import type { Vim } from "./Vim.ts"

/** What a command came to; undefined where it could not be done and nothing changed. */
export type Performed = (Done & { readonly action?: ActionId }) | undefined

export interface Typed {
  readonly count: number | undefined
  readonly register: string | undefined
}

/** The range of `x`, `X`, `s`: characters of the line before or behind the caret. */
const characters = ({ caret, text }: Buffer, count: number, behind: boolean): Span | undefined => {
  let [from, to] = [caret, caret]
  for (let done = 0; done < count; done++) {
    if (behind && to < lineEnd(text, caret)) to = nextCharacter(text, to)
    if (!behind && from > lineStart(text, caret)) from = previousCharacter(text, from)
  }
  return from === to ? undefined : { from, to, lines: false }
}

/** The caret's line and those below, `count` of them or to the last one; undefined where it is the last and more were meant. */
const linesFrom = ({ caret, text }: Buffer, count: number): Span | undefined => {
  let last = lineStart(text, caret)
  if (count > 1 && lineBelow(text, last) === undefined) return undefined
  for (let done = 1; done < count; done++) last = lineBelow(text, last) ?? last
  return { from: caret, to: lineEnd(text, last), lines: true }
}

const toEnd = (buffer: Buffer, count: number): Span | undefined => {
  const lines = linesFrom(buffer, count)
  return lines === undefined ? undefined : { ...lines, lines: false }
}

/** Insert mode at an offset. */
const typeAt = (vim: Vim, buffer: Buffer, caret: number, repeat: number): Performed => ({
  vim: { ...typing(vim, false), repeat },
  buffer: { text: buffer.text, caret }
})

/** A new line below or above, and insert mode in it. Indentation is that of the line. */
const open = (vim: Vim, { caret, text }: Buffer, below: boolean, repeat: number): Performed => {
  const start = lineStart(text, caret)
  const indent = text.slice(start, firstNonBlank(text, caret))
  const at = below ? lineEnd(text, caret) : start
  const next = below ? replace({ text, caret }, at, at, `\n${indent}`) : replace({ text, caret }, at, at, `${indent}\n`)
  const buffer = below ? next : { text: next.text, caret: at + indent.length }
  return { vim: { ...typing(vim, true), repeat }, buffer }
}

const over = (vim: Vim, buffer: Buffer, span: Span | undefined, operator: Operator, typed: Typed): Performed =>
  span === undefined ? undefined : operate(vim, buffer, operator, span, { register: typed.register, count: 1 })

const simple = (vim: Vim, buffer: Buffer, name: string, character: string | undefined, typed: Typed): Performed => {
  const { caret, text } = buffer
  const count = typed.count ?? 1
  switch (name) {
    case "i":
    case "<insert>":
      return typeAt(vim, buffer, caret, count)
    case "a":
      return typeAt(vim, buffer, caret < lineEnd(text, caret) ? nextCharacter(text, caret) : caret, count)
    case "I":
      return typeAt(vim, buffer, firstNonBlank(text, caret), count)
    case "A":
      return typeAt(vim, buffer, lineEnd(text, caret), count)
    case "o":
    case "O":
      return open(vim, buffer, name === "o", count)
    case "x":
    case "<delete>":
      return over(vim, buffer, characters(buffer, count, true), "d", typed)
    case "X":
      return over(vim, buffer, characters(buffer, count, false), "d", typed)
    case "s":
      return over(vim, buffer, characters(buffer, count, true) ?? { from: caret, to: caret, lines: false }, "c", typed)
    case "S":
      return over(vim, buffer, linesFrom(buffer, count), "c", typed)
    case "D":
      return over(vim, buffer, toEnd(buffer, count), "d", typed)
    case "C":
      return over(vim, buffer, toEnd(buffer, count), "c", typed)
    case "Y":
      return over(vim, buffer, linesFrom(buffer, count), "y", typed)
    case "p":
    case "P": {
      const register = registerOf(vim, typed.register)
      return register === undefined
        ? undefined
        : { vim: resting(vim), buffer: put(buffer, register, name === "p", count) }
    }
    case "J": {
      const whole = joined(buffer, count)
      return whole === undefined ? undefined : { vim: resting(vim), buffer: onCharacter(whole) }
    }
    case "r": {
      const next = overwritten(buffer, character ?? "", count)
      return next === undefined ? undefined : { vim: resting(vim), buffer: next }
    }
    case "~": {
      const span = characters(buffer, count, true)
      return span === undefined
        ? undefined
        : { vim: resting(vim), buffer: onCharacter(cased(buffer, span.from, span.to, "~")) }
    }
    case "v":
    case "V":
      return { vim: { ...resting(vim), mode: name === "v" ? "visual" : "visualLine", anchor: caret }, buffer }
    case "u":
      return { vim: resting(vim), buffer, action: "composer:undo" }
    case "<C-r>":
      return { vim: resting(vim), buffer, action: "composer:redo" }
    default:
      return undefined
  }
}

/** One line up or down from where there is none is a step through the history of prompts. */
const beyond = (vim: Vim, buffer: Buffer, name: string): Performed => {
  const { caret, text } = buffer
  if ((name === "k" || name === "<up>") && lineAbove(text, caret) === undefined)
    return { vim, buffer, action: "composer:historyPrevious" }
  if ((name === "j" || name === "<down>") && lineBelow(text, caret) === undefined)
    return { vim, buffer, action: "composer:historyNext" }
  return undefined
}

/** Does a whole command of normal mode. Pure. */
export const perform = (vim: Vim, buffer: Buffer, command: Command, typed: Typed): Performed => {
  const { caret, text } = buffer
  const options = { register: typed.register, count: 1 }
  switch (command._tag) {
    case "Move": {
      const moved = move(text, caret, command.motion, typed.count, vim)
      if (moved === undefined) return beyond(vim, buffer, command.motion.name)
      return {
        vim: { ...vim, column: moved.column, find: moved.find ?? vim.find },
        buffer: onCharacter({ text, caret: moved.to })
      }
    }
    case "Operate": {
      const { motion, operator } = command
      if (operator === "c" && (motion.name === "w" || motion.name === "W") && caret < lineEnd(text, caret)) {
        return operate(vim, buffer, "c", changedWord(buffer, motion.name === "W", typed.count ?? 1), options)
      }
      const moved = move(text, caret, motion, typed.count, vim)
      if (moved === undefined) return undefined
      const found = { ...vim, find: moved.find ?? vim.find }
      const span = spanOf(buffer, operator, motion, moved)
      if (!span.lines && span.from === span.to && (operator === "d" || operator === "y")) return undefined
      return operate(found, buffer, operator, span, options)
    }
    case "OperateLines":
      return over(vim, buffer, linesFrom(buffer, typed.count ?? 1), command.operator, typed)
    case "OperateObject": {
      const span = objectAt(text, caret, command.object, command.around, typed.count ?? 1)
      if (span === undefined || (span.from === span.to && !span.lines && command.operator !== "c")) return undefined
      return operate(vim, buffer, command.operator, span, options)
    }
    case "Simple":
      return simple(vim, buffer, command.name, command.character, typed)
    default:
      return undefined
  }
}

/** Takes a range out without keeping it. */
export const dropped = (buffer: Buffer, span: Span): Buffer => remove(buffer, span.from, span.to)
