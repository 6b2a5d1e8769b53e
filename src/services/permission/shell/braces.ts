import type { Part, Word } from "./ast.ts"

const isBrace = (part: Part | undefined, text: string): boolean => part?._tag === "Brace" && part.text === text

const range = /^(-?\d{1,4})\.\.(-?\d{1,4})$/

/** `{1..5}`: whole numbers without leading zeros, at most a hundred. */
const counted = (inside: ReadonlyArray<Part>): ReadonlyArray<ReadonlyArray<Part>> | undefined => {
  const only = inside.length === 1 ? inside[0] : undefined
  if (only?._tag !== "Text" || only.quoted || /(^|\.|-)0\d/.test(only.text)) return undefined
  const found = range.exec(only.text)
  if (found === null) return undefined
  const [from, to] = [Number(found[1]), Number(found[2])]
  const count = Math.abs(to - from) + 1
  if (count > 100) return undefined
  return Array.from({ length: count }, (_, i) => [
    { _tag: "Text", text: String(from + Math.sign(to - from) * i), quoted: false } as const
  ])
}

/** `{a,b}`: what stands between the commas. */
const listed = (inside: ReadonlyArray<Part>): ReadonlyArray<ReadonlyArray<Part>> | undefined => {
  if (!inside.some((part) => isBrace(part, ","))) return undefined
  const items: Array<Array<Part>> = [[]]
  for (const part of inside) {
    if (isBrace(part, ",")) items.push([])
    else items.at(-1)?.push(part)
  }
  return items.every((item) => item.length > 0) ? items : undefined
}

/**
 * The words that brace expansion makes of one, where it has one pair of braces with nothing nested in it; else the word
 * itself, whose braces then stand for something that is not known. Everything else in it is expanded later, as in bash.
 */
export const expandBraces = (word: Word): ReadonlyArray<Word> => {
  const open = word.parts.findIndex((part) => isBrace(part, "{"))
  const close = word.parts.findIndex((part) => isBrace(part, "}"))
  if (open < 0 || close < open || word.raw.includes("~")) return [word]
  const before = word.parts.slice(0, open)
  const inside = word.parts.slice(open + 1, close)
  const behind = word.parts.slice(close + 1)
  const other = [...before, ...behind].some((part) => part._tag === "Brace" && part.text !== ",")
  if (other || inside.some((part) => isBrace(part, "{"))) return [word]
  const items = listed(inside) ?? counted(inside)
  const plain = (parts: ReadonlyArray<Part>): ReadonlyArray<Part> =>
    parts.map((part) => (part._tag === "Brace" ? ({ _tag: "Text", text: part.text, quoted: false } as const) : part))
  return items?.map((item) => ({ raw: word.raw, parts: [...plain(before), ...item, ...plain(behind)] })) ?? [word]
}
