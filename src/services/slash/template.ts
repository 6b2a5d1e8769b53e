/** A piece of a command's text: words, or a command whose output stands in its place. */
export type Segment =
  | { readonly _tag: "Text"; readonly text: string }
  | { readonly _tag: "Command"; readonly command: string }

/** `` !`cmd` `` at the start of a line or behind white space or an opening bracket; not inside of a word or of code. */
const command = /(^|[\s([{:>])!`([^`\n]+)`/g

/** Divides a command's text. What arguments and outputs hold is never read as a command: it is put in afterwards. */
export const segments = (body: string): ReadonlyArray<Segment> => {
  const found: Array<Segment> = []
  let at = 0
  for (const match of body.matchAll(command)) {
    const start = match.index + (match[1]?.length ?? 0)
    if (start > at) found.push({ _tag: "Text", text: body.slice(at, start) })
    found.push({ _tag: "Command", command: match[2] ?? "" })
    at = match.index + match[0].length
  }
  if (at < body.length) found.push({ _tag: "Text", text: body.slice(at) })
  return found
}

/** What was typed as words: white space divides, quotes hold together, a backslash takes the next letter as it is. */
export const words = (typed: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  let word: string | undefined
  let quote = ""
  for (let at = 0; at < typed.length; at++) {
    const letter = typed[at] ?? ""
    if (quote !== "") {
      if (letter === quote) quote = ""
      else word = (word ?? "") + letter
    } else if ((letter === '"' || letter === "'") && (word === undefined || word === "")) {
      quote = letter
      word = ""
    } else if (letter === "\\" && at + 1 < typed.length) {
      word = (word ?? "") + (typed[++at] ?? "")
    } else if (/\s/.test(letter)) {
      if (word !== undefined) found.push(word)
      word = undefined
    } else word = (word ?? "") + letter
  }
  return word === undefined ? found : [...found, word]
}

const placeholder = /\$(ARGUMENTS\b(?:\[(\d{1,3})\])?|\d{1,2})/g

/** Whether a text takes arguments at all. */
export const takesArguments = (body: string): boolean => body.search(placeholder) !== -1

/** Puts `$ARGUMENTS`, `$ARGUMENTS[0]` and `$1 …` in, in one pass: what was typed is not read again. */
export const withArguments = (text: string, typed: string): string => {
  if (!text.includes("$")) return text
  const given = words(typed)
  return text.replaceAll(placeholder, (_, name: string, index: string | undefined) => {
    if (index !== undefined) return given[Number(index)] ?? ""
    return name === "ARGUMENTS" ? typed : (given[Number(name) - 1] ?? "")
  })
}

const mention = /(?<=^|[\s([{"'`])@(?:"([^"\n]+)"|((?:~\/|\.{0,2}\/)?[\w.@+~-][^\s"'`()[\]{}<>,;]*))/g

/** Files that a text names by `@path`, each once, in order. An address of mail or a scope of a package is none by itself. */
export const mentions = (text: string): ReadonlyArray<string> => [
  ...new Set(
    [...text.matchAll(mention)].flatMap((match) => match[1] ?? match[2]?.replace(/[.:!?]+$/, "") ?? []).filter(Boolean)
  )
]
