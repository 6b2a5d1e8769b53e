import { Clock, Effect, Result, Stream } from "effect"
import type { AgentEvent, StopReason } from "../domain/AgentEvent.ts"
import type { AssistantPart } from "../domain/Message.ts"
import type { ToolCall } from "../domain/ToolCall.ts"
import type { Usage } from "../domain/Usage.ts"
import { uuid } from "../domain/uuid.ts"
import { ModelFault } from "../model/ModelFault.ts"
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

/** What is told of a reply beside its value. */
export interface Aside {
  /** An empty reply was paid for, thrown away and asked for again. */
  readonly discarded: (reply: Discarded) => void
  /** The run was interrupted meanwhile: this had arrived, cut; undefined where nothing had. */
  readonly interrupted: (reply: Reply | undefined) => Effect.Effect<void>
}

/** Sends one request and gathers the reply, telling its parts as they arrive. Fails only where nothing arrived at all. */
export const turn = Effect.fn("Agent.turn")(function* (
  models: Models["Service"],
  request: ModelRequest,
  emit: Emit,
  aside: Aside
) {
  const builder = new ReplyBuilder()
  const madeId = `msg_${yield* uuid}`
  const started = yield* Clock.currentTimeMillis
  let model = request.model

  const take = (signal: ModelSignal): AgentEvent | undefined => {
    switch (signal.type) {
      case "discarded":
        aside.discarded({ model, usage: usageOf(signal.finish), stopReason: stopReasonOf(signal.finish.reason) })
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

  const arrived = Effect.fnUntraced(function* (fault: ModelFault | undefined) {
    const all = builder.content()
    // Of a cut reply no call is run, so none is kept: the next request must not show a call without its result.
    const content = fault === undefined ? all : all.filter((part) => part.type !== "tool-call")
    return {
      messageId: builder.messageId ?? madeId,
      model,
      content,
      calls: fault === undefined ? callsOf(content) : [],
      stopReason: stopReasonOf(builder.finish),
      usage: builder.usage,
      apiMs: (yield* Clock.currentTimeMillis) - started,
      fault
    } satisfies Reply
  })

  const outcome = yield* Stream.runForEachArray(models.stream(request), (signals) =>
    emit(signals.flatMap((signal) => take(signal) ?? []))
  ).pipe(
    Effect.result,
    Effect.onInterrupt(() =>
      Effect.flatMap(arrived(interruptedFault(model.provider)), (reply) =>
        aside.interrupted(reply.content.length === 0 ? undefined : reply)
      )
    )
  )
  const reply = yield* arrived(Result.isFailure(outcome) ? outcome.failure : undefined)
  if (reply.fault !== undefined && reply.content.length === 0) return yield* Effect.fail(reply.fault)
  return reply
})

const interruptedFault = (provider: string) =>
  new ModelFault({ kind: "cut", provider, message: "The reply was interrupted." })
