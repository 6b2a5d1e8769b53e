import type { AgentEvent } from "../domain/AgentEvent.ts"
import { inWindow } from "../domain/Usage.ts"
import type { State, Work } from "./State.ts"
import { doing, type Step, stay } from "./step.ts"

/** Characters of a token, about: what is coming in is counted by its length until the provider counts it. */
export const charactersPerToken = 4

const commandOf = (input: unknown): string => {
  if (typeof input !== "object" || input === null) return ""
  const told = "description" in input ? input.description : "command" in input ? input.command : undefined
  return typeof told === "string" ? ` ${told.split("\n", 1)[0]}` : ""
}

const whatOf = (calls: ReadonlyMap<string, string>): string => [...calls.values()].at(-1) ?? "Thinking"

/** What an event says of the work under way. */
const workAfter = (work: Work, event: AgentEvent): Work => {
  switch (event._tag) {
    case "RequestSent":
      return { ...work, what: "Thinking", inputTokens: event.estimatedTokens, arriving: 0 }
    case "PartArrived":
      return "delta" in event.part
        ? { ...work, what: "Writing", arriving: work.arriving + event.part.delta.length }
        : work
    case "ReplyReceived":
      return { ...work, outputTokens: work.outputTokens + event.usage.outputTokens, arriving: 0 }
    case "ToolStarted": {
      const running = `${event.call.name}${commandOf(event.call.input)}`
      const calls = new Map(work.calls).set(event.call.id, running)
      return { ...work, calls, what: whatOf(calls) }
    }
    case "ToolSettled": {
      const calls = new Map(work.calls)
      calls.delete(event.settled.call.id)
      return { ...work, calls, what: whatOf(calls) }
    }
    case "RetryScheduled":
      return { ...work, what: `Retrying in ${Math.ceil(event.delayMs / 1000)}s: ${event.reason}` }
    default:
      return work
  }
}

const addCost = (before: number | null | undefined, more: number | null): number | null =>
  before === null || more === null ? null : (before ?? 0) + more

const knownAfter = (state: State, event: AgentEvent): State => {
  const { known } = state
  switch (event._tag) {
    case "SessionOpened":
      return {
        ...state,
        known: {
          ...known,
          sessionId: event.sessionId,
          mode: event.permissionMode,
          model: known.model?.endsWith(event.model) ? known.model : event.model
        }
      }
    case "InputTaken":
      return { ...state, queue: state.queue.filter(({ id }) => id !== event.id) }
    case "PermissionModeChanged":
      return { ...state, known: { ...known, mode: event.mode } }
    case "ModelFellBack":
      return { ...state, known: { ...known, model: event.to } }
    case "ReplyReceived": {
      const tokens = inWindow(event.usage)
      return tokens === 0 ? state : { ...state, known: { ...known, contextTokens: tokens } }
    }
    case "TodosChanged":
      return { ...state, todos: event.todos }
    case "Compacted":
      return { ...state, known: { ...known, contextTokens: event.tokensAfter } }
    case "RunEnded": {
      const window = Object.values(event.models).at(-1)?.contextWindow ?? known.contextWindow
      return {
        ...state,
        known: { ...known, contextWindow: window, costUsd: addCost(known.costUsd, event.costUsd) }
      }
    }
    default:
      return state
  }
}

/** Takes in what the engine tells. All of it goes into the transcript with the next frame. */
export const told = (state: State, events: ReadonlyArray<AgentEvent>): Step => {
  let next: State = { ...state, events: [...state.events, ...events] }
  for (const event of events) {
    next = knownAfter(next, event)
    if (next.work !== undefined) next = { ...next, work: workAfter(next.work, event) }
  }
  const ended = events.some(({ _tag }) => _tag === "RunEnded")
  return ended && !state.focused ? doing(next, { _tag: "Notify", text: "Coder-X has finished." }) : stay(next)
}
