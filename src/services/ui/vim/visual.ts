import { type Buffer, lineEnd, lineStart, previousCharacter } from "../composer/buffer.ts"
import type { Command, Operator } from "./command.ts"
import { cased, filled, joined, onCharacter, put, withoutLines } from "./edits.ts"
import { move } from "./motions.ts"
import { objectAt, type Span } from "./objects.ts"
import { operate, resting, selectionOf } from "./operate.ts"
import { dropped, type Performed, type Typed } from "./perform.ts"
import { keep, registerOf } from "./registers.ts"
import type { Vim } from "./Vim.ts"

const asLines = (span: Span, text: string): Span => ({
  from: lineStart(text, span.from),
  to: lineEnd(text, Math.max(span.from, span.to - 1)),
  lines: true
})

/** `p`: the selection is taken out, and the register stands in its place. What was selected takes the register's place. */
const exchanged = (vim: Vim, buffer: Buffer, span: Span, typed: Typed): Performed => {
  const register = registerOf(vim, typed.register)
  if (register === undefined) return undefined
  const { text } = buffer
  const taken = { text: text.slice(span.from, span.to), lines: span.lines }
  const kept = resting(keep(vim, undefined, taken, "delete"))
  const count = typed.count ?? 1
  if (!span.lines) {
    const rest = dropped(buffer, span)
    if (!register.lines) return { vim: kept, buffer: put(rest, register, false, count) }
    const split = { text: `${rest.text.slice(0, span.from)}\n\n${rest.text.slice(span.from)}`, caret: span.from + 1 }
    const block = put(split, register, false, count)
    const extra = block.text.indexOf("\n", block.caret + (register.text.length + 1) * count - 1)
    return { vim: kept, buffer: { text: block.text.slice(0, extra) + block.text.slice(extra + 1), caret: block.caret } }
  }
  const lines = { text: Array.from({ length: count }, () => register.text).join("\n"), lines: true }
  if (lineStart(text, span.from) === 0 && span.to === text.length) {
    return { vim: kept, buffer: onCharacter({ text: lines.text, caret: 0 }) }
  }
  const last = span.to === text.length
  return { vim: kept, buffer: put(withoutLines(buffer, span.from, span.to), lines, last, 1) }
}

const simple = (vim: Vim, buffer: Buffer, name: string, character: string | undefined, typed: Typed): Performed => {
  const { caret, text } = buffer
  const span = selectionOf(vim, buffer)
  const options = { register: typed.register, count: 1 }
  const over = (operator: Operator, range: Span): Performed => operate(vim, buffer, operator, range, options)
  switch (name) {
    case "o":
      return { vim: { ...vim, anchor: caret, column: undefined }, buffer: { text, caret: vim.anchor } }
    case "v":
    case "V": {
      const mode = name === "v" ? "visual" : "visualLine"
      return vim.mode === mode ? { vim: resting(vim), buffer } : { vim: { ...vim, mode }, buffer }
    }
    case "x":
    case "<delete>":
    case "<backspace>":
      return over("d", span)
    case "X":
    case "D":
      return over("d", asLines(span, text))
    case "s":
      return over("c", span)
    case "S":
    case "R":
    case "C":
      return over("c", asLines(span, text))
    case "Y":
      return over("y", asLines(span, text))
    case "p":
    case "P":
      return exchanged(vim, buffer, span, typed)
    case "J": {
      const count = text.slice(span.from, span.to).split("\n").length
      const whole = joined({ text, caret: span.from }, count)
      return whole === undefined ? undefined : { vim: resting(vim), buffer: onCharacter(whole) }
    }
    case "r": {
      const made = filled(buffer, span.from, span.to, character === "<enter>" ? "\n" : (character ?? ""))
      return { vim: resting(vim), buffer: onCharacter(made) }
    }
    case "~":
    case "u":
    case "U": {
      const made = cased(buffer, span.from, span.to, name)
      return { vim: resting(vim), buffer: onCharacter({ text: made.text, caret: span.from }) }
    }
    default:
      return undefined
  }
}

/** Does a whole command of visual mode. Pure. */
export const performVisual = (vim: Vim, buffer: Buffer, command: Command, typed: Typed): Performed => {
  const { caret, text } = buffer
  switch (command._tag) {
    case "Move": {
      const moved = move(text, caret, command.motion, typed.count, vim)
      if (moved === undefined) return undefined
      return {
        vim: { ...vim, column: moved.column, find: moved.find ?? vim.find },
        buffer: onCharacter({ text, caret: moved.to })
      }
    }
    case "Select": {
      const span = objectAt(text, caret, command.object, command.around, typed.count ?? 1)
      if (span === undefined || span.from === span.to) return undefined
      return {
        vim: { ...vim, anchor: span.from, column: undefined, mode: span.lines ? "visualLine" : vim.mode },
        buffer: { text, caret: span.lines ? span.to : previousCharacter(text, span.to) }
      }
    }
    case "OperateSelection": {
      const options = { register: typed.register, count: typed.count ?? 1 }
      return operate(vim, buffer, command.operator, selectionOf(vim, buffer), options)
    }
    case "Simple":
      return simple(vim, buffer, command.name, command.character, typed)
    default:
      return undefined
  }
}
