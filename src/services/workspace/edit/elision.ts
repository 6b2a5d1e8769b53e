import type { Change } from "./carrying.ts"
import type { EditDocument } from "./editDocument.ts"
import { omissionIn } from "./omission.ts"

/** Code that an old text may leave out while the new one replaces it, in lines: more is not deleted unseen. */
const mostLines = 60

const dots = /^\s*(?:(?:\/\/|\/\*|#|--|<!--|;|%)\s*)?(?:\.{3}|…)(?:\s*(?:\*\/|-->))?\s*$/

const isElision = (line: string): boolean => dots.test(line) || omissionIn("", line) !== undefined

/** The lines before and after the one elision of a text; undefined where there is none, several, or nothing around it. */
const parted = (text: string) => {
  const lines = text.split("\n")
  const at = lines.findIndex(isElision)
  if (at === -1 || lines.findLastIndex(isElision) !== at) return undefined
  return { head: lines.slice(0, at), tail: lines.slice(at + 1) }
}

/** The one line where a run of lines begins in the file; undefined where it has none or several. */
const onlyStart = (lines: ReadonlyArray<string>, wanted: ReadonlyArray<string>): number | undefined => {
  const run = wanted.map((line) => line.trimEnd())
  if (run.every((line) => line === "")) return undefined
  let found: number | undefined
  for (let at = 0; at + run.length <= lines.length; at++) {
    if (!run.every((line, index) => line === lines[at + index])) continue
    if (found !== undefined) return undefined
    found = at
  }
  return found
}

/**
 * An old text with one line such as `...` for code that it leaves out, written out as the file has it: where what stands
 * before and what stands after are each in the file once, in this order. A new text with one such line too keeps that
 * code; one without replaces it.
 */
export const elided = (change: Change, document: EditDocument): Change | undefined => {
  const old = parted(change.old)
  if (old === undefined) return undefined
  const ended = old.tail.length > 1 && old.tail[old.tail.length - 1] === ""
  const tail = ended ? old.tail.slice(0, -1) : old.tail
  const lines = document.lines.map((line) => line.text.trimEnd())
  const [head, after] = [onlyStart(lines, old.head), onlyStart(lines, tail)]
  if (head === undefined || after === undefined) return undefined
  const from = head + old.head.length
  if (after <= from) return undefined
  const middle = document.lines.slice(from, after).map((line) => line.text)
  const whole = [...old.head, ...middle, ...old.tail].join("\n")
  if (!change.new.split("\n").some(isElision)) {
    return middle.length > mostLines ? undefined : { old: whole, new: change.new }
  }
  const added = parted(change.new)
  return added === undefined ? undefined : { old: whole, new: [...added.head, ...middle, ...added.tail].join("\n") }
}
