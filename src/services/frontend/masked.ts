import { Array as Arr, Effect, Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import { type Redactor, Secrets } from "../secrets/Secrets.ts"

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

/** The border of every screen: what is told of a run is told without secrets. */
export const masked = Effect.map(
  Secrets,
  (secrets) =>
    <E, R>(events: Stream.Stream<AgentEvent, E, R>): Stream.Stream<AgentEvent, E, R> =>
      Stream.mapArrayEffect(events, (arrived) =>
        arrived.some((event) => told.has(event._tag))
          ? Effect.map(secrets.redactor, (redactor) => Arr.map(arrived, (event) => hidden(event, redactor)))
          : Effect.succeed(arrived)
      )
)
