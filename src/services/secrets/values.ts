/** A value as it stands in a text: what is between its quotes, or the word. */
export interface Value {
  readonly start: number
  readonly end: number
  readonly text: string
  /** What it stands in: a quotation mark, or nothing. */
  readonly quote: string
}

/** Longer ones are looked at so far; the mask goes on to their end: see `lastOf`. */
const longest = 2048

const more = /[^\s"'`<>]*/y

/** Where a value ends that may be longer than was looked at. */
export const lastOf = (text: string, value: Value): number => {
  if (value.end - value.start < longest - 8) return value.end
  more.lastIndex = value.end
  more.exec(text)
  return more.lastIndex
}

const unquoted = /[^\s"'`<>;&]{1,2048}/y
const shellWord = /[^\s"'`]{1,2048}/y

/**
 * The value that begins at a place. `shell`: a word of a shell or an `.env` file, which only white space and quotes end.
 * A quotation mark that is not closed on its line holds until the line's end: the text may be cut.
 */
export const valueAt = (text: string, at: number, shell: boolean): Value | undefined => {
  let from = at
  while (text[from] === "\\" && from < at + 8) from++
  if (/[bBrRfFuU@]/.test(text[from] ?? "") && /["']/.test(text[from + 1] ?? "")) from++
  const quote = text[from] ?? ""
  if (quote === '"' || quote === "'" || quote === "`") {
    let end = from + 1
    const limit = Math.min(text.length, from + longest)
    while (end < limit && text[end] !== quote && text[end] !== "\n")
      end += text[end] === "\\" && text[end + 1] !== "\n" ? 2 : 1
    end = Math.min(end, text.length)
    // An escaped quote of a text in a text: the backslash before it is no part of the value.
    const inner = text.slice(from + 1, end).replace(/\\+$/, "")
    return { start: from + 1, end: from + 1 + inner.length, text: inner, quote }
  }
  const word = shell ? shellWord : unquoted
  word.lastIndex = at
  const found = word.exec(text)?.[0].replace(/[,;&|)\]}\\]+$/, "") ?? ""
  if (found === "") return undefined
  return { start: at, end: at + found.length, text: found, quote: "" }
}
