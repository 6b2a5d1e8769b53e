import { extensionOf, languageOf } from "../syntax/languages.ts"
import { linePatternsOf } from "./linePatterns.ts"
import type { Outline, Tag } from "./outline.ts"
import { queries } from "./queries.ts"
import { wordsOf } from "./words.ts"

/** Most definitions of one file: what has more is generated. */
export const mostTags = 1_000

/** Definitions that single lines show, in the order of the file. */
const tagsByLine = (path: string, text: string): ReadonlyArray<Tag> => {
  const found: Array<Tag & { readonly at: number }> = []
  for (const { kind, pattern } of linePatternsOf(path, languageOf(path)) ?? []) {
    for (const match of text.matchAll(pattern)) {
      const name = match[1]
      if (name === undefined) continue
      found.push({ name, kind, line: 0, at: match.index + match[0].length })
      if (found.length >= mostTags) break
    }
  }
  found.sort((left, right) => left.at - right.at)
  let line = 1
  let seen = 0
  return found.map(({ at, kind, name }) => {
    for (let next = text.indexOf("\n", seen); next !== -1 && next < at; next = text.indexOf("\n", seen)) {
      line += 1
      seen = next + 1
    }
    return { name, kind, line }
  })
}

/** An outline without a grammar: quick, and near enough to rank by. */
export const sketch = (path: string, text: string): Outline => ({
  tags: tagsByLine(path, text),
  words: wordsOf(text, extensionOf(path))
})

/** Whether a file is one whose definitions we can find. */
export const isMapped = (path: string): boolean => {
  const language = languageOf(path)
  return language === undefined ? linePatternsOf(path, undefined) !== undefined : Object.hasOwn(queries, language)
}
