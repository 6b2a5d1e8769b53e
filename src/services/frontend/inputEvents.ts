import { Array as Arr, Effect, Stream } from "effect"
import { Agent } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { Input } from "../domain/Input.ts"
import type { Slash } from "../slash/Slash.ts"

/** The text of an input that can be a slash command at all: told without loading anything. */
const slashText = ({ content }: Input): string | undefined => {
  const [first] = typeof content === "string" ? [{ type: "text" as const, text: content }] : content
  const alone = typeof content === "string" || content.length === 1
  return alone && first?.type === "text" && first.text.startsWith("/") ? first.text : undefined
}

/** The events that an input leads to: those of its slash command, or those of the agent's run. */
export const inputEvents = Effect.fnUntraced(function* (input: Input, place: "print" | "host") {
  const agent = yield* Agent
  const text = slashText(input)
  if (text === undefined) return agent.send(input)
  const { slashed } = yield* Effect.promise(() => import("./slashed.ts"))
  return (yield* slashed(text, place)) ?? agent.send(input)
})

/** Names the slash commands where a session is opened, for hosts. They are looked up while the run goes on already. */
export const withSlashNames =
  (slash: Slash["Service"]) =>
  <E, R>(events: Stream.Stream<AgentEvent, E, R>): Stream.Stream<AgentEvent, E, R> =>
    Stream.mapArrayEffect(events, (arrived) =>
      arrived.some((event) => event._tag === "SessionOpened")
        ? Effect.map(slash.names, (slashCommands) =>
            Arr.map(
              arrived,
              (event): AgentEvent => (event._tag === "SessionOpened" ? { ...event, slashCommands } : event)
            )
          )
        : Effect.succeed(arrived)
    )
