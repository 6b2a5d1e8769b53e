import { readCommandLine } from "./commandLine.ts"
import type { Ground } from "./danger/places.ts"
import { dangerOf } from "./dangerous.ts"
import { isAbout, isDead, parseRule, type Rule, type RuleGround, type WrittenRule } from "./rules.ts"
import type { Value } from "./shell/values.ts"
import { tooWide } from "./tooWide.ts"

/** What a rule is judged against. */
export interface RuleSurroundings {
  readonly ground: RuleGround
  readonly places: Ground
  /** The rules that are stronger than it may be: those that deny and ask. */
  readonly rules: ReadonlyArray<Rule>
}

/** The words that a rule for commands states before its first star. */
const stated = (text: string, { places }: RuleSurroundings) => {
  const spec = /^Bash\(([\s\S]*)\)$/.exec(text.trim())?.[1]?.trim()
  if (spec === undefined) return undefined
  const star = spec.indexOf("*")
  const before =
    spec.endsWith(":*") && star === spec.length - 1 ? spec.slice(0, -2) : spec.slice(0, star === -1 ? undefined : star)
  return { exact: star === -1, line: readCommandLine(before, { home: places.home, directory: places.cwd }) }
}

/** Whether everything that a rule lets pass is caught by a stronger one. */
const covers = (stronger: Rule, rule: Rule, words: ReadonlyArray<Value> | undefined): boolean => {
  if (stronger.text.trim() === rule.text.trim()) return true
  if (stronger.subject._tag === "Whole") return isAbout(stronger.tool, rule.tool)
  if (stronger.tool !== "Bash" || rule.tool !== "Bash" || stronger.subject._tag !== "Command" || words === undefined)
    return false
  return words.length > 0 && stronger.subject.matcher.catches(words)
}

/** Why a rule can never match, asks all the same, or lets too much pass; undefined where nothing is to be said of it. */
export const ruleWarning = (written: WrittenRule, surroundings: RuleSurroundings): string | undefined => {
  const { ground, places, rules } = surroundings
  const rule = parseRule(written, ground)
  if (isDead(rule)) return `it can never match: ${rule.reason}`
  const command = stated(rule.text, surroundings)
  if (command !== undefined && !command.exact && command.line.commands.filter(({ container }) => !container).length > 1)
    return "it can never match: each command of a line is looked at by itself, and this states more than one"
  if (rule.behavior !== "allow") return undefined
  const words = command?.line.commands[0]?.layers[0] ?? command?.line.commands[0]?.words
  const beaten = (behavior: "deny" | "ask") =>
    rules.find((one) => one.behavior === behavior && covers(one, rule, words))
  const denying = beaten("deny")
  if (denying !== undefined)
    return `it can never match: the deny rule ${denying.text} says ${denying.text.trim() === rule.text.trim() ? "the same" : "more"}`
  const asking = beaten("ask")
  if (asking !== undefined) return `it has no effect: the ask rule ${asking.text} is stronger`
  const danger = command === undefined ? undefined : dangerOf(command.line, places)
  if (danger !== undefined) return `the command is dangerous and asks each time anyway: ${danger.reason}`
  return tooWide(rule) ?? widePath(rule, places)
}

/** A path rule that is about everything in the home directory or on the disk, however it is spelled. */
const widePath = (rule: Rule, { home }: Ground): string | undefined => {
  if (rule.subject._tag !== "Path") return undefined
  const { matcher } = rule.subject
  return ["", home].some((place) => matcher.covers(`${place}/any-name-at-all`))
    ? "it reaches beyond the project"
    : undefined
}
