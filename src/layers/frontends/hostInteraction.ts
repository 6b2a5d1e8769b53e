import { Effect, Layer } from "effect"
import { HostChannel } from "../../services/frontend/HostChannel.ts"
import { canUseTool, readAnswer } from "../../services/frontend/permissionWire.ts"
import { Interaction } from "../../services/interaction/Interaction.ts"

/** `--permission-prompt-tool stdio`: the host program answers. */
export const hostInteraction: Layer.Layer<Interaction, never, HostChannel> = Layer.effect(
  Interaction,
  Effect.map(HostChannel, (channel) =>
    Interaction.of({
      available: true,
      askPermission: (question) =>
        Effect.map(channel.ask(canUseTool(question)), (response) => readAnswer(question, response))
    })
  )
)
