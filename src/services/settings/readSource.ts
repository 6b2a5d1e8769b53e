import { Effect } from "effect"
import { check } from "./check.ts"
import { structOf } from "./keyTable.ts"
import type { Source } from "./merge.ts"
import { parse } from "./parse.ts"
import type { Parsed } from "./parsed.ts"
import { stricterAnswer, stricterMode } from "./policy.ts"
import { readText } from "./readText.ts"
import type { SettingsProblem, SettingsScope } from "./values.ts"

/** A source and everything that was wrong with it. No source where nothing of it applies. */
export interface ReadSource {
  readonly source: Source | undefined
  readonly problems: ReadonlyArray<SettingsProblem>
}

/** A file that is looked for. */
export interface Place {
  readonly scope: SettingsScope
  readonly file: string
  readonly format: "json" | "yaml"
  /** The only keys that are read from it; all, where it is undefined. */
  readonly only?: ReadonlyArray<string>
}

/** So many keys that stand twice are told of one file. */
const repeatedLimit = 20

type Document = Extract<Parsed, { readonly _tag: "Document" }>

/** The strictest of the values that are words of `stricter`'s order. */
const strictest = (values: ReadonlyArray<unknown>, stricter: (left: unknown, right: unknown) => boolean): unknown =>
  values.reduce((best, value) => (stricter(value, best) ? value : best))

/**
 * Where a permission key stands twice, the stricter reading holds: every deny and ask rule, the stricter mode, and only
 * the allow rules and directories that stand in each.
 */
const withStricterTwins = (document: Document): Record<string, unknown> => {
  if (!document.repeated.some(([first]) => first === "permissions")) return { ...document.value }
  const permissions: Record<string, unknown> = {}
  for (const key of Object.keys(structOf("permissions") ?? {})) {
    const values = document.written(["permissions", key])
    if (values.length === 0) continue
    const lists = values.map((value) => (Array.isArray(value) ? value : [value]))
    if (key === "deny" || key === "ask") permissions[key] = lists.flat()
    else if (key === "mode" || key === "defaultMode") permissions[key] = strictest(values, stricterMode)
    else if (key === "dangerous") permissions[key] = strictest(values, stricterAnswer)
    else permissions[key] = lists.reduce((left, right) => left.filter((item) => right.includes(item)))
  }
  return { ...document.value, permissions }
}

/** Turns a parsed document into a source. `name` stands for the file in problems. */
export const sourceOf = (
  parsed: Parsed,
  scope: SettingsScope,
  name: string,
  only?: ReadonlyArray<string>
): ReadSource => {
  const problem = (reason: string, line?: number, key?: string, fatalForFile = false): SettingsProblem => ({
    file: name,
    line,
    key,
    reason,
    fatalForFile
  })
  if (parsed._tag === "Empty") return { source: undefined, problems: [problem("is empty: the defaults hold")] }
  if (parsed._tag === "Broken")
    return { source: undefined, problems: [problem(parsed.reason, parsed.line, undefined, true)] }
  const value = Object.entries(withStricterTwins(parsed))
  const wanted = value.filter(([key]) => only === undefined || only.includes(key))
  const checked = check(Object.fromEntries(wanted), scope === "claude")
  const repeated = parsed.repeated.slice(0, repeatedLimit).map((path) => {
    const held = path[0] === "permissions" ? "the stricter reading holds" : "the last one holds"
    return problem(`stands twice; ${held}`, parsed.lineOf(path), path.join("."))
  })
  const flaws = checked.flaws.map(({ path, reason }) => problem(reason, parsed.lineOf(path), path.join(".")))
  const untold = checked.untold + parsed.repeated.length - repeated.length
  const more = untold > 0 ? [problem(`has ${untold} more problems like these`)] : []
  return { source: { scope, file: name, checked }, problems: [...repeated, ...flaws, ...more] }
}

/** Reads one file, if it is there. Never fails: what is wrong is a problem of that file. */
export const readSource = Effect.fnUntraced(function* ({ file, format, only, scope }: Place) {
  const outcome = yield* readText(file)
  if (outcome === undefined) return undefined
  if (outcome._tag === "Unusable") {
    return sourceOf({ _tag: "Broken", line: outcome.line, reason: outcome.reason }, scope, file)
  }
  return sourceOf(yield* parse(outcome.text, format), scope, file, only)
})
