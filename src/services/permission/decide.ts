import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { Danger } from "./dangerous.ts"
import type { CommandFact, Facts, Part, PathFact } from "./facts.ts"
import type { CommandClass, Decision } from "./verdict.ts"
import { isAbout, type Rule } from "./rules.ts"
import type { Value } from "./shell/values.ts"

/** What a decision stands on besides the call. */
export interface Grounds {
  readonly rules: ReadonlyArray<Rule>
  readonly mode: PermissionMode
  /** `permissions.dangerous`; undefined asks where somebody can answer, and blocks elsewhere. */
  readonly dangerous: "block" | "ask" | "allow" | undefined
  readonly someoneAnswers: boolean
  /** `--tools`: the only tools there are. */
  readonly tools: ReadonlySet<string> | undefined
}

/** The decision and what led to it. */
export interface Decided {
  readonly decision: Decision
  readonly class: CommandClass
  readonly reason: string
  readonly rule: Rule | undefined
  /** The real path that needs the answer. */
  readonly blockedPath: string | undefined
  /** Nothing but an explicit yes, each time: no rule is worth remembering. */
  readonly eachTime: boolean
}

const whole = (rule: Rule, facts: Facts): boolean =>
  isAbout(rule.tool, facts.tool) &&
  (rule.subject._tag === "Whole" ||
    (rule.subject._tag === "Name" && facts.name !== undefined && rule.subject.matches(facts.name)))

/** Whether a rule about paths is about this one. `Read` and `Edit` rules hold for commands too, the others for their own tool. */
const aboutPath = (rule: Rule, path: PathFact, tool: string): boolean => {
  const writes = path.kind === "write" || path.kind === "delete"
  if (tool === "Bash") return writes ? rule.tool === "Edit" : rule.tool === "Read"
  return isAbout(rule.tool, tool)
}

const forbidsPath = (rule: Rule, path: PathFact, tool: string): boolean => {
  if (rule.subject._tag !== "Path" || !aboutPath(rule, path, tool)) return false
  const { matcher } = rule.subject
  if (matcher.covers(path.spelled)) return true
  return (
    path.target !== undefined &&
    (matcher.covers(path.target.real) || (path.tree && tool === "Bash" && matcher.mayReachBelow(path.target.real)))
  )
}

const allowsPath = (rule: Rule, path: PathFact, tool: string): boolean =>
  rule.subject._tag === "Path" &&
  aboutPath(rule, path, tool) &&
  path.target !== undefined &&
  rule.subject.matcher.covers(path.target.real)

const layersOf = (fact: CommandFact): ReadonlyArray<ReadonlyArray<Value>> =>
  fact.command.layers.length > 0 ? fact.command.layers : [fact.command.words]

/** Whether a rule that denies or asks is about any part of the call. */
const catches = (rule: Rule, facts: Facts): boolean => {
  if (whole(rule, facts)) return true
  return facts.parts.some((part) => {
    switch (part._tag) {
      case "Line":
        if (rule.subject._tag === "Path")
          return part.commands.some((fact) => fact.paths.some((path) => forbidsPath(rule, path, "Bash")))
        if (rule.tool !== "Bash" || rule.subject._tag !== "Command") return false
        return (
          rule.subject.matcher.states(part.text) ||
          part.commands.some((fact) =>
            layersOf(fact).some((layer) => rule.subject._tag === "Command" && rule.subject.matcher.catches(layer))
          )
        )
      case "File":
        return forbidsPath(rule, part.path, facts.tool)
      case "Url":
        return rule.subject._tag === "Host" && (part.host === undefined || rule.subject.catches(part.host))
      case "Mcp":
        return isAbout(rule.tool, part.name)
    }
  })
}

/** Variables that change how a program talks, not what it runs. */
const mildNames =
  /^(NODE_ENV|CI|NO_COLOR|FORCE_COLOR|TERM|COLUMNS|LINES|LANG|LC_[A-Z]+|TZ|RUST_BACKTRACE|RUST_LOG|CARGO_TERM_COLOR|GOOS|GOARCH|CGO_ENABLED|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|DEBUG|VERBOSE|LOG_LEVEL)$/

const inside = (path: PathFact): boolean => path.target?.inside === true

/** A file tool or plain edit may write here without a question. */
const writableFreely = (path: PathFact): boolean =>
  inside(path) && path.target?.protectedWrite === undefined && (path.target?.links ?? 1) <= 1

const readableFreely = (path: PathFact): boolean => inside(path) && path.target?.protectedRead === undefined

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

const readsFreely = (fact: CommandFact, rules: ReadonlyArray<Rule>): boolean =>
  fact.doubt === undefined &&
  fact.paths.every((path) => readableFreely(path) || rules.some((rule) => allowsPath(rule, path, "Bash")))

const editsFreely = (fact: CommandFact): boolean => fact.plainEdit && fact.paths.every(writableFreely)

