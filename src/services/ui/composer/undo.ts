import type { Buffer } from "./buffer.ts"

/** What can be undone and redone: buffers as they were before each step, the newest last. */
export interface UndoStack {
  readonly past: ReadonlyArray<Buffer>
  readonly future: ReadonlyArray<Buffer>
}

export const emptyUndo: UndoStack = { past: [], future: [] }

/** Steps that are kept, and characters of all of them together. */
const mostSteps = 1000
const mostCharacters = 8_000_000

/** The newest steps that may be kept. */
const bounded = (past: ReadonlyArray<Buffer>): ReadonlyArray<Buffer> => {
  if (past.length <= mostSteps && (past.at(-1)?.text.length ?? 0) * past.length <= mostCharacters) return past
  let characters = 0
  const tooMany = past.findLastIndex((step, at) => {
    characters += step.text.length
    return past.length - at > mostSteps || (characters > mostCharacters && at < past.length - 1)
  })
  return past.slice(tooMany + 1)
}

/** Notes a change: `before` is what undo gives back. A change that joins the step before it adds none. */
export const record = (stack: UndoStack, before: Buffer, joins: boolean): UndoStack => {
  if (joins && stack.past.length > 0) return stack.future.length === 0 ? stack : { past: stack.past, future: [] }
  return { past: bounded([...stack.past, before]), future: [] }
}

/** The stack and the buffer after going one step back; undefined where there is none. */
export const undo = (stack: UndoStack, now: Buffer): readonly [UndoStack, Buffer] | undefined => {
  const before = stack.past.at(-1)
  if (before === undefined) return undefined
  return [{ past: stack.past.slice(0, -1), future: [...stack.future, now] }, before]
}

/** The same forward. */
export const redo = (stack: UndoStack, now: Buffer): readonly [UndoStack, Buffer] | undefined => {
  const after = stack.future.at(-1)
  if (after === undefined) return undefined
  return [{ past: [...stack.past, now], future: stack.future.slice(0, -1) }, after]
}
