import { Effect, Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"

/** What of an event goes into a log: what happened and how much, never what was said, read or run. */
const facts = (event: AgentEvent): Readonly<Record<string, unknown>> | undefined => {
  switch (event._tag) {
    case "PartArrived":
    case "ToolProgressed":
    case "TodosChanged":
    case "InputTaken":
      return undefined
    case "SessionOpened":
      return { session: event.sessionId, model: event.model, mode: event.permissionMode, resumed: event.resumed }
    case "RequestSent":
      return { turn: event.turn, estimatedTokens: event.estimatedTokens }
    case "ReplyReceived":
      return { message: event.messageId, stopReason: event.stopReason, cut: event.cut, ...event.usage }
    case "ToolStarted":
      return { tool: event.call.name, call: event.call.id }
    case "ToolSettled":
      return { tool: event.settled.call.name, call: event.settled.call.id, kind: event.settled.kind }
    case "RetryScheduled":
      return { attempt: event.attempt, delayMs: event.delayMs, reason: event.reason }
    case "ModelFellBack":
      return { from: event.from, to: event.to, reason: event.reason }
    case "Compacted":
      return { trigger: event.trigger, before: event.tokensBefore, after: event.tokensAfter }
    case "PermissionModeChanged":
      return { mode: event.mode }
    case "Warned":
      return { warning: event.message }
    case "RunEnded":
      return {
        ending: event.ending,
        turns: event.turns,
        ms: event.durationMs,
        costUsd: event.costUsd,
        errors: event.errors
      }
  }
}

/** Writes the events to the log on their way, where there is one (`--debug`). */
export const logged =
  (debug: boolean) =>
  <E, R>(events: Stream.Stream<AgentEvent, E, R>): Stream.Stream<AgentEvent, E, R> =>
    debug
      ? Stream.tap(events, (event) => {
          const told = facts(event)
          return told === undefined ? Effect.void : Effect.annotateLogs(Effect.logDebug(event._tag), told)
        })
      : events
