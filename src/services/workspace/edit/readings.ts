import type { Change } from "./carrying.ts"
import type { EditDocument } from "./editDocument.ts"
import { elided } from "./elision.ts"

/** A way to read a change that is not in the file as it was sent: a slip of its own, undone. */
interface Reading {
  readonly name: string
  /** What was copied along stood at lines, so that lines are meant and not pieces of them. */
  readonly lines: boolean
  readonly read: (change: Change, document: EditDocument) => Change | undefined
}

/** `cat -n` prefixes of Read's output, or `12 | `. */
const numberPrefix = /^\s*(\d+)(?:\t|→|: |\s?\| ?)/

/** Without the numbers, where every line has one and they count up. */
const withoutNumbers = (text: string): string | undefined => {
  const lines = text.split("\n")
  const body = lines[lines.length - 1] === "" ? lines.slice(0, -1) : lines
  let expected: number | undefined
  for (const line of body) {
    const number = numberPrefix.exec(line)?.[1]
    if (number === undefined || (expected !== undefined && Number(number) !== expected)) return undefined
    expected = Number(number) + 1
  }
  return expected === undefined ? undefined : lines.map((line) => line.replace(numberPrefix, "")).join("\n")
}

/** In the order in which they are undone: what was put around comes off first. */
const readings: ReadonlyArray<Reading> = [
  {
    name: "blank lines around it",
    lines: true,
    read: (change) => {
      const [head, tail] = [
        /^(?:[ \t]*\n)+/.exec(change.old)?.[0] ?? "",
        /\n(?:[ \t]*\n)+$/.exec(change.old)?.[0] ?? ""
      ]
      const old = change.old.slice(head.length, change.old.length - Math.max(0, tail.length - 1))
      if (old.trim() === "" || old === change.old) return undefined
      const fromNew = change.new.startsWith(head) ? change.new.slice(head.length) : change.new
      const end =
        tail.length > 1 && fromNew.endsWith(tail) ? fromNew.slice(0, fromNew.length - tail.length + 1) : fromNew
      return { old, new: end }
    }
  },
  {
    name: "line numbers copied from Read",
    lines: true,
    read: (change) => {
      const old = withoutNumbers(change.old)
      if (old === undefined) return undefined
      const lines = change.new.split("\n").filter((line) => line !== "")
      const numbered = lines.filter((line) => numberPrefix.test(line)).length
      /* Numbers on some lines only: which are meant is a guess. */
      if (numbered !== 0 && numbered !== lines.length) return undefined
      const bare = change.new.split("\n").map((line) => line.replace(numberPrefix, ""))
      return { old, new: numbered === 0 ? change.new : bare.join("\n") }
    }
  },
  {
    name: "escaped quotes",
    lines: false,
    read: (change) => {
      if (!/\\["'`]/.test(change.old) || /(?<!\\)["'`]/.test(change.old + change.new)) return undefined
      const bare = (text: string) => text.replace(/\\(["'`])/g, "$1")
      return { old: bare(change.old), new: bare(change.new) }
    }
  },
  { name: "an elision", lines: true, read: elided }
]

/** A change read in another way, with the slips that this undoes. */
export interface ReadAs {
  readonly change: Change
  readonly names: ReadonlyArray<string>
  readonly lines: boolean
}

/** All ways to read a change, those that undo fewer slips first. */
export const readingsOf = (document: EditDocument, change: Change): ReadonlyArray<ReadAs> => {
  let found: ReadonlyArray<ReadAs> = [{ change, names: [], lines: false }]
  for (const reading of readings) {
    const more = found.flatMap((one): ReadonlyArray<ReadAs> => {
      const read = reading.read(one.change, document)
      if (read === undefined || read.old === "") return []
      return [{ change: read, names: [...one.names, reading.name], lines: one.lines || reading.lines }]
    })
    found = [...found, ...more]
  }
  return found.slice(1).sort((one, other) => one.names.length - other.names.length)
}
