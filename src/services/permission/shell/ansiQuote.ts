const single: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  E: "\u001b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "?": "?"
}

const coded = /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3}))/y

/**
 * Decodes `$'…'` (bash manual, ANSI-C quoting) from the character behind its opening quote.
 * `certain` is false for escapes that shells read differently, for bytes outside ASCII, for NUL, and where it is not closed.
 */
export const decodeAnsi = (
  source: string,
  from: number
): { readonly text: string; readonly end: number; readonly certain: boolean } => {
  let text = ""
  let certain = true
  let at = from
  while (at < source.length) {
    const c = source.charAt(at)
    if (c === "'") return { text, end: at + 1, certain }
    if (c !== "\\") {
      text += c
      at++
      continue
    }
    const next = source.charAt(at + 1)
    const plain = Object.hasOwn(single, next) ? single[next] : undefined
    if (plain !== undefined) {
      text += plain
      at += 2
      continue
    }
    coded.lastIndex = at
    const code = coded.exec(source)
    if (code === null) {
      certain = false
      text += c
      at++
      continue
    }
    const value =
      code[4] === undefined ? Number.parseInt(code[1] ?? code[2] ?? code[3] ?? "0", 16) : Number.parseInt(code[4], 8)
    const unicode = code[2] !== undefined || code[3] !== undefined
    if (value === 0 || value > 0x10ffff || (value > 0x7f && !unicode)) certain = false
    if (value > 0 && value <= 0x10ffff) text += String.fromCodePoint(value)
    at += code[0].length
  }
  return { text, end: source.length, certain: false }
}