/** The allow rule that lets a command run, if one does. */
const allowing = (fact: CommandFact, rules: ReadonlyArray<Rule>): Rule | undefined => {
  const { command } = fact
  if (!command.assignments.every(({ name }) => mildNames.test(name))) return undefined
  return rules.find(({ subject, tool }) => {
    if (tool !== "Bash" || subject._tag !== "Command") return false
    if (command.doubts.length === 0 && subject.matcher.allows(command.words)) return true
    return command.layers.slice(0, -1).some((layer) => subject.matcher.allows(layer))
  })
}

interface Allowed {
  readonly rule: Rule | undefined
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
  const all = rules.find(({ subject, tool }) => tool === "Bash" && subject._tag === "Whole")
  if (all !== undefined) return { rule: all }
  let used: Rule | undefined
  for (const fact of part.commands) {
    if (readsFreely(fact, rules) || (mode === "acceptEdits" && editsFreely(fact))) continue
    const onlyRedirects = fact.command.words.length === 0 && fact.command.assignments.length === 0
    const rule = onlyRedirects ? undefined : allowing(fact, rules)
    if ((rule === undefined && !onlyRedirects) || !redirectsAllowed(fact, rules, mode)) return undefined
    used = used ?? rule
  }
  return { rule: used }
}

const lineReads = (part: Extract<Part, { readonly _tag: "Line" }>): boolean =>
  part.problems.length === 0 && part.commands.every((fact) => readsFreely(fact, []))

/** Why a part needs an explicit yes in every mode, with the path. */
const explicitYes = (part: Part): { readonly reason: string; readonly path: string } | undefined => {
  const paths =
    part._tag === "File" ? [part.path] : part._tag === "Line" ? part.commands.flatMap((fact) => fact.paths) : []
  for (const { kind, target, written } of paths) {
    if (target === undefined || kind === "read" || kind === "enter") continue
    const why =
      target.protectedWrite ??
      (target.links > 1 && kind === "write" && target.kind === "file"
        ? "the file has further names, which would change too"
        : undefined)
    if (why !== undefined) return { reason: `${written} may only be written after a yes: ${why}`, path: target.real }
  }
  return undefined
}

const classOf = (facts: Facts): CommandClass => {
  if (facts.parts.some((part) => part._tag === "Line" && part.danger !== undefined)) return "dangerous"
  const safe = facts.parts.every((part) =>
    part._tag === "Line"
      ? lineReads(part)
      : part._tag === "File" && part.path.kind === "read" && readableFreely(part.path)
  )
  return safe && (facts.parts.length > 0 || facts.harmless) ? "safe-readonly" : "needs-approval"
}

/** Why a call is not simply allowed, in words for a question. */
const whyAsked = (facts: Facts): { readonly reason: string; readonly path: string | undefined } => {
  for (const part of facts.parts) {
    if (part._tag === "Line") {
      const problem = part.problems[0]
      if (problem !== undefined)
        return { reason: `The command is not understood for certain: ${problem}.`, path: undefined }
      for (const fact of part.commands) {
        const far = fact.doubt === undefined ? fact.paths.find((path) => !readableFreely(path)) : undefined
        if (far !== undefined) return whyPath(far)
        if (fact.doubt !== undefined)
          return {
            reason: `The command needs a yes: ${fact.doubt}.`,
            path: fact.paths.find((path) => !inside(path))?.target?.real
          }
      }
    }
    if (part._tag === "File") return whyPath(part.path)
    if (part._tag === "Url")
      return { reason: `Fetching from ${part.host ?? "this address"} needs a yes.`, path: undefined }
    if (part._tag === "Mcp") return { reason: `The tool ${part.name} of an MCP server needs a yes.`, path: undefined }
  }
  return { reason: `${facts.tool} needs a yes.`, path: undefined }
}

const whyPath = (path: PathFact): { readonly reason: string; readonly path: string | undefined } => {
  const { target } = path
  const writes = path.kind === "write" || path.kind === "delete"
  if (target === undefined) return { reason: path.refused ?? `${path.written} cannot be used.`, path: undefined }
  const shown = target.linked ? `${path.written} (a link to ${target.real})` : path.written
  if (!target.inside) return { reason: `${shown} lies outside of the working directories.`, path: target.real }
  if (!writes && target.protectedRead !== undefined)
    return { reason: `${shown} may hold secrets: ${target.protectedRead}.`, path: target.real }
  return { reason: writes ? `Writing ${shown} needs a yes.` : `Reading ${shown} needs a yes.`, path: undefined }
}

const modeFrees = (facts: Facts): boolean =>
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

