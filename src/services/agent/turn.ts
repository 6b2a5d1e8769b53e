import { Clock, Effect, Result, Stream } from "effect"
import type { AgentEvent, StopReason } from "../domain/AgentEvent.ts"
import type { AssistantPart } from "../domain/Message.ts"
import type { ToolCall } from "../domain/ToolCall.ts"
import type { Usage } from "../domain/Usage.ts"
import { uuid } from "../domain/uuid.ts"
import type { ModelFault } from "../model/ModelFault.ts"
import type { ModelSignal, Models } from "../model/Models.ts"
import type { ModelInfo, ModelRequest } from "../model/Provider.ts"
import { callsOf, ReplyBuilder, stopReasonOf, usageOf } from "./reply.ts"

/** Tells the screens. Suspends while they are behind, so that nothing piles up in memory. */
export type Emit = (events: ReadonlyArray<AgentEvent>) => Effect.Effect<void>

/** One reply of the model, whole or cut. */
export interface Reply {
  readonly messageId: string
  readonly model: ModelInfo
  readonly content: ReadonlyArray<AssistantPart>
  readonly calls: ReadonlyArray<ToolCall>
  readonly stopReason: StopReason
  readonly usage: Usage
  readonly apiMs: number
  /** Why it is not whole. What had arrived is in `content`, without half-received calls. */
  readonly fault: ModelFault | undefined
}

/** An empty reply that was asked for again. */
export type Discarded = Pick<Reply, "model" | "usage" | "stopReason">

/**
 * Sends one request and gathers the reply, telling its parts as they arrive. Fails only where nothing arrived at all.
 * `discarded` is told of replies that were paid for and thrown away.
 */
export const turn = Effect.fn("Agent.turn")(function* (
  models: Models["Service"],
  request: ModelRequest,
  emit: Emit,
  discarded: (reply: Discarded) => void
) {
  const builder = new ReplyBuilder()
  const madeId = `msg_${yield* uuid}`
  const started = yield* Clock.currentTimeMillis
  let model = request.model

  const take = (signal: ModelSignal): AgentEvent | undefined => {
    switch (signal.type) {
      case "discarded":
        discarded({ model, usage: usageOf(signal.finish), stopReason: stopReasonOf(signal.finish.reason) })
        return undefined
      case "retry-scheduled":
        return { _tag: "RetryScheduled", attempt: signal.attempt, delayMs: signal.delayMs, reason: signal.reason }
      case "fell-back":
        model = signal.to
        return { _tag: "ModelFellBack", from: signal.from.name, to: signal.to.name, reason: signal.reason }
      case "notice":
        return { _tag: "Warned", message: signal.message }
      default:
        builder.add(signal)
        return { _tag: "PartArrived", messageId: builder.messageId ?? madeId, model: model.name, part: signal }
    }
  }

  const outcome = yield* Effect.result(
    Stream.runForEachArray(models.stream(request), (signals) => emit(signals.flatMap((signal) => take(signal) ?? [])))
  )
  const arrived = builder.content()
  // Of a cut reply no call is run, so none is kept: the next request must not show a call without its result.
  const content = Result.isFailure(outcome) ? arrived.filter((part) => part.type !== "tool-call") : arrived
  if (Result.isFailure(outcome) && content.length === 0) return yield* Effect.fail(outcome.failure)
  return {
    messageId: builder.messageId ?? madeId,
    model,
    content,
    calls: Result.isFailure(outcome) ? [] : callsOf(content),
    stopReason: stopReasonOf(builder.finish),
    usage: builder.usage,
    apiMs: (yield* Clock.currentTimeMillis) - started,
    fault: Result.isFailure(outcome) ? outcome.failure : undefined
  } satisfies Reply
})
