import { Effect } from "effect"
import { columns } from "../domain/columns.ts"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { Settings } from "../settings/Settings.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { ruleBook } from "./ruleBook.ts"
import { isDead, parseRule, tooWide, type WrittenRule } from "./rules.ts"

/** A rule as `permissions list` shows it. */
export interface ListedRule {
  readonly behavior: string
  readonly text: string
  readonly scope: string
  readonly file: string | undefined
  /** Why it can never match, lets too much pass, or has no effect yet. */
  readonly warning: string | undefined
}

const exactCommand = (text: string): string | undefined => {
  const spec = /^Bash\((.*)\)$/s.exec(text.trim())?.[1]
  return spec === undefined || spec.includes("*") ? undefined : spec
}

/** Every rule in force with its origin, and those that a project asks for and does not have. */
export const listRules = Effect.gen(function* () {
  const settings = yield* Settings
  const host = yield* Host
  const workspace = yield* Workspace
  const { ground } = yield* ruleBook
  const { readCommandLine } = yield* Effect.promise(() => import("./commandLine.ts"))
  const { dangerOf } = yield* Effect.promise(() => import("./dangerous.ts"))
  const denied = new Set(settings.rules.filter(({ behavior }) => behavior === "deny").map(({ text }) => text.trim()))
  const warningOf = (written: WrittenRule): string | undefined => {
    const rule = parseRule(written, ground)
    if (isDead(rule)) return `it can never match: ${rule.reason}`
    if (rule.behavior !== "allow") return undefined
    if (denied.has(rule.text.trim())) return "it can never match: a deny rule says the same"
    const command = exactCommand(rule.text)
    const danger =
      command === undefined
        ? undefined
        : dangerOf(readCommandLine(command, { home: host.home, directory: workspace.cwd }), {
            home: host.home,
            project: workspace.projectRoot,
            cwd: workspace.cwd
          })
    return danger === undefined ? tooWide(rule) : `the command is dangerous and asks each time anyway: ${danger.reason}`
  }
  const listed: ReadonlyArray<ListedRule> = settings.rules.map((rule) => ({ ...rule, warning: warningOf(rule) }))
  const withheld = settings.withheld
    .filter(({ key }) => key.startsWith("permissions."))
    .map(
      ({ file, item, key, why }): ListedRule => ({
        behavior: key.slice("permissions.".length),
        text: item ?? "",
        scope: "project",
        file,
        warning:
          why === "untrusted" ? "it has no effect before this folder is trusted" : "a project's file cannot set it"
      })
    )
  return [...listed, ...withheld]
})

export const rulesText = (rules: ReadonlyArray<ListedRule>): string => {
  if (rules.length === 0) return "No rules. Add one: coderx config set permissions.allow '[\"Bash(npm test:*)\"]'"
  const table = columns([
    ["WHAT", "RULE", "FROM"],
    ...rules.map((rule) => [rule.behavior, printableLine(rule.text), printableLine(rule.file ?? rule.scope)])
  ])
  const warnings = rules.flatMap(({ behavior, text, warning }) =>
    warning === undefined ? [] : [`warning: ${printableLine(text || behavior)}: ${printableLine(warning)}`]
  )
  return [table, ...warnings].join("\n")
}
