import { Effect, Layer } from "effect"
import { HostChannel } from "../../services/frontend/HostChannel.ts"
import { canUseTool, readAnswer } from "../../services/frontend/permissionWire.ts"
import { planRequest, questionsRequest, readPlanAnswer, readUserAnswers } from "../../services/frontend/questionWire.ts"
import { Interaction } from "../../services/interaction/Interaction.ts"

/** `--permission-prompt-tool stdio`: the host program answers. */
export const hostInteraction: Layer.Layer<Interaction, never, HostChannel> = Layer.effect(
  Interaction,
  Effect.map(HostChannel, (channel) =>
    Interaction.of({
      available: true,
      askPermission: (question) =>
        Effect.map(channel.ask(canUseTool(question)), (response) => readAnswer(question, response)),
      askUser: (questions, callId) =>
        Effect.map(channel.ask(questionsRequest(questions, callId)), (response) =>
          readUserAnswers(questions, response)
        ),
      approvePlan: (plan, callId) =>
        Effect.map(channel.ask(planRequest(plan, callId)), (response) => readPlanAnswer(plan, response))
    })
  )
)
