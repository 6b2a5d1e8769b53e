import type { PermissionMode } from "../domain/PermissionMode.ts"
import { printableLine } from "../domain/printable.ts"
import { allowedByRules, allowsCommand, modeFrees, readableFreely, readsFreely } from "./allowed.ts"
import type { Danger } from "./dangerous.ts"
import type { Facts, Part } from "./facts.ts"
import { catches } from "./ruleMatch.ts"
import type { Rule } from "./rules.ts"
import { outsideReason, runsUnasked, type SandboxGround } from "./sandboxed.ts"
import type { CommandClass, Decision } from "./verdict.ts"
import { whyAsked } from "./whyAsked.ts"

/** What a decision stands on besides the call. */
export interface Grounds {
  readonly rules: ReadonlyArray<Rule>
  readonly mode: PermissionMode
  /** `permissions.dangerous`; undefined asks where somebody can answer, and blocks elsewhere. */
  readonly dangerous: "block" | "ask" | "allow" | undefined
  readonly someoneAnswers: boolean
  /** `--tools`: the only tools there are. */
  readonly tools: ReadonlySet<string> | undefined
  /** The sandbox for commands; undefined for calls that it is no matter of. */
  readonly sandbox?: SandboxGround | undefined
  /** Why the call, which the sandbox has stopped, is to run outside of it. */
  readonly outside?: string | undefined
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
  const { mode, outside, rules, sandbox } = grounds
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
    reason: printableLine(
      decision !== "ask"
        ? reason
        : mode === "dontAsk"
          ? `${reason} Mode dontAsk refuses what would need a question.`
          : `${reason}${sandbox === undefined || outside !== undefined ? "" : outsideReason(facts, sandbox)}`
    ),
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
  if (sandbox?.setting === "required" && sandbox.missing !== undefined)
    return conclude("deny", `Commands must run in a sandbox here (permissions.sandbox is required). ${sandbox.missing}`)
  if (outside !== undefined)
    return conclude(mode === "bypassPermissions" ? "deny" : "ask", outside, undefined, undefined, true)
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
  const allowed = allowedByRules(facts, rules, mode)
  if (allowed?.rule !== undefined) return conclude("allow", `The rule ${allowed.rule.text} allows it.`, allowed.rule)
  if (kind === "safe-readonly") return conclude("allow", "It only reads, inside of the working directories.")
  if (allowed !== undefined) return conclude("allow", "Every part of it is allowed.")
  if (sandbox !== undefined && runsUnasked(facts, sandbox))
    return conclude(
      "allow",
      "It runs in the sandbox, which keeps it from everything outside of the working directories."
    )
  const why = whyAsked(facts, (fact) => allowsCommand(fact, rules, mode) !== undefined)
  return conclude("ask", why.reason, undefined, why.path)
}

/** A line that only reads, wherever. */
const lineReadsAnywhere = (part: Extract<Part, { readonly _tag: "Line" }>): boolean =>
  part.problems.length === 0 && part.commands.every((fact) => fact.doubt === undefined)
