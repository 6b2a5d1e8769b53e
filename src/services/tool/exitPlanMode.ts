import { Effect, Schema } from "effect"
import { Interaction } from "../interaction/Interaction.ts"
import { Permission } from "../permission/Permission.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"

/** As hosts know it. */
const Output = Schema.Struct({
  plan: Schema.String,
  isAgent: Schema.Boolean,
  planWasEdited: Schema.optionalKey(Schema.Boolean)
})

/** Shows the plan and asks. With a yes the mode changes, so that the next request has the tools that write. */
export const exitPlanMode = defineTool({
  name: "ExitPlanMode",
  description: "Shows the user your finished plan (Markdown) and asks whether to carry it out.",
  input: Schema.Struct({ plan: Schema.NonEmptyString }),
  output: Output,
  effect: "runs",
  harmless: true,
  offered: "in-plan-mode",
  inputSchema: { type: "object", properties: { plan: { type: "string" } }, required: ["plan"] },
  accesses: () => [],
  run: Effect.fnUntraced(function* ({ plan }, { callId }) {
    const interaction = yield* Interaction
    const permission = yield* Permission
    if ((yield* permission.mode) !== "plan") {
      return yield* new ToolFailed({ message: "Plan mode is over already. Carry the plan out." })
    }
    if (!interaction.available) {
      return yield* new ToolFailed({
        message: "There is nobody to approve the plan in this run, so plan mode stays. Give the plan as your answer."
      })
    }
    const reply = yield* interaction.approvePlan(plan, callId)
    if (reply._tag === "Rejected") {
      return yield* new ToolFailed({
        message: `The user does not approve, and plan mode stays. They say: ${reply.message}`,
        stop: reply.interrupt
      })
    }
    yield* permission.setMode(reply.mode)
    const edited = reply.plan !== undefined && reply.plan !== plan
    return { plan: reply.plan ?? plan, isAgent: false, ...(edited ? { planWasEdited: true } : {}) }
  }),
  forModel: ({ plan, planWasEdited }) =>
    [
      "The user approves the plan. Plan mode is over: you may change things now. Carry it out.",
      ...(planWasEdited === true ? [`The user has changed it; this is what holds:\n\n${plan}`] : [])
    ].join(" ")
})
