import { Effect } from "effect"
import { languageOf } from "../syntax/languages.ts"
import { Syntax } from "../syntax/Syntax.ts"
import type { Tag } from "./outline.ts"
import { queries } from "./queries.ts"
import { mostTags, sketch } from "./sketch.ts"

/** The definitions of a file by its grammar; by lines where there is none. */
export const exactTags = Effect.fnUntraced(function* (path: string, text: string) {
  const language = languageOf(path)
  const query = language === undefined ? undefined : queries[language]
  const reading =
    language === undefined || query === undefined ? undefined : yield* (yield* Syntax).read(language, text, query)
  if (reading === undefined) return sketch(path, text).tags
  const tags: ReadonlyArray<Tag> = reading.captures
    .filter(({ name }) => !name.startsWith("_"))
    .slice(0, mostTags)
    .map(({ line, name, text }) => ({ name: text, kind: name, line }))
  return tags
})
