/** One change of a text: `length` characters at `offset` give way to `text`. */
export interface Splice {
  readonly offset: number
  readonly length: number
  readonly text: string
}

/** Makes the changes, which must not overlap; two at one offset stand in the order given. Every other character stays. */
export const applySplices = (text: string, splices: ReadonlyArray<Splice>): string => {
  let result = ""
  let at = 0
  for (const { length, offset, text: replacement } of splices.toSorted((left, right) => left.offset - right.offset)) {
    result += text.slice(at, offset) + replacement
    at = offset + length
  }
  return result + text.slice(at)
}

/** One step of nesting, as the text has it; two spaces where it has none. */
export const indentUnit = (text: string): string => /^([ \t]+)\S/m.exec(text)?.[1] ?? "  "

export const lineBreak = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n")

/** The white space that the line of an offset begins with. */
export const indentAt = (text: string, offset: number): string => {
  const start = text.lastIndexOf("\n", offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ""
}

/** True where nothing but white space stands before the offset on its line. */
export const startsLine = (text: string, offset: number): boolean =>
  text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).trim() === ""

/** An object with one value, as deep as the path. */
export const nest = (path: ReadonlyArray<string>, value: unknown): unknown =>
  path.reduceRight<unknown>((inner, name) => Object.fromEntries([[name, inner]]), value)

/** The elements of a list that are new, where it is the old one and more; undefined where it is something else. */
export const appended = (before: unknown, after: unknown): ReadonlyArray<unknown> | undefined =>
  Array.isArray(before) &&
  Array.isArray(after) &&
  after.length > before.length &&
  before.length > 0 &&
  before.every((item, index) => JSON.stringify(item) === JSON.stringify(after[index]))
    ? after.slice(before.length)
    : undefined
