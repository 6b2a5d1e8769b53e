import { describe, expect, it } from "@effect/vitest"
import {
  planRequest,
  questionsRequest,
  readPlanAnswer,
  readUserAnswers
} from "../../src/services/frontend/questionWire.ts"
import type { PlanAnswer, UserAnswers } from "../../src/services/interaction/Interaction.ts"

const questions = [
  { question: "Which?", options: [{ label: "a" }, { label: "b, c" }] },
  { question: "More?", multiSelect: true, options: [{ label: "x" }, { label: "y" }] }
]
const allow = (updatedInput?: unknown) => ({ behavior: "allow", updatedInput })
const answered = (...answers: ReadonlyArray<ReadonlyArray<string>>): UserAnswers => ({ _tag: "Answered", answers })
const declined = (message: string, interrupt = false): UserAnswers => ({ _tag: "Declined", message, interrupt })
const silent = declined("The host program gave no answer to the question.")

describe("questions of the model to a host", () => {
  it("go out as the tool that asks", () => {
    expect(questionsRequest(questions, "t1")).toMatchObject({
      subtype: "can_use_tool",
      tool_name: "AskUserQuestion",
      input: { questions },
      tool_use_id: "t1",
      permission_suggestions: []
    })
    expect(planRequest("# plan", "t2")).toMatchObject({
      subtype: "can_use_tool",
      tool_name: "ExitPlanMode",
      input: { plan: "# plan" },
      tool_use_id: "t2"
    })
  })

  it.each<[string, unknown, UserAnswers]>([
    ["one and several", allow({ questions, answers: { "Which?": "a", "More?": "x, y" } }), answered(["a"], ["x", "y"])],
    ["a label with a comma", allow({ answers: { "Which?": "b, c", "More?": "y" } }), answered(["b, c"], ["y"])],
    ["own words", allow({ answers: { "Which?": "a or d", "More?": "x, and z" } }), answered(["a or d"], ["x, and z"])],
    ["a list", allow({ answers: { "More?": ["x", "y"] } }), answered([], ["x", "y"])],
    ["one of two", allow({ answers: { "Which?": "a" } }), answered(["a"], [])],
    ["words for all", allow({ response: "neither" }), declined("neither")],
    ["a yes without answers", allow({ questions }), silent],
    ["a yes alone", { behavior: "allow" }, silent],
    ["a no", { behavior: "deny", message: "not now", interrupt: true }, declined("not now", true)],
    ["a bare no", { behavior: "deny" }, declined("The user did not want to answer.")],
    ["nothing", undefined, silent]
  ])("are answered by %s", (_, response, expected) => {
    expect(readUserAnswers(questions, response)).toEqual(expected)
  })

  it.each<[string, unknown, PlanAnswer]>([
    ["a yes", allow({ plan: "p" }), { _tag: "Approved", mode: "default" }],
    [
      "a yes with a mode",
      { behavior: "allow", updatedPermissions: [{ type: "setMode", mode: "acceptEdits", destination: "session" }] },
      { _tag: "Approved", mode: "acceptEdits" }
    ],
    [
      "a yes with a mode that is none",
      { behavior: "allow", updatedPermissions: [{ type: "setMode", mode: "yolo" }] },
      { _tag: "Approved", mode: "default" }
    ],
    ["a changed plan", allow({ plan: "q" }), { _tag: "Approved", mode: "default", plan: "q" }],
    ["a no", { behavior: "deny", message: "smaller" }, { _tag: "Rejected", message: "smaller", interrupt: false }],
    ["nothing", 7, { _tag: "Rejected", message: "The host program gave no answer to the question.", interrupt: false }]
  ])("a plan is answered by %s", (_, response, expected) => {
    expect(readPlanAnswer("p", response)).toEqual(expected)
  })
})
