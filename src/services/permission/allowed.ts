import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { CommandFact, Facts, Part, PathFact } from "./facts.ts"
import { allowsPath, whole } from "./ruleMatch.ts"
import type { CommandMatcher } from "./rules/commandRule.ts"
import { isAbout, type Rule } from "./rules.ts"
import type { SimpleCommand } from "./shell/simple.ts"
import type { Value } from "./shell/values.ts"

/** Variables that change how a program talks, not what it runs. */
const mildNames =
  /^(NODE_ENV|CI|NO_COLOR|FORCE_COLOR|TERM|COLUMNS|LINES|LANG|LC_[A-Z]+|TZ|RUST_BACKTRACE|RUST_LOG|CARGO_TERM_COLOR|GOOS|GOARCH|CGO_ENABLED|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|DEBUG|VERBOSE|LOG_LEVEL)$/

export const inside = (path: PathFact): boolean => path.target?.inside === true

/** No device, socket or pipe, which a read would hang on or a write would reach through. */
const ordinary = (path: PathFact): boolean => /^(file|directory|missing)$/.test(path.target?.kind ?? "")

/** A file tool or plain edit may write here without a question. */
export const writableFreely = (path: PathFact): boolean =>
  inside(path) && ordinary(path) && path.target?.protectedWrite === undefined && (path.target?.links ?? 1) <= 1

export const readableFreely = (path: PathFact): boolean =>
  inside(path) && ordinary(path) && path.target?.protectedRead === undefined

/** Everything that a command writes by redirection is allowed. */
const redirectsAllowed = (fact: CommandFact, rules: ReadonlyArray<Rule>, mode: PermissionMode): boolean =>
  fact.command.redirections.every(({ kind, target }) => {
    if (kind !== "write" || /^\/dev\/(null|stdout|stderr)$/.test(target.text)) return true
    const paths = fact.paths.filter((path) => path.kind === "write" && path.written === target.raw)
    return (
      target.exact &&
      paths.length > 0 &&
      paths.every(
        (path) =>
          (mode === "acceptEdits" && writableFreely(path)) || rules.some((rule) => allowsPath(rule, path, "Bash"))
      )
    )
  })

/** A command that provably only reads, and only what is free to read or allowed by a rule. */
export const readsFreely = (fact: CommandFact, rules: ReadonlyArray<Rule>): boolean =>
  fact.doubt === undefined &&
  fact.paths.every((path) => readableFreely(path) || rules.some((rule) => allowsPath(rule, path, "Bash")))

const editsFreely = (fact: CommandFact): boolean => fact.plainEdit && fact.paths.every(writableFreely)

/**
 * Whether a rule that is about a wrapper also states what it starts: `timeout 5 npm test:*` does, `timeout:*` does not.
 * What runs on another machine is the wrapper's affair.
 */
const reachesInto = (
  matcher: CommandMatcher,
  layer: ReadonlyArray<Value>,
  { elsewhere, words }: SimpleCommand
): boolean => {
  const before = layer.length - words.length
  const suffix = before >= 0 && layer[before] === words[0]
  return (
    (elsewhere || matcher.fixed === Number.POSITIVE_INFINITY || (suffix && matcher.fixed > before)) &&
    matcher.allows(layer)
  )
}

/** The allow rule that lets a command run, if one does. */
const allowing = (fact: CommandFact, rules: ReadonlyArray<Rule>): Rule | undefined => {
  const { command } = fact
  if (!command.assignments.every(({ name }) => mildNames.test(name))) return undefined
  return rules.find(({ subject, tool }) => {
    if (tool !== "Bash" || subject._tag !== "Command") return false
    if (command.doubts.length === 0 && subject.matcher.allows(command.words)) return true
    return command.layers.slice(0, -1).some((layer) => reachesInto(subject.matcher, layer, command))
  })
}

interface Allowed {
  readonly rule: Rule | undefined
}

