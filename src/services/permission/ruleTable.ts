import { DateTime, Effect, Option } from "effect"
import { columns } from "../domain/columns.ts"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { Settings } from "../settings/Settings.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { ruleBook } from "./ruleBook.ts"
import { RuleUses, ruleKey } from "./RuleUses.ts"

/** A rule as `permissions list` shows it. */
export interface ListedRule {
  readonly behavior: string
  readonly text: string
  readonly scope: string
  readonly file: string | undefined
  /** When an answer added it, ISO 8601; undefined for a rule that was written by hand. */
  readonly since: string | undefined
  /** How many calls it has decided over, as far as this computer knows, and when last. */
  readonly uses: number
  readonly last: string | undefined
  /** Why it can never match, lets too much pass, or has no effect yet. */
  readonly warning: string | undefined
}

/** Every rule in force with its origin, its date and its use, and those that a project asks for and does not have. */
export const listRules = Effect.gen(function* () {
  const settings = yield* Settings
  const host = yield* Host
  const workspace = yield* Workspace
  const uses = yield* (yield* RuleUses).all
  const { ground, rules } = yield* ruleBook
  const { ruleWarning } = yield* Effect.promise(() => import("./ruleWarning.ts"))
  const places = { home: host.home, project: workspace.projectRoot, cwd: workspace.cwd }
  const listed = settings.rules.map((rule): ListedRule => {
    const use = rule.file === undefined ? undefined : uses.get(ruleKey({ ...rule, file: rule.file }))
    return {
      ...rule,
      since: use?.since,
      uses: use?.uses ?? 0,
      last: use?.last,
      warning: ruleWarning(rule, { ground, places, rules })
    }
  })
  const withheld = settings.withheld
    .filter(({ key }) => key.startsWith("permissions."))
    .map(
      ({ file, item, key, why }): ListedRule => ({
        behavior: key.slice("permissions.".length),
        text: item ?? "",
        scope: "project",
        file,
        since: undefined,
        uses: 0,
        last: undefined,
        warning:
          why === "untrusted" ? "it has no effect before this folder is trusted" : "a project's file cannot set it"
      })
    )
  return [...listed, ...withheld, ...unread(settings.problems)]
})

/** Rules of a settings file that were left out because they match nothing or cannot be read. */
const unread = (problems: Settings["Service"]["problems"]): ReadonlyArray<ListedRule> =>
  problems.flatMap(({ file, key, reason }) => {
    const behavior = /^permissions\.(allow|ask|deny)\b/.exec(key ?? "")?.[1]
    const found = /^the rule (.+?) (?:matches nothing|cannot be read): (.*)$/s.exec(reason)
    if (behavior !== "allow" || found === null) return []
    const warning = `it can never match: ${(found[2] ?? "").replace(/; ignored$/, "")}`
    return [
      { behavior, text: found[1] ?? "", scope: "ignored", file, since: undefined, uses: 0, last: undefined, warning }
    ]
  })

/** The day of a time, in UTC; a dash for none. */
const day = (time: string | undefined): string =>
  time === undefined ? "-" : Option.match(DateTime.make(time), { onNone: () => "-", onSome: DateTime.formatIsoDateUtc })

export const rulesText = (rules: ReadonlyArray<ListedRule>): string => {
  if (rules.length === 0) return "No rules. Add one: coderx config set permissions.allow '[\"Bash(npm test:*)\"]'"
  const table = columns([
    ["WHAT", "RULE", "ADDED", "USED", "LAST", "FROM"],
    ...rules.map((rule) => [
      rule.behavior,
      printableLine(rule.text),
      day(rule.since),
      String(rule.uses),
      day(rule.last),
      printableLine(rule.file ?? rule.scope)
    ])
  ])
  const warnings = rules.flatMap(({ behavior, text, warning }) =>
    warning === undefined ? [] : [`warning: ${printableLine(text || behavior)}: ${printableLine(warning)}`]
  )
  return [table, ...warnings].join("\n")
}
