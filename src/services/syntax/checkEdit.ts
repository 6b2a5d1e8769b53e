import { Effect } from "effect"
import { check, checkAs, type Verdict } from "./check.ts"
import { languageOf } from "./languages.ts"
import type { Syntax } from "./Syntax.ts"

const sentence = (verdict: Verdict & { readonly ok: false }): string =>
  `The file parsed before and no longer does: line ${verdict.line}, column ${verdict.column}: ${verdict.message}.`

/**
 * What a change broke: a sentence for the model, or undefined where the text still parses, did not parse before, or is in
 * no language that we know. The text before is looked at only where the one after does not parse.
 *
 * @param before the file's text; undefined where there was no file
 */
export const checkEdit = Effect.fn("checkEdit")(function* (
  path: string,
  before: string | undefined,
  after: string
): Effect.fn.Return<string | undefined, never, Syntax> {
  if (before === undefined || before === after || languageOf(path) === undefined) return undefined
  const now = yield* check(path, after)
  if (now === undefined || now.ok) return undefined
  const then = yield* check(path, before)
  if (then?.ok === true) return sentence(now)
  // Many a .json has comments (tsconfig.json, settings of editors): then it must stay JSON with comments.
  if (languageOf(path) !== "json" || (yield* checkAs("jsonc", before))?.ok !== true) return undefined
  const loose = yield* checkAs("jsonc", after)
  return loose === undefined || loose.ok ? undefined : sentence(loose)
})
