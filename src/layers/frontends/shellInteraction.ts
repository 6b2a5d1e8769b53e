import { Effect, Layer } from "effect"
import { Questions } from "../../services/frontend/Questions.ts"
import { Interaction } from "../../services/interaction/Interaction.ts"

const left = "The user closed the question without an answer."

/** The user of the shell answers: what is asked goes to the screen, and what they choose comes back. */
export const shellInteraction: Layer.Layer<Interaction, never, Questions> = Layer.effect(
  Interaction,
  Effect.map(Questions, (questions) =>
    Interaction.of({
      available: true,
      askPermission: (question) =>
        Effect.map(questions.ask({ _tag: "Permission", question }), (given) =>
          given._tag === "Permission" ? given.answer : { _tag: "Refused", message: left, interrupt: false }
        ),
      askUser: (asked) =>
        Effect.map(questions.ask({ _tag: "AskUser", questions: asked }), (given) =>
          given._tag === "AskUser" ? given.answer : { _tag: "Declined", message: left, interrupt: false }
        ),
      approvePlan: (plan) =>
        Effect.map(questions.ask({ _tag: "Plan", plan }), (given) =>
          given._tag === "Plan" ? given.answer : { _tag: "Rejected", message: left, interrupt: false }
        )
    })
  )
)
