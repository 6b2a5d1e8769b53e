import { Clock, Effect, Stream } from "effect"
import { Agent, type AgentFault } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import { none } from "../domain/Usage.ts"
import { uuid } from "../domain/uuid.ts"
import { Host } from "../host/Host.ts"
import { openedEvent } from "../slash/openedEvent.ts"
import { Slash } from "../slash/Slash.ts"
import type { SlashCommand } from "../slash/SlashCommand.ts"
import type { Ran, Said, SlashOutcome } from "../slash/SlashOutcome.ts"
import { UsageWrong } from "./Frontend.ts"

/** Columns that a picture has where there is no screen. */
const usualWidth = 80

type Events = Stream.Stream<AgentEvent, AgentFault>
type Ended = Extract<AgentEvent, { readonly _tag: "RunEnded" }>

const ended = (facts: Partial<Ended>): Ended => ({
  _tag: "RunEnded",
  ending: "success",
  answer: "",
  errors: [],
  turns: 0,
  durationMs: 0,
  apiDurationMs: 0,
  stopReason: null,
  usage: none,
  costUsd: 0,
  models: {},
  denials: [],
  ...facts
})

/** What was said, for who reads replies: from no model. */
const reply = (text: string) =>
  Effect.map(
    uuid,
    (id): AgentEvent => ({
      _tag: "ReplyReceived",
      messageId: `msg_${id}`,
      model: "<synthetic>",
      content: [{ type: "text", text }],
      stopReason: "end_turn",
      usage: none,
      cut: false
    })
  )

const textOf = ({ draw, markdown, text }: Said, width: number): string => {
  const lines = text === undefined ? (draw?.({ width, theme: { paint: (_, shown) => shown } }) ?? []) : [text]
  return [markdown, lines.map((line) => line.trimEnd()).join("\n")].filter((part) => part !== "").join("\n\n")
}

const saidEvents = Effect.fnUntraced(function* (outcome: Said) {
  const columns = Number((yield* Host).env["COLUMNS"])
  const text = textOf(outcome, columns >= 20 && columns <= 500 ? columns : usualWidth)
  return Stream.make<ReadonlyArray<AgentEvent>>(yield* openedEvent, yield* reply(text), ended({ answer: text }))
})

/** Work that tells its own events, between an opening and an end that says what it cost. */
const ranEvents = Effect.fnUntraced(function* (outcome: Ran) {
  const slash = yield* Slash
  const agent = yield* Agent
  const first = yield* openedEvent
  const startedAt = yield* Clock.currentTimeMillis
  const before = (yield* agent.session).records.length
  let answer = ""
  const events = Stream.map(slash.events(outcome), (event) => {
    if (event._tag === "Compacted") answer = `Compacted: ${event.tokensBefore} tokens became ${event.tokensAfter}.`
    if (event._tag === "Warned" && answer === "") answer = event.message
    return event
  })
  const end = Effect.gen(function* () {
    const { records } = yield* agent.session
    const spent = records.slice(before).find((record) => record._tag === "compaction")
    const costs = spent?._tag === "compaction" && spent.usage !== undefined
    return ended({
      answer,
      durationMs: (yield* Clock.currentTimeMillis) - startedAt,
      ...(costs ? { usage: spent.usage ?? none, costUsd: spent.costUsd ?? null } : {})
    })
  })
  return Stream.concat(Stream.concat(Stream.make(first), events), Stream.fromEffect(end))
})

const failedEvents = Effect.fnUntraced(function* (message: string) {
  return Stream.make<ReadonlyArray<AgentEvent>>(
    yield* openedEvent,
    ended({ ending: "error_during_execution", errors: [message] })
  )
})

const shellOnly = (command: SlashCommand): string => `/${command.name} works in the shell only: start it with coderx`

const outcomeEvents = (
  command: SlashCommand,
  outcome: SlashOutcome
): Effect.Effect<Events, AgentFault, SlashedServices> => {
  switch (outcome._tag) {
    case "Said":
      return saidEvents(outcome)
    case "Sent":
      return Effect.map(Slash, (slash) => slash.events(outcome))
    case "Ran":
      return ranEvents(outcome)
    default:
      return failedEvents(shellOnly(command))
  }
}

/**
 * The events of an input that is a slash command; undefined for a prompt. In `-p` a command that there is not, or that
 * needs the shell, is wrong usage (exit code 2); a host is told in the result.
 */
export const slashed = Effect.fn("slashed")(function* (text: string, place: "print" | "host") {
  const slash = yield* Slash
  const reading = yield* slash.read(text)
  if (reading._tag === "Prompt") return undefined
  const refuse = (message: string) =>
    place === "host" ? failedEvents(message) : Effect.fail(new UsageWrong({ message }))
  if (reading._tag === "Unknown") {
    return yield* refuse(`${reading.message} To send it to the model as it is, put a word before it.`)
  }
  const { command, typed } = reading
  if (!command.inPrint) return yield* refuse(shellOnly(command))
  const events: Events = Stream.unwrap(
    slash.run(command, typed, place).pipe(
      Effect.flatMap((outcome) => outcomeEvents(command, outcome)),
      Effect.catchTag("SlashFailed", ({ message }) => failedEvents(message)),
      Effect.provideContext(yield* Effect.context<SlashedServices>())
    )
  )
  return events
})

/** What a command without a shell may need. */
export type SlashedServices = Agent | Host | Slash | Effect.Services<typeof openedEvent>
