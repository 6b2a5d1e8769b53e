import { Effect } from "effect"
import { printableLine } from "../domain/printable.ts"
import type { ToolCall } from "../domain/ToolCall.ts"
import type { PermissionQuestion, RulePreview } from "../interaction/Interaction.ts"
import { type Decided, decide, type Grounds } from "./decide.ts"
import type { Facts } from "./facts.ts"
import type { PastCall } from "./pastCalls.ts"
import type { JudgedCall } from "./judgedCall.ts"
import { questionDetails } from "./questionDetails.ts"
import type { RuleBook } from "./ruleBook.ts"
import { ruleWarning } from "./ruleWarning.ts"
import { isDead, parseRule, type Rule, type WrittenRule } from "./rules.ts"
import { suggestionsFor } from "./suggest.ts"
import { mainKey } from "./toolAccess.ts"

const textOf = ({ input, name }: ToolCall): string => {
  const entries = typeof input === "object" && input !== null ? Object.entries(input) : []
  const main = entries.find(([key]) => key === mainKey(name))?.[1]
  const inside = typeof main === "string" ? main : JSON.stringify(input)
  return printableLine(name === "Bash" ? inside : `${name}(${inside})`)
}

/** What the question is built from. `places` are the directories that rules and dangers are measured by. */
export interface Asking {
  readonly judged: JudgedCall
  readonly facts: Facts
  readonly decided: Decided
  readonly grounds: Grounds
  readonly book: RuleBook
  readonly past: ReadonlyArray<PastCall>
  readonly cwd: string
  readonly places: { readonly home: string; readonly project: string; readonly cwd: string }
}

const written = (text: string): WrittenRule => ({ behavior: "allow", text, scope: "session", file: undefined })

/** What rules would mean: the calls of this session that they would have let pass too, and what is wrong with them. */
export const previewRules = (
  { book, grounds, judged, past, places }: Omit<Asking, "facts" | "decided" | "cwd">,
  texts: ReadonlyArray<string>
): RulePreview => {
  const surroundings = { ground: book.ground, places, rules: grounds.rules }
  const problems = texts.flatMap((text) => {
    const warning = ruleWarning(written(text), surroundings)
    return warning === undefined ? [] : [printableLine(`${text}: ${warning}`)]
  })
  const more = texts.map((text) => parseRule(written(text), book.ground)).filter((rule): rule is Rule => !isDead(rule))
  const passes = (one: Facts, rules: ReadonlyArray<Rule>): boolean =>
    decide(one, { ...grounds, rules }).decision === "allow"
  const also = past.filter(
    (one) =>
      one.shown.id !== judged.call.id &&
      passes(one.facts, [...grounds.rules, ...more]) &&
      !passes(one.facts, grounds.rules)
  )
  return { alsoAllows: [...new Set(also.map(({ shown }) => textOf(shown)))], problems }
}

/** The question that is asked about a call. A rule for a call with a secret in it would hold the secret: none is proposed. */
export const buildQuestion = Effect.fnUntraced(function* (asking: Asking) {
  const { cwd, decided, facts, grounds, judged, places } = asking
  const { veiled } = judged
  const hide = (text: string) => (veiled === undefined ? Effect.succeed(text) : veiled.hide(text))
  const { commands, host, paths } = questionDetails(facts, { ...grounds, eachTime: decided.eachTime })
  const changes = judged.preview === undefined ? [] : yield* judged.preview
  const diff = yield* Effect.forEach(changes, ({ after, before, path }) =>
    Effect.all({ path: Effect.succeed(path), before: hide(before), after: hide(after) })
  )
  const question: PermissionQuestion = {
    call: veiled?.shown ?? judged.call,
    reason: yield* hide(decided.reason),
    dangerous: decided.class === "dangerous",
    suggestions: veiled === undefined ? suggestionsFor(facts, decided, places.project) : [],
    cwd: printableLine(cwd),
    preview: (rules) => Effect.sync(() => previewRules(asking, rules)),
    ...(decided.blockedPath === undefined ? {} : { blockedPath: yield* hide(decided.blockedPath) }),
    ...(commands === undefined
      ? {}
      : {
          commands: yield* Effect.forEach(commands, (row) =>
            Effect.map(Effect.all([hide(row.text), hide(row.why ?? "")]), ([text, why]) => ({
              text,
              needs: row.needs,
              ...(why === "" ? {} : { why })
            }))
          )
        }),
    ...(paths === undefined
      ? {}
      : {
          paths: yield* Effect.forEach(paths, (row) =>
            Effect.map(Effect.all([hide(row.given), hide(row.real)]), ([given, real]) => ({ ...row, given, real }))
          )
        }),
    ...(host === undefined ? {} : { host: yield* hide(host) }),
    ...(diff.length === 0 ? {} : { diff })
  }
  return question
})
