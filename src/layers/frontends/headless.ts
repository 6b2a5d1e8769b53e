import { Effect, Layer } from "effect"
import { Interaction } from "../../services/interaction/Interaction.ts"

const message = "There is nobody to ask in this run."

/** Nobody to ask: what would ask is refused, and the refusal is listed in the result. */
export const headless: Layer.Layer<Interaction> = Layer.succeed(Interaction, {
  available: false,
  askPermission: () => Effect.succeed({ _tag: "Refused", message, interrupt: false }),
  askUser: () => Effect.succeed({ _tag: "Declined", message, interrupt: false }),
  approvePlan: () => Effect.succeed({ _tag: "Rejected", message, interrupt: false })
})
