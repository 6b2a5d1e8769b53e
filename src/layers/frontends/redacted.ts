import { Array as Arr, Effect, Layer, Stream } from "effect"
import type { AgentEvent } from "../../services/domain/AgentEvent.ts"
import { type Redactor, Secrets } from "../../services/secrets/Secrets.ts"
import { Renderer } from "../../services/ui/Renderer.ts"

/** What Coder-X itself says of a run. Replies, calls and results are the conversation: the firewall saw to them before. */
const hidden = (event: AgentEvent, { text, value }: Redactor): AgentEvent => {
  switch (event._tag) {
    case "Warned":
      return { ...event, message: text(event.message) }
    case "RetryScheduled":
    case "ModelFellBack":
      return { ...event, reason: text(event.reason) }
    case "RunEnded":
      return {
        ...event,
        errors: event.errors.map(text),
        denials: event.denials.map((denial) => ({ ...denial, toolInput: value(denial.toolInput) }))
      }
    default:
      return event
  }
}

const told: ReadonlySet<AgentEvent["_tag"]> = new Set(["Warned", "RetryScheduled", "ModelFellBack", "RunEnded"])

/** The border of every renderer: what is told of a run is told without secrets. */
export const redacted: Layer.Layer<Renderer, never, Renderer | Secrets> = Layer.effect(
  Renderer,
  Effect.gen(function* () {
    const renderer = yield* Renderer
    const secrets = yield* Secrets
    return Renderer.of({
      render: (events) =>
        renderer.render(
          Stream.mapArrayEffect(events, (arrived) =>
            arrived.some((event) => told.has(event._tag))
              ? Effect.map(secrets.redactor, (redactor) => Arr.map(arrived, (event) => hidden(event, redactor)))
              : Effect.succeed(arrived)
          )
        )
    })
  })
)
