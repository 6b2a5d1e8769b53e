import type { Buffer } from "./buffer.ts"

/** What can be undone and redone: buffers as they were before each step, the newest last. */
export interface UndoStack {
  readonly past: ReadonlyArray<Buffer>
  readonly future: ReadonlyArray<Buffer>
}

export const emptyUndo: UndoStack = { past: [], future: [] }

/** Steps that are kept. A step of a long text costs what was typed in it: its strings share their parts. */
const mostSteps = 1000

/** Notes a change: `before` is what undo gives back. A change that joins the step before it adds none. */
export const record = (stack: UndoStack, before: Buffer, joins: boolean): UndoStack => {
  if (joins && stack.past.length > 0) return stack.future.length === 0 ? stack : { past: stack.past, future: [] }
  const past = stack.past.length >= mostSteps ? stack.past.slice(1) : stack.past
  return { past: [...past, before], future: [] }
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