/** Whether one command of a line is allowed: by a rule, by the mode, or because it provably only reads. */
export const allowsCommand = (
  fact: CommandFact,
  rules: ReadonlyArray<Rule>,
  mode: PermissionMode
): Allowed | undefined => {
  if (fact.command.guessed || readsFreely(fact, rules) || (mode === "acceptEdits" && editsFreely(fact)))
    return { rule: undefined }
  const onlyRedirects = fact.command.words.length === 0 && fact.command.assignments.length === 0
  const rule = onlyRedirects ? undefined : allowing(fact, rules)
  if ((rule === undefined && !onlyRedirects) || !redirectsAllowed(fact, rules, mode)) return undefined
  return { rule }
}

/** Whether every part of a line is allowed: by a rule, or because it provably only reads. */
const allowsLine = (
  part: Extract<Part, { readonly _tag: "Line" }>,
  rules: ReadonlyArray<Rule>,
  mode: PermissionMode
): Allowed | undefined => {
  const stated = rules.find(
    ({ subject, tool }) => tool === "Bash" && subject._tag === "Command" && subject.matcher.states(part.text)
  )
  if (stated !== undefined) return { rule: stated }
  if (part.problems.length > 0) return undefined
  let used: Rule | undefined
  for (const fact of part.commands) {
    const allowed = allowsCommand(fact, rules, mode)
    if (allowed === undefined) return undefined
    used = used ?? allowed.rule
  }
  return { rule: used }
}

/** Whether mode acceptEdits lets the whole call pass. */
export const modeFrees = (facts: Facts): boolean =>
  facts.parts.length > 0 &&
  facts.parts.every((part) => {
    if (part._tag === "File") return part.path.kind === "write" ? writableFreely(part.path) : readableFreely(part.path)
    return part._tag === "Line" && allowsLine(part, [], "acceptEdits") !== undefined
  })

const allowsPart = (
  part: Part,
  facts: Facts,
  rules: ReadonlyArray<Rule>,
  mode: PermissionMode
): Allowed | undefined => {
  const by = (test: (rule: Rule) => boolean): Allowed | undefined => {
    const rule = rules.find(test)
    return rule === undefined ? undefined : { rule }
  }
  switch (part._tag) {
    case "Line":
      return allowsLine(part, rules, mode)
    case "File":
      return (
        by((rule) => allowsPath(rule, part.path, facts.tool)) ??
        (part.path.kind === "read" && readableFreely(part.path) ? { rule: undefined } : undefined)
      )
    case "Url": {
      const { host } = part
      return by(({ subject }) => subject._tag === "Host" && host !== undefined && subject.allows(host))
    }
    case "Mcp":
      return by((rule) => isAbout(rule.tool, part.name))
  }
}

/** A line of which every program is known: a deny rule cannot have missed one. */
const isPlain = (part: Part): boolean =>
  part._tag !== "Line" || part.commands.every(({ command }) => command.words[0]?.exact !== false)

/** Whether allow rules, together with what is free anyway, let the whole call pass. */
export const allowedByRules = (facts: Facts, rules: ReadonlyArray<Rule>, mode: PermissionMode): Allowed | undefined => {
  const allows = rules.filter(({ behavior }) => behavior === "allow")
  const forbidden = rules.some(({ behavior, subject }) => behavior === "deny" && subject._tag === "Command")
  const read = facts.parts.every((part) => part._tag !== "Line" || part.problems.length === 0)
  /** A rule for a whole tool does not reach secrets, nor beyond the working directories. */
  const near = facts.parts.every(
    (part) =>
      part._tag !== "File" || (part.path.kind === "read" ? readableFreely(part.path) : writableFreely(part.path))
  )
  const all = allows.find((rule) => whole(rule, facts))
  if (all !== undefined && near && read && (!forbidden || facts.parts.every(isPlain))) return { rule: all }
  let used: Rule | undefined
  for (const part of facts.parts) {
    const allowed = allowsPart(part, facts, allows, mode)
    if (allowed === undefined) return undefined
    used = used ?? allowed.rule
  }
  return facts.parts.length > 0 ? { rule: used } : undefined
}
