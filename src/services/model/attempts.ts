import { Clock, Effect, Queue, Random, Result, Stream } from "effect"
import type { Cause } from "effect"
import { ModelFault } from "./ModelFault.ts"
import type { ModelSignal } from "./signal.ts"
import { noticesOf, promptWasCut } from "./notices.ts"
import type { ModelInfo, ModelRequest, Provider } from "./Provider.ts"
import { ReplyWatch } from "./replyWatch.ts"
import { decide, type RetryDecision } from "./retry.ts"
import { estimateRequest } from "./window.ts"
import { asCut, gaveUp, idleFault, quotaUntil } from "./wording.ts"

/** What one reply needs of `Models`. */
export interface AttemptsConfig {
  readonly provider: (id: string) => Effect.Effect<Provider, ModelFault>
  /** The models that take over, in order. */
  readonly fallbacks: ReadonlyArray<Effect.Effect<ModelInfo, ModelFault>>
  /** Milliseconds without a part before a call counts as hung; 0 for no limit. */
  readonly idleTimeoutMs: number
  readonly maxRetries: number
  /** Read only where a time is told: naming the zone takes milliseconds. */
  readonly timeZone: () => string
  /** Renews the key of a provider, where it can be, and says whether the request is worth one repeat. */
  readonly renew: (provider: Provider) => Effect.Effect<boolean>
  /** True the first time that it is asked with this text. */
  readonly firstTime: (text: string) => boolean
}

type Signals = Queue.Queue<ModelSignal, ModelFault | Cause.Done>

/**
 * One try: parts go to the queue in the arrays in which they come. One timer watches that something arrives; a try that
 * waits for our own reader is not idle.
 */
const once = Effect.fnUntraced(function* (
  provider: Provider,
  request: ModelRequest,
  watch: ReplyWatch,
  signals: Signals,
  idleMs: number
) {
  const clock = yield* Clock.Clock
  let waitingSince: number | undefined = clock.currentTimeMillisUnsafe()
  const reading = Stream.runForEachArray(provider.stream(request), (parts) => {
    const out = watch.take(parts)
    if (out.length === 0) {
      waitingSince = clock.currentTimeMillisUnsafe()
      return Effect.void
    }
    waitingSince = undefined
    return Effect.map(Queue.offerAll(signals, out), () => {
      waitingSince = clock.currentTimeMillisUnsafe()
    })
  })
  if (idleMs <= 0) return yield* reading
  const watching = Effect.gen(function* () {
    while (true) {
      const idle = waitingSince === undefined ? 0 : clock.currentTimeMillisUnsafe() - waitingSince
      if (idle >= idleMs) return yield* Effect.fail(idleFault(provider.id, idleMs, watch.shown))
      yield* Effect.sleep(idleMs - idle)
    }
  })
  return yield* Effect.raceFirst(reading, watching)
})

/** A stream that ends without a finish was cut, also where a provider does not say so. */
const unfinished = (provider: string): ModelFault =>
  new ModelFault({ kind: "cut", provider, message: `${provider} ended the reply before it was whole.` })

/** Finishes of an empty reply that asking again would not change. */
const final: ReadonlySet<string> = new Set(["content-filter", "length", "pause"])

/**
 * The whole of one reply: tries, waits, and models that take over, until one reply is whole or nothing more can be done.
 * Reads top to bottom as one loop over tries; what follows a failed try is decided by the pure `retry.decide`.
 */
export const attempts = Effect.fnUntraced(function* (config: AttemptsConfig, asked: ModelRequest, signals: Signals) {
  const started = yield* Clock.currentTimeMillis
  const fallbacks = [...config.fallbacks]
  let model = asked.model
  let failed = 0
  let renewed = false
  let repeated = false

  const retry = (delayMs: number, reason: string) =>
    Effect.andThen(
      Queue.offer(signals, { type: "retry-scheduled", attempt: failed, delayMs, reason }),
      Effect.sleep(delayMs)
    )

  /** The next model that can be had, told; false where there is none. */
  const fallBack = Effect.fnUntraced(function* (reason: string) {
    for (let next = fallbacks.shift(); next !== undefined; next = fallbacks.shift()) {
      const found = yield* Effect.result(next)
      if (Result.isFailure(found)) {
        yield* Queue.offer(signals, {
          type: "notice",
          message: `A fallback model cannot be used: ${found.failure.message}`
        })
        continue
      }
      yield* Queue.offer(signals, { type: "fell-back", from: model, to: found.success, reason })
      model = found.success
      failed = 0
      return true
    }
    return false
  })

  while (true) {
    const provider = yield* config.provider(model.provider)
    const request: ModelRequest = { ...asked, model }
    const watch = new ReplyWatch()
    const outcome = yield* Effect.result(once(provider, request, watch, signals, config.idleTimeoutMs))
    if (Result.isSuccess(outcome) && watch.finish !== undefined) {
      const estimate = provider.local ? estimateRequest(request) : 0
      const counted = watch.finish.usage.inputTokens.total
      const cut = promptWasCut(counted, estimate)
      if (watch.isEmpty && !watch.shown && !repeated && !cut && !final.has(watch.finish.reason)) {
        repeated = true
        failed++
        yield* Queue.offer(signals, { type: "discarded", finish: watch.finish })
        yield* retry(0, `${provider.id} sent an empty reply`)
        continue
      }
      const cutTo = cut && config.firstTime(`cut ${model.name}`) ? counted : undefined
      const notices = noticesOf(model, watch, { repeated, cutTo, estimate })
      const told = notices.map((message): ModelSignal => ({ type: "notice", message }))
      yield* Queue.offerAll(signals, [...watch.rest, ...told, watch.finish])
      return yield* Queue.end(signals)
    }
    const fault = Result.isFailure(outcome) ? outcome.failure : unfinished(provider.id)
    if (watch.shown) return yield* Effect.fail(asCut(fault))
    failed++
    if (fault.kind === "authentication" && !renewed) {
      renewed = true
      if (yield* config.renew(provider)) {
        yield* retry(0, "the key was renewed")
        continue
      }
    }
    const now = yield* Clock.currentTimeMillis
    const decision: RetryDecision = decide(fault, {
      failed,
      elapsedMs: now - started,
      maxRetries: config.maxRetries,
      hasFallback: fallbacks.length > 0,
      random: yield* Random.next
    })
    if (decision.next === "wait") yield* retry(decision.delayMs, fault.message)
    else if (decision.next === "stop" || !(yield* fallBack(fault.message))) {
      const limit = decision.next === "stop" ? decision.limit : undefined
      return yield* Effect.fail(
        limit === "reset"
          ? quotaUntil(fault, fault.retryAfterMs ?? 0, now, config.timeZone())
          : gaveUp(fault, failed - 1, limit)
      )
    }
  }
})
