import { TextDiff } from "effect"

/** A run of changed lines with its surroundings; each line begins with a blank, `-` or `+`. Numbers count from 1. */
export interface Hunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  readonly lines: ReadonlyArray<string>
}

const context = 3

/** Beyond this many changed lines the difference is one of blocks, found in bounded time. */
const maxEdits = 2000

interface Entry {
  readonly sign: " " | "-" | "+"
  readonly text: string
  readonly old: number
  readonly new: number
}

/** Where two texts differ, line by line, without line endings. */
export const hunksOf = (before: string, after: string): ReadonlyArray<Hunk> => {
  const entries: Array<Entry> = []
  let [oldLine, newLine] = [1, 1]
  for (const run of TextDiff.lines(before, after, { maxEdits })) {
    const sign = run._tag === "Equal" ? " " : run._tag === "Delete" ? "-" : "+"
    for (const item of run.items) {
      entries.push({ sign, text: item.replace(/\r?\n$/, ""), old: oldLine, new: newLine })
      if (sign !== "+") oldLine += 1
      if (sign !== "-") newLine += 1
    }
  }
  const hunks: Array<Hunk> = []
  let at = entries.findIndex((entry) => entry.sign !== " ")
  while (at !== -1) {
    const start = Math.max(0, at - context)
    let last = at
    for (let next = at; next < entries.length && next <= last + 2 * context + 1; next++) {
      if (entries[next]?.sign !== " ") last = next
    }
    const part = entries.slice(start, last + context + 1)
    const [first] = part
    hunks.push({
      oldStart: first?.old ?? 1,
      oldLines: part.filter((entry) => entry.sign !== "+").length,
      newStart: first?.new ?? 1,
      newLines: part.filter((entry) => entry.sign !== "-").length,
      lines: part.map((entry) => entry.sign + entry.text)
    })
    at = entries.findIndex((entry, index) => index > last && entry.sign !== " ")
  }
  return hunks
}

const shownLines = 80
const shownCharacters = 400

/** Hunks as the model reads them: the line's number in the new file (of a removed line: in the old one), its sign, its text. */
export const numbered = (hunks: ReadonlyArray<Hunk>): string => {
  const shown: Array<string> = []
  for (const [index, hunk] of hunks.entries()) {
    if (index > 0) shown.push("   ...")
    let [oldLine, newLine] = [hunk.oldStart, hunk.newStart]
    for (const line of hunk.lines) {
      const sign = line[0] ?? " "
      const number = sign === "-" ? oldLine : newLine
      if (sign !== "+") oldLine += 1
      if (sign !== "-") newLine += 1
      const text = line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line
      shown.push(`${String(number).padStart(6)} ${text}`)
    }
  }
  const left = shown.length - shownLines
  return left > 0
    ? `${shown.slice(0, shownLines).join("\n")}\n[${left} more lines of the difference]`
    : shown.join("\n")
}
