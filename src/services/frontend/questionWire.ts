import { Option, Predicate, Schema } from "effect"
import { PermissionMode } from "../domain/PermissionMode.ts"
import type { PlanAnswer, UserAnswers, UserQuestion } from "../interaction/Interaction.ts"
import { hostAnswer } from "./hostAnswer.ts"

/**
 * The model's questions and plans as hosts of Claude Code know them: a `can_use_tool` for the tool, whose yes carries the
 * answers in `updatedInput.answers` (text of the question → label, several joined by commas) or the edited plan in
 * `updatedInput.plan`. (`@anthropic-ai/claude-agent-sdk` 0.3.330, `sdk-tools.d.ts`.)
 */

const request = (tool: string, input: object, callId: string, reason: string) => ({
  subtype: "can_use_tool",
  tool_name: tool,
  display_name: tool,
  input,
  tool_use_id: callId,
  description: reason,
  decision_reason: reason,
  permission_suggestions: []
})

export const questionsRequest = (questions: ReadonlyArray<UserQuestion>, callId: string) =>
  request("AskUserQuestion", { questions }, callId, "The model asks.")

export const planRequest = (plan: string, callId: string) =>
  request("ExitPlanMode", { plan }, callId, "The model has a plan and asks whether to carry it out.")

const Update = Schema.Struct({ type: Schema.String, mode: Schema.optionalKey(Schema.Unknown) })
const decode = Schema.decodeUnknownOption(hostAnswer(Update))
const isMode = Schema.is(PermissionMode)

const noAnswer = "The host program gave no answer to the question."

/** One answer of the wire as the chosen labels: a text of several labels is taken apart only where all parts are labels. */
const chosen = (question: UserQuestion, answer: unknown): ReadonlyArray<string> => {
  if (Array.isArray(answer)) return answer.filter(Predicate.isString)
  if (!Predicate.isString(answer) || answer.trim() === "") return []
  const labels = new Set(question.options.map(({ label }) => label))
  if (question.multiSelect !== true || labels.has(answer)) return [answer]
  const parts = answer.split(",").map((part) => part.trim())
  return parts.every((part) => labels.has(part)) ? parts : [answer]
}

/** The host's answers. A yes without one is no answer: the model must not take it for a choice. */
export const readUserAnswers = (questions: ReadonlyArray<UserQuestion>, response: unknown): UserAnswers => {
  const answer = Option.getOrUndefined(decode(response))
  if (answer === undefined) return { _tag: "Declined", message: noAnswer, interrupt: false }
  if (answer.behavior === "deny") {
    const message = answer.message ?? "The user did not want to answer."
    return { _tag: "Declined", message, interrupt: answer.interrupt ?? false }
  }
  const given = answer.updatedInput?.["answers"]
  const answers = questions.map((question) =>
    chosen(question, Predicate.isObject(given) ? Reflect.get(given, question.question) : undefined)
  )
  const words = answer.updatedInput?.["response"]
  if (answers.every((one) => one.length === 0)) {
    return Predicate.isString(words) && words.trim() !== ""
      ? { _tag: "Declined", message: words, interrupt: false }
      : { _tag: "Declined", message: noAnswer, interrupt: false }
  }
  return { _tag: "Answered", answers }
}

/** The host's answer to a plan. The mode is the one that it sets, or `default`. */
export const readPlanAnswer = (plan: string, response: unknown): PlanAnswer => {
  const answer = Option.getOrUndefined(decode(response))
  if (answer === undefined) return { _tag: "Rejected", message: noAnswer, interrupt: false }
  if (answer.behavior === "deny") {
    const message = answer.message ?? "The user does not approve of the plan."
    return { _tag: "Rejected", message, interrupt: answer.interrupt ?? false }
  }
  const mode = answer.updatedPermissions?.findLast((update) => update.type === "setMode")?.mode
  const edited = answer.updatedInput?.["plan"]
  return {
    _tag: "Approved",
    mode: isMode(mode) ? mode : "default",
    ...(Predicate.isString(edited) && edited !== plan ? { plan: edited } : {})
  }
}
