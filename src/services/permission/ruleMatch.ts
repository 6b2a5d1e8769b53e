import type { CommandFact, Facts, Part, PathFact } from "./facts.ts"
import { isAbout, type Rule } from "./rules.ts"
import type { Value } from "./shell/values.ts"

/** Whether a rule is about every call of this tool, or about the thing that this call names. */
export const whole = (rule: Rule, facts: Facts): boolean =>
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

/** Whether a rule lets this path be touched: where it really leads counts, not how it is spelled. */
export const allowsPath = (rule: Rule, path: PathFact, tool: string): boolean =>
  rule.subject._tag === "Path" &&
  aboutPath(rule, path, tool) &&
  path.target !== undefined &&
  rule.subject.matcher.covers(path.target.real)

const layersOf = (fact: CommandFact): ReadonlyArray<ReadonlyArray<Value>> =>
  fact.command.layers.length > 0 ? fact.command.layers : [fact.command.words]

const caught = (rule: Rule, part: Part, tool: string): boolean => {
  const { subject } = rule
  switch (part._tag) {
    case "Line":
      if (subject._tag === "Path") {
        const any = part.unread && (rule.tool === "Read" || rule.tool === "Edit")
        return any || part.commands.some((fact) => fact.paths.some((path) => forbidsPath(rule, path, "Bash")))
      }
      if (rule.tool !== "Bash" || subject._tag !== "Command") return false
      return (
        subject.matcher.states(part.text) ||
        part.commands.some((fact) => layersOf(fact).some((layer) => subject.matcher.catches(layer)))
      )
    case "File":
      return forbidsPath(rule, part.path, tool)
    case "Url":
      return subject._tag === "Host" && (part.host === undefined || subject.catches(part.host))
    case "Mcp":
      return isAbout(rule.tool, part.name)
  }
}

/** Whether a rule that denies or asks is about any part of the call. */
export const catches = (rule: Rule, facts: Facts): boolean =>
  whole(rule, facts) || facts.parts.some((part) => caught(rule, part, facts.tool))
