import type { ActionId } from "../bindings/actions.ts"
import { type Buffer, insert, lineStart, previousCharacter, remove } from "../composer/buffer.ts"
import { cleanText } from "../composer/clean.ts"
import { type Command, readCommand } from "./command.ts"
import { onCharacter } from "./edits.ts"
import { resting } from "./operate.ts"
import { perform, type Performed } from "./perform.ts"
import { isText } from "./token.ts"
import type { Vim } from "./Vim.ts"
import { performVisual } from "./visual.ts"

/** What a key came to. */
export interface VimStep {
  readonly vim: Vim
  readonly buffer: Buffer
  /** False where vim has no use for the key: it goes the way of the key bindings. */
  readonly taken: boolean
  readonly joins: boolean
  readonly killed?: string
  readonly action?: ActionId
}

const step = (vim: Vim, buffer: Buffer, options: Partial<VimStep> = {}): VimStep => ({
  vim,
  buffer,
  taken: true,
  joins: false,
  ...options
})

const pass = (vim: Vim, buffer: Buffer): VimStep => step(vim, buffer, { taken: false })

const recorded = (vim: Vim, token: string): Vim =>
  vim.recording === undefined ? vim : { ...vim, recording: [...vim.recording, token] }

/** What was typed since insert mode began, once more: `3ix<Esc>`. */
const typedAgain = (vim: Vim, buffer: Buffer): Buffer => {
  if (vim.repeat < 2 || vim.recording === undefined) return buffer
  const from = vim.recording.findIndex((token) => /^[iIaAoO]$/.test(token)) + 1
  const text = vim.recording
    .slice(from)
    .reduce((all, token) => (token === "<backspace>" ? all.slice(0, -1) : all + token), "")
  const lines = /^[oO]$/.test(vim.recording[from - 1] ?? "")
  return insert(buffer, (lines ? `\n${text}` : text).repeat(vim.repeat - 1))
}

const leaveInsert = (vim: Vim, buffer: Buffer): VimStep => {
  const after = typedAgain(vim, buffer)
  const { caret, text } = after
  const back = caret > lineStart(text, caret) ? previousCharacter(text, caret) : caret
  const change = vim.recording === undefined ? vim.change : [...vim.recording, "<escape>"]
  return step(
    { ...resting(vim), change, recording: undefined, repeat: 1, touched: false },
    { text, caret: back },
    { joins: vim.touched }
  )
}

const pressInsert = (vim: Vim, buffer: Buffer, token: string): VimStep => {
  if (token === "<escape>") return leaveInsert(vim, buffer)
  const { caret, text } = buffer
  if (token === "<backspace>" && caret > 0) {
    const after = recorded({ ...vim, touched: true }, token)
    return step(after, remove(buffer, previousCharacter(text, caret), caret), { joins: vim.touched })
  }
  const typed = isText(token) ? cleanText(token) : ""
  if (typed === "") return pass(vim, buffer)
  return step(recorded({ ...vim, touched: true }, typed), insert(buffer, typed), { joins: vim.touched })
}

/** Commands that `.` does again. */
const changes = (command: Command): boolean => {
  switch (command._tag) {
    case "Operate":
    case "OperateLines":
    case "OperateObject":
    case "OperateSelection":
      return command.operator !== "y"
    case "Simple":
      return !/^(?:[vVuY.]|<C-r>)$/.test(command.name)
    default:
      return false
  }
}

/** Keys of the last change again, with another count if one was typed. The whole is one step of undo. */
const repeated = (vim: Vim, buffer: Buffer, count: number | undefined): VimStep => {
  const { change } = vim
  if (change.length === 0) return step({ ...vim, pending: [] }, buffer)
  const register = change[0] === '"' ? 2 : 0
  const digits = change.slice(register).findIndex((token) => !/^[0-9]$/.test(token))
  const keys =
    count === undefined
      ? change
      : [...change.slice(0, register), ...String(count), ...change.slice(register + Math.max(0, digits))]
  let now: VimStep = step({ ...vim, pending: [] }, buffer)
  for (const token of keys) now = pressToken(now.vim, now.buffer, token)
  return step({ ...now.vim, change: keys }, now.buffer)
}

const pressCommand = (vim: Vim, buffer: Buffer, token: string): VimStep => {
  const visual = vim.mode !== "normal"
  const idle: Vim = { ...vim, pending: [] }
  if (token === "<escape>" || token === "<C-[>") {
    if (vim.pending.length > 0) return step(idle, buffer)
    return visual ? step(resting(idle), onCharacter(buffer)) : pass(idle, buffer)
  }
  const tokens = [...vim.pending, token]
  const read = readCommand(tokens, visual)
  if (read._tag === "More") return step({ ...vim, pending: tokens }, buffer)
  // A key that types something does nothing here; one that does not is for the bindings: Enter, Ctrl+C.
  if (read._tag === "Unknown") return vim.pending.length > 0 || isText(token) ? step(idle, buffer) : pass(idle, buffer)
  const { command, count, register } = read
  if (command._tag === "Simple" && command.name === "." && !visual) return repeated(vim, buffer, count)
  const done: Performed = (visual ? performVisual : perform)(idle, buffer, command, { count, register })
  if (done === undefined) return step(idle, buffer)
  const { action, killed } = done
  const remembered = changes(command) && !visual
  const typing = done.vim.mode === "insert"
  const after: Vim = {
    ...done.vim,
    change: remembered && !typing ? tokens : done.vim.change,
    recording: typing ? (visual ? [] : tokens) : undefined,
    repeat: typing && command._tag === "Simple" && /^[iIaAoO]$/.test(command.name) ? (count ?? 1) : 1
  }
  return step(after, done.buffer, {
    ...(killed === undefined ? {} : { killed }),
    ...(action === undefined ? {} : { action })
  })
}

/** One key. Pure and total. */
export const pressToken = (vim: Vim, buffer: Buffer, token: string): VimStep =>
  vim.mode === "insert"
    ? pressInsert(vim, buffer, token)
    : // What changed behind its back may have left the caret behind the last character.
      pressCommand(vim, onCharacter(buffer), token)
