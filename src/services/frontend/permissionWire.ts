import { Option, Schema } from "effect"
import { PermissionMode } from "../domain/PermissionMode.ts"
import type { PermissionAnswer, PermissionQuestion, RuleSuggestion } from "../interaction/Interaction.ts"
import { hostAnswer } from "./hostAnswer.ts"

/** `Bash(git *)` as hosts write it: the tool's name and what stands in its brackets. */
const wireRule = (rule: string) => {
  const match = /^([^(]+)\((.*)\)$/s.exec(rule)
  return match === null ? { toolName: rule } : { toolName: match[1] ?? rule, ruleContent: match[2] ?? "" }
}

const wireSuggestion = (suggestion: RuleSuggestion) => ({
  type: "addRules",
  rules: suggestion.rules.map(wireRule),
  behavior: "allow",
  destination: suggestion.destination
})

/** A question of permission as a `control_request`. Contract section 2. */
export const canUseTool = (question: PermissionQuestion) => ({
  subtype: "can_use_tool",
  tool_name: question.call.name,
  display_name: question.call.name,
  input: question.call.input,
  tool_use_id: question.call.id,
  description: question.reason,
  decision_reason: question.reason,
  permission_suggestions: question.suggestions.map(wireSuggestion),
  ...(question.blockedPath === undefined ? {} : { blocked_path: question.blockedPath })
})

const Destination = Schema.Literals(["session", "localSettings", "projectSettings", "userSettings"])
const Rule = Schema.Struct({ toolName: Schema.String, ruleContent: Schema.optionalKey(Schema.NullOr(Schema.String)) })
const Update = Schema.Union([
  Schema.Struct({
    type: Schema.Literal("addRules"),
    rules: Schema.Array(Rule),
    behavior: Schema.Literal("allow"),
    destination: Destination
  }),
  Schema.Struct({ type: Schema.Literal("setMode"), mode: PermissionMode }),
  // What we have not: let be, so that a yes stays a yes.
  Schema.Struct({ type: Schema.String })
])
const decode = Schema.decodeUnknownOption(hostAnswer(Update))

const sameJson = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)

const isRules = (update: typeof Update.Type) => update.type === "addRules" && "rules" in update
const ruleText = (rule: typeof Rule.Type): string =>
  rule.ruleContent ? `${rule.toolName}(${rule.ruleContent})` : rule.toolName

/** The host's answer. What is no answer is a no. */
export const readAnswer = (question: PermissionQuestion, response: unknown): PermissionAnswer => {
  const answer = decode(response)
  if (Option.isNone(answer)) {
    return { _tag: "Refused", message: "The host program gave no answer to the question.", interrupt: false }
  }
  const value = answer.value
  if (value.behavior === "deny") {
    return { _tag: "Refused", message: value.message ?? "The user said no.", interrupt: value.interrupt ?? false }
  }
  const updates = value.updatedPermissions ?? []
  const rules = updates.find((update) => isRules(update))
  const mode = updates.find((update) => update.type === "setMode")
  const changed = value.updatedInput != null && !sameJson(value.updatedInput, question.call.input)
  return {
    _tag: "Allowed",
    ...(changed ? { updatedInput: value.updatedInput } : {}),
    ...(rules !== undefined && "rules" in rules
      ? { remember: { rules: rules.rules.map(ruleText), destination: rules.destination } }
      : {}),
    ...(mode !== undefined && "mode" in mode ? { mode: mode.mode } : {})
  }
}
