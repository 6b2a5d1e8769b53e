import { nameOf } from "../syntax/languages.ts"

/** What a map is wanted for. */
export interface Focus {
  /** How much more a name matters than others: 1 for those that nobody asked for. */
  readonly name: (name: string) => number
  /** How much a file is a place to start from: 0 for those that nobody asked for. */
  readonly file: (path: string) => number
}

/** Words that stand in every question. */
const common: ReadonlySet<string> = new Set(
  "the and for with from this that how what where which who why are was does not use used uses into all any can its has have when file files code class function method line make add fix find show".split(
    " "
  )
)

/** `parseHTMLFile_now` as `parse html file now`. */
export const partsOf = (name: string): ReadonlyArray<string> =>
  name
    .replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== "")

/** A word without the end that only its place in a sentence gave it. */
const stem = (word: string): string => word.replace(/(?<=\w{3})(?:ies|es|s|ing|ed)$/, "")

/** What the words of a question, and the files that were looked at, are about. */
export const focusOn = (query: string, seen: ReadonlySet<string>): Focus => {
  const words = query.match(/[\p{L}\p{N}_$.\-/\\]+/gu) ?? []
  const said = new Set(words.map((word) => word.replace(/^[.\-/\\]+|[.\-/\\]+$/g, "")))
  // A plain word is a word of the question first, and only by chance a name.
  const exact = new Set([...said].flatMap((word) => word.split(/[./\\-]/)).filter((word) => /[^a-z]/.test(word)))
  const stems = new Set(
    [...said]
      .flatMap(partsOf)
      .filter((part) => part.length > 2 && !common.has(part))
      .map(stem)
  )
  const sought = [...stems]
  const matches = (text: string): number => {
    // Taking a name apart costs a hundred times as much as this look, and few of 100,000 names pass it.
    const small = text.toLowerCase()
    if (!sought.some((part) => small.includes(part))) return 0
    return new Set(
      partsOf(text)
        .map(stem)
        .filter((part) => stems.has(part))
    ).size
  }
  return {
    name: (name) => (exact.has(name) ? 10 : 1) * (1 + 2 * matches(name)),
    file: (path) => {
      const named = said.has(path) || said.has(nameOf(path)) || [...said].some((word) => path.endsWith(`/${word}`))
      return (named ? 10 : 0) + (seen.has(path) ? 5 : 0) + matches(path)
    }
  }
}