/** Whether allow rules, together with what is free anyway, let the whole call pass. */
const allowedByRules = (facts: Facts, rules: ReadonlyArray<Rule>, mode: PermissionMode): Allowed | undefined => {
  const all = rules.find(
    (rule) =>
      whole(rule, facts) &&
      (rule.tool !== "Bash" || facts.parts.every((part) => part._tag !== "Line" || part.problems.length === 0))
  )
  /** A rule for a whole tool does not reach secrets, nor beyond the working directories. */
  const near = facts.parts.every(
    (part) =>
      part._tag !== "File" || (part.path.kind === "read" ? readableFreely(part.path) : writableFreely(part.path))
  )
  if (all !== undefined && near) return { rule: all }
  let used: Rule | undefined
  for (const part of facts.parts) {
    const allowed = allowsPart(part, facts, rules, mode)
    if (allowed === undefined) return undefined
    used = used ?? allowed.rule
  }
  return facts.parts.length > 0 ? { rule: used } : undefined
}

/** How danger and protected files are answered, before any rule or mode: a decision, or undefined to go on. */
const graveDecision = (
  facts: Facts,
  grounds: Grounds
): Pick<Decided, "decision" | "reason" | "blockedPath"> | undefined => {
  const danger = facts.parts.reduce<Danger | undefined>(
    (found, part) => found ?? (part._tag === "Line" ? part.danger : undefined),
    undefined
  )
  const answer = grounds.dangerous ?? (grounds.someoneAnswers ? "ask" : "block")
  const bypass = grounds.mode === "bypassPermissions"
  if (danger !== undefined) {
    const grave = danger.level !== "dangerous"
    const decision =
      answer === "block" && (!bypass || grave || grounds.dangerous === "block")
        ? "deny"
        : bypass && !grave
          ? undefined
          : answer === "allow" && !grave
            ? undefined
            : "ask"
    if (decision !== undefined)
      return { decision, reason: `The command is dangerous: ${danger.reason}.`, blockedPath: undefined }
  }
  for (const part of facts.parts) {
    const yes = explicitYes(part)
    if (yes !== undefined) return { decision: "ask", reason: `${yes.reason}.`, blockedPath: yes.path }
  }
  return undefined
}

/** Decides over a call, in the order of the contract: deny · danger · ask · mode · allow · provably read-only · otherwise ask. */
export const decide = (facts: Facts, grounds: Grounds): Decided => {
  const { mode, rules } = grounds
  const kind = classOf(facts)
  const conclude = (
    decision: Decision,
    reason: string,
    rule?: Rule,
    blockedPath?: string,
    eachTime = false
  ): Decided => ({
    decision: decision === "ask" && mode === "dontAsk" ? "deny" : decision,
    class: kind,
    reason:
      decision === "ask" && mode === "dontAsk" ? `${reason} Mode dontAsk refuses what would need a question.` : reason,
    rule,
    blockedPath,
    eachTime
  })
  const of = (behavior: Rule["behavior"]): ReadonlyArray<Rule> => rules.filter((rule) => rule.behavior === behavior)
  if (grounds.tools !== undefined && !grounds.tools.has(facts.tool) && !facts.tool.startsWith("mcp__"))
    return conclude("deny", `--tools leaves out ${facts.tool}.`)
  const denied = of("deny").find((rule) => catches(rule, facts))
  if (denied !== undefined) return conclude("deny", `The rule ${denied.text} denies it.`, denied)
  const refused = facts.parts.find((part) => part._tag === "File" && part.path.target === undefined)
  if (refused?._tag === "File") return conclude("deny", refused.path.refused ?? "The path cannot be used.")
  const grave = graveDecision(facts, grounds)
  if (grave !== undefined) return conclude(grave.decision, grave.reason, undefined, grave.blockedPath, true)
  const asked = of("ask").find((rule) => catches(rule, facts))
  if (asked !== undefined) return conclude("ask", `The rule ${asked.text} asks.`, asked, undefined, true)
  if (facts.harmless) return conclude("allow", `${facts.tool} touches nothing outside of the conversation.`)
  if (mode === "bypassPermissions") return conclude("allow", "Mode bypassPermissions asks nothing.")
  if (
    mode === "plan" &&
    facts.parts.some(
      (part) =>
        part._tag === "Mcp" ||
        (part._tag === "File" && part.path.kind !== "read") ||
        (part._tag === "Line" && !lineReadsAnywhere(part))
    )
  ) {
    return conclude(
      "deny",
      "Mode plan only reads: nothing that can write or run something is done before the plan is agreed."
    )
  }
  if (mode === "acceptEdits" && kind !== "safe-readonly" && modeFrees(facts))
    return conclude("allow", "Mode acceptEdits lets files in the working directories be changed.")
  const allowed = allowedByRules(facts, of("allow"), mode)
  if (allowed?.rule !== undefined) return conclude("allow", `The rule ${allowed.rule.text} allows it.`, allowed.rule)
  if (kind === "safe-readonly") return conclude("allow", "It only reads, inside of the working directories.")
  if (allowed !== undefined) return conclude("allow", "Every part of it is allowed.")
  const why = whyAsked(facts)
  return conclude("ask", why.reason, undefined, why.path)
}

/** A line that only reads, wherever. */
const lineReadsAnywhere = (part: Extract<Part, { readonly _tag: "Line" }>): boolean =>
  part.problems.length === 0 && part.commands.every((fact) => fact.doubt === undefined)
