import { nearest } from "../domain/nearest.ts"
import { foreignToolNames, toolNames } from "../domain/toolNames.ts"
import { type CommandMatcher, commandRule } from "./rules/commandRule.ts"
import { type PathMatcher, pathRule, type RuleGround } from "./rules/pathRule.ts"
import { wildcard } from "./rules/wildcard.ts"

export type { RuleGround } from "./rules/pathRule.ts"

/** A rule as somebody wrote it, and where. `session` is an answer given in this run. */
export interface WrittenRule {
  readonly behavior: "allow" | "ask" | "deny"
  readonly text: string
  readonly scope: string
  readonly file: string | undefined
}

/** What a rule is about within its tool. */
export type Subject =
  | { readonly _tag: "Whole" }
  | { readonly _tag: "Command"; readonly matcher: CommandMatcher }
  | { readonly _tag: "Path"; readonly matcher: PathMatcher }
  | { readonly _tag: "Host"; readonly allows: (host: string) => boolean; readonly catches: (host: string) => boolean }
  | { readonly _tag: "Name"; readonly matches: (name: string) => boolean }

export interface Rule extends WrittenRule {
  /** The tool's name as written: `Edit` also means the other tools that write files, `Read` those that search. */
  readonly tool: string
  readonly subject: Subject
}

/** A rule that matches nothing, and why. */
export interface DeadRule extends WrittenRule {
  readonly reason: string
}

const kin: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["Edit", new Set(["Edit", "Write", "MultiEdit", "ApplyPatch", "NotebookEdit"])],
  ["Read", new Set(["Read", "Glob", "Grep", "CodeMap"])]
])

const fileTools = new Set([
  "Read",
  "Glob",
  "Grep",
  "CodeMap",
  "Edit",
  "Write",
  "MultiEdit",
  "ApplyPatch",
  "NotebookEdit"
])

/** Whether a rule written for one tool is about another. */
export const isAbout = (written: string, tool: string): boolean => {
  if (written === tool || kin.get(written)?.has(tool) === true) return true
  if (!written.startsWith("mcp__")) return false
  if (written.includes("*")) return wildcard(written, { sets: false })(tool)
  return tool.startsWith(`${written}__`) && written.split("__").length === 2
}

const hostRule = (spec: string): Subject | string => {
  const domain = /^domain:(.+)$/.exec(spec.trim())?.[1]?.trim().toLowerCase().replace(/\.$/, "")
  if (domain === undefined) return "a rule for WebFetch is WebFetch(domain:example.com)"
  const matches = wildcard(domain, { sets: false })
  return { _tag: "Host", allows: matches, catches: (host) => matches(host) || host.endsWith(`.${domain}`) }
}

const subjectOf = (tool: string, spec: string | undefined, ground: RuleGround): Subject | string => {
  if (spec === undefined || spec.trim() === "" || spec.trim() === "*") return { _tag: "Whole" }
  if (tool === "Bash") return spec.trim() === ":*" ? { _tag: "Whole" } : { _tag: "Command", matcher: commandRule(spec) }
  if (fileTools.has(tool)) {
    if (spec.startsWith("!")) return "a path in a rule cannot be negated"
    return { _tag: "Path", matcher: pathRule(spec.trim(), ground) }
  }
  if (tool === "WebFetch") return hostRule(spec)
  if (tool === "Agent" || tool === "Skill") return { _tag: "Name", matches: wildcard(spec.trim(), { sets: false }) }
  return `${tool} takes nothing in brackets`
}

/** Reads a rule. One that can match nothing comes back with the reason. */
export const parseRule = (written: WrittenRule, ground: RuleGround): Rule | DeadRule => {
  const text = written.text.trim()
  const found = /^([A-Za-z_][\w.*-]*)(?:\(([\s\S]*)\))?$/.exec(text)
  const tool = found?.[1]
  if (found === null || tool === undefined)
    return { ...written, reason: "it cannot be read: a rule is Tool or Tool(what)" }
  if (tool.startsWith("mcp__")) {
    return found[2] === undefined
      ? { ...written, tool, subject: { _tag: "Whole" } }
      : { ...written, reason: "a rule for an MCP tool takes nothing in brackets" }
  }
  if (!toolNames.has(tool)) {
    const guess = nearest(tool, toolNames)
    const hint = guess === undefined || foreignToolNames.has(tool) ? "" : `; did you mean ${guess}?`
    return { ...written, reason: `there is no tool ${tool}${hint}` }
  }
  const subject = subjectOf(tool, found[2], ground)
  return typeof subject === "string" ? { ...written, reason: subject } : { ...written, tool, subject }
}

export const isDead = (rule: Rule | DeadRule): rule is DeadRule => "reason" in rule
