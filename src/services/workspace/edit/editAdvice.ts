import type { EditDocument } from "./editDocument.ts"
import type { Change, Doubt } from "./carrying.ts"
import type { Place } from "./editRungs.ts"

const shownLines = 12
const shownCharacters = 300

/** Blanks made visible, as a model would have to write them in JSON. */
const quoted = (line: string): string => {
  const cut = line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line
  return JSON.stringify(cut).replace(/[\u0080-\uffff]/g, (character) =>
    /[\p{L}\p{N}]/u.test(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
}

const loose = (line: string): string => line.trim().replace(/\s+/g, " ")

/**
 * Where in the file the block most likely stands: the start that most of its lines agree on, long lines counting more.
 * Only for advice; nothing is ever written by it.
 */
const nearestStart = (document: EditDocument, old: ReadonlyArray<string>): number | undefined => {
  const positions = new Map<string, Array<number>>()
  document.lines.forEach((line, index) => {
    const key = loose(line.text)
    if (key === "") return
    const known = positions.get(key)
    if (known === undefined) positions.set(key, [index])
    else known.push(index)
  })
  const votes = new Map<number, number>()
  old.forEach((line, index) => {
    const key = loose(line)
    const at = positions.get(key) ?? []
    for (const position of at.slice(0, 200)) {
      const start = position - index
      votes.set(start, (votes.get(start) ?? 0) + Math.min(key.length, 80) / at.length)
    }
  })
  const [best] = [...votes].sort((one, other) => other[1] - one[1] || one[0] - other[0])
  return best?.[0] ?? mostWords(document, old)
}

const wordsOf = (line: string): ReadonlySet<string> => new Set(line.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [])

/** Where no line agrees: the line that shares most words with the first telling one. */
const mostWords = (document: EditDocument, old: ReadonlyArray<string>): number | undefined => {
  const index = old.findIndex((line) => wordsOf(line).size > 0)
  const wanted = wordsOf(old[index] ?? "")
  let best: { readonly at: number; readonly score: number } | undefined
  document.lines.slice(0, 20_000).forEach((line, at) => {
    const have = wordsOf(line.text)
    let shared = 0
    for (const word of wanted) if (have.has(word)) shared += 1
    const score = shared / Math.max(wanted.size, have.size, 1)
    if (score >= 0.5 && (best === undefined || score > best.score)) best = { at, score }
  })
  return best === undefined ? undefined : best.at - index
}

/** What to tell the model of an old text that is not in the file: the nearest place, what differs, and what to send. */
export const notFound = (document: EditDocument, change: Change): string => {
  const head = "old_string is not in the file. Nothing was changed."
  if (!change.old.includes("\n") && /\\n/.test(change.old)) {
    return `${head} It holds backslash-n where the file has line breaks: it seems to be escaped once too often.`
  }
  const old = change.old.replace(/\n$/, "").split("\n")
  const start = nearestStart(document, old)
  if (start === undefined)
    return `${head} No line of it is in the file either: Read the file again and copy the text from there.`
  const from = Math.max(0, start)
  const block = document.lines.slice(from, Math.max(from + 1, start + old.length)).map((line) => line.text)
  const differences = old
    .map((line, index) => ({ line, file: document.lines[start + index]?.text, number: start + index + 1 }))
    .filter((entry) => entry.line !== entry.file)
  const told = differences.slice(0, 3).map((entry) => {
    const there =
      entry.file === undefined
        ? entry.number < 1
          ? "(the file begins later)"
          : "(the file has ended)"
        : quoted(entry.file)
    return `  line ${entry.number}: the file has ${there}\n    old_string has ${quoted(entry.line)}`
  })
  const more = differences.length > told.length ? `\n  and ${differences.length - told.length} more lines differ` : ""
  const last = from + block.length
  const place = block.length === 1 ? `line ${from + 1}` : `lines ${from + 1}-${last}`
  const copy =
    block.length <= shownLines
      ? `Send old_string as the file has it (${place}):\n${block.join("\n")}`
      : `Read ${place} again and copy old_string from there.`
  return `${head} The nearest place is ${place}:\n${told.join("\n")}${more}\n${copy}`
}

/** What to tell the model of an old text that means several places. */
export const ambiguous = (places: ReadonlyArray<Pick<Place, "line">>, rung: string): string => {
  const lines = places.slice(0, 10).map((place) => place.line)
  const more = places.length > lines.length ? ` and ${places.length - lines.length} more` : ""
  const how = rung === "exact" ? "" : ` (none of them exactly; compared without regard to ${rung})`
  const cure =
    rung === "exact"
      ? "Add lines before or after until it means one, or set replace_all to change them all."
      : "Copy it from Read exactly as it is there, with lines before or after until it means one."
  return `old_string means ${places.length} places${how}: they begin in lines ${lines.join(", ")}${more}. Nothing was changed. ${cure}`
}

const doubts: Readonly<Record<Doubt, string>> = {
  indentation: "but for its indentation, and it cannot be told how the lines of new_string are to be indented there",
  escapes: "but every quote in new_string is escaped with a backslash and none is there",
  spacing: "but for spaces within its lines, and it cannot be told whether new_string keeps them on purpose"
}

/** The place is clear, but not how the new text is to stand there. */
export const doubtful = (document: EditDocument, place: Place, change: Change, doubt: Doubt): string => {
  const count = change.old.replace(/\n$/, "").split("\n").length
  const block = document.lines.slice(place.line - 1, place.line - 1 + count).map((line) => line.text)
  const copy =
    block.length <= shownLines
      ? `Send old_string as the file has it, and new_string in the same way:\n${block.join("\n")}`
      : `Read lines ${place.line}-${place.line + block.length - 1} again and send both as the file has them.`
  return `old_string fits at line ${place.line} ${doubts[doubt]}. Nothing was changed. The file begins there with ${quoted(block[0] ?? "")}. ${copy}`
}

/** What fits but for its indentation has hardly a letter. */
export const tooLittle = (place: Place): string =>
  `old_string is not in the file exactly; indented otherwise it would fit at line ${place.line}, but it is too little to tell by. Nothing was changed. Read there again and copy it exactly, with a line before or after that has a name in it.`
