import { Effect, type Stdio, Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { ToolCall } from "../domain/ToolCall.ts"
import { printableLine } from "../domain/printable.ts"

/** The argument that says most of a call, by the names that the tools of the contract use. */
const telling = ["command", "file_path", "notebook_path", "pattern", "url", "description", "task_id", "query", "skill"]

/** The files of a patch, from its headers. */
const patched = (patch: string): string =>
  [...patch.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm)].map(([, file]) => file).join(", ")

const tellingPart = (call: ToolCall): string | undefined => {
  const input: Readonly<Record<string, unknown>> =
    typeof call.input === "object" && call.input !== null ? { ...call.input } : {}
  if (call.name === "ApplyPatch" && typeof input["input"] === "string") return patched(input["input"])
  const found = telling.map((name) => input[name]).find((value) => typeof value === "string")
  return typeof found === "string" ? found : undefined
}

/** `Bash npm test`: a call in one short line. */
export const callLine = (call: ToolCall, width: number): string => {
  const part = tellingPart(call)
  const line = printableLine(part === undefined || part === "" ? call.name : `${call.name} ${part}`)
  const characters = [...line]
  return characters.length <= width ? line : `${characters.slice(0, width - 1).join("")}…`
}

const seconds = (ms: number): string => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`)

/** What stands on stderr while a run works: undefined for what is not worth a line. */
export const progressLine = (event: AgentEvent, width: number): string | undefined => {
  switch (event._tag) {
    case "ToolStarted":
      return callLine(event.call, width)
    case "ToolSettled":
      return event.settled.kind === "done" ? undefined : `  ${event.settled.call.name}: ${event.settled.kind}`
    case "RetryScheduled":
      return `retry ${event.attempt} in ${seconds(event.delayMs)}: ${printableLine(event.reason)}`
    case "ModelFellBack":
      return `${event.from} is left for ${event.to}: ${printableLine(event.reason)}`
    case "Compacted":
      return `the conversation was compacted: ${event.tokensBefore} to ${event.tokensAfter} tokens`
    case "Warned":
      return `warning: ${printableLine(event.message)}`
    default:
      return undefined
  }
}

/** Events that are told on stderr even where nobody watches: they change what the answer is worth. */
export const isNotice = (event: AgentEvent): boolean =>
  event._tag === "Warned" || event._tag === "RetryScheduled" || event._tag === "ModelFellBack"

/** Writes the notices among these events to stderr, for formats whose stdout is for programs. Nothing else is written. */
export const tellNotices = (stdio: Stdio.Stdio, events: ReadonlyArray<AgentEvent>): Effect.Effect<void> => {
  const lines = events.filter(isNotice).map((event) => `${progressLine(event, 100)}\n`)
  return lines.length === 0 ? Effect.void : Effect.ignore(Stream.run(Stream.fromIterable(lines), stdio.stderr()))
}
