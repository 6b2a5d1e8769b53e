import { Effect } from "effect"
import type { Fault } from "./firstFault.ts"
import { languageOf } from "./languages.ts"
import { Syntax } from "./Syntax.ts"

/** A text that parses, or the first place where it does not. */
export type Verdict = { readonly ok: true } | ({ readonly ok: false } & Fault)

/** Longer texts, in UTF-16 units, are not checked: what it would cost is felt. */
export const largest = 1_000_000

const verdict = (fault: Fault | undefined): Verdict => (fault === undefined ? { ok: true } : { ok: false, ...fault })

/** Languages that are parsed by a parser of their own: exact where a grammar for editors forgives. */
const exact: Readonly<Record<string, (text: string) => Promise<Fault | undefined>>> = {
  json: async (text) => (await import("./jsonFault.ts")).jsonFault(text, "strict"),
  jsonc: async (text) => (await import("./jsonFault.ts")).jsonFault(text, "comments"),
  yaml: async (text) => (await import("./yamlFault.ts")).yamlFault(text),
  toml: async (text) => (await import("./tomlFault.ts")).tomlFault(text)
}

/** Faults that a forgiving grammar takes as a kind of node. */
const admitted: Readonly<Record<string, string>> = { html: "(erroneous_end_tag) @end" }

/** Checks a text as a language, whatever its file is called. */
export const checkAs = Effect.fnUntraced(function* (
  language: string,
  text: string
): Effect.fn.Return<Verdict | undefined, never, Syntax> {
  if (text.length > largest) return undefined
  const own = Object.hasOwn(exact, language) ? exact[language] : undefined
  if (own !== undefined) return verdict(yield* Effect.promise(() => own(text)))
  const reading = yield* (yield* Syntax).read(language, text, admitted[language])
  if (reading === undefined) return undefined
  const [end] = reading.captures
  return verdict(
    reading.fault ?? (end && { line: end.line, column: end.column, message: `\`${end.text}\` ends nothing` })
  )
})

/**
 * Whether a text parses as what its file's name says. Undefined where that is no language we know, and for texts beyond
 * `largest`.
 */
export const check = Effect.fn("Syntax.check")(function* (path: string, text: string) {
  const language = languageOf(path)
  return language === undefined ? undefined : yield* checkAs(language, text)
})
