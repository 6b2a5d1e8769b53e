import { type Buffer, firstNonBlank, lineEnd, lineStart, nextCharacter, remove, replace } from "../composer/buffer.ts"
import type { Operator } from "./command.ts"
import { indented, linesOf, onCharacter, withoutLines } from "./edits.ts"
import type { Span } from "./objects.ts"
import { keep } from "./registers.ts"
import type { Vim } from "./Vim.ts"

/** What a command did. */
export interface Done {
  readonly vim: Vim
  readonly buffer: Buffer
  /** What was cut, for the kill ring. */
  readonly killed?: string
}

/** The state with a mode begun in which text is typed. `changed` where the text was changed on the way there. */
export const typing = (vim: Vim, changed: boolean): Vim => ({
  ...vim,
  mode: "insert",
  column: undefined,
  touched: changed
})

export const resting = (vim: Vim): Vim => ({ ...vim, mode: "normal", column: undefined })

/** Does to a range what an operator says. The span's end is not part of it; of lines both ends stand in them. */
export const operate = (
  vim: Vim,
  buffer: Buffer,
  operator: Operator,
  span: Span,
  options: { readonly register: string | undefined; readonly count: number }
): Done => {
  const { caret, text } = buffer
  const { from, lines, to } = span
  if (operator === ">" || operator === "<") {
    const last = lines || to === from ? to : to - 1
    return { vim: resting(vim), buffer: indented(buffer, from, last, operator === ">", options.count) }
  }
  const taken = { text: lines ? linesOf(text, from, to) : text.slice(from, to), lines }
  if (operator === "y") {
    const yanked = keep(vim, options.register, taken, "yank")
    const stays = lines ? Math.min(caret, from) : from
    return { vim: resting(yanked), buffer: onCharacter({ text, caret: stays }) }
  }
  const kept = keep(vim, options.register, taken, "delete")
  const killed = options.register === "_" || taken.text === "" ? {} : { killed: taken.text }
  if (operator === "d") {
    const rest = lines ? withoutLines(buffer, from, to) : onCharacter(remove(buffer, from, to))
    return { vim: resting(kept), buffer: rest, ...killed }
  }
  // Of changed lines the indentation of the first one stays, as with vim's `autoindent`.
  const rest = lines ? replace(buffer, firstNonBlank(text, from), lineEnd(text, to), "") : remove(buffer, from, to)
  return { vim: typing(kept, rest.text !== text), buffer: rest, ...killed }
}

/** What is selected in visual mode. */
export const selectionOf = (vim: Vim, { caret, text }: Buffer): Span => {
  const [first, last] = vim.anchor <= caret ? [vim.anchor, caret] : [caret, vim.anchor]
  if (vim.mode === "visualLine") return { from: lineStart(text, first), to: lineEnd(text, last), lines: true }
  return { from: first, to: nextCharacter(text, last), lines: false }
}
