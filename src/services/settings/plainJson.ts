const isSpace = (character: string | undefined): boolean =>
  character === " " || character === "\n" || character === "\r" || character === "\t"

const blank = (text: string): string => text.replace(/[^\r\n]/g, " ")

/**
 * JSON with comments and trailing commas as plain JSON of the same length: what is more than JSON becomes spaces, so that
 * every offset and line stays. Text that is wrong in another way stays wrong.
 */
export const plainJson = (text: string): string => {
  const cuts: Array<readonly [from: number, to: number]> = []
  /** The last two characters that mean something, and where the last one stands. */
  let last = ""
  let before = ""
  let lastAt = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ""
    if (isSpace(character)) continue
    if (character === "/" && (text[at + 1] === "/" || text[at + 1] === "*")) {
      const line = text[at + 1] === "/"
      const found = text.indexOf(line ? "\n" : "*/", at + 2)
      if (found === -1 && !line) return text
      const end = found === -1 ? text.length : line ? found : found + 2
      cuts.push([at, end])
      at = end - 1
      continue
    }
    const closes = character === "}" || character === "]"
    if (closes && last === "," && !"[{,:".includes(before)) cuts.push([lastAt, lastAt + 1])
    before = last
    last = character
    lastAt = at
    if (character !== '"') continue
    for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === "\\") at++
  }
  let result = ""
  let copied = 0
  for (const [from, to] of cuts.toSorted(([left], [right]) => left - right)) {
    result += text.slice(copied, from) + blank(text.slice(from, to))
    copied = to
  }
  return result + text.slice(copied)
}
