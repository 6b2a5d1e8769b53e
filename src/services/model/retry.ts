import type { FaultKind, ModelFault } from "./ModelFault.ts"

/** Kinds that another try may mend. All others are told at once. */
const passing: ReadonlySet<FaultKind> = new Set([
  "rate-limit",
  "overloaded",
  "server",
  "conflict",
  "network",
  "timeout",
  "idle",
  "empty",
  // Before the first part a stream that broke showed nothing, so it may be repeated like a connection that broke.
  "cut"
])

/** Kinds at which the next fallback model is asked at once: waiting does not help, another model may. */
const elsewhere: ReadonlySet<FaultKind> = new Set(["quota", "model-missing", "capability"])

/** No request is retried for longer than this in all, waiting included. */
export const totalLimitMs = 10 * 60_000
const firstDelayMs = 500
const longestDelayMs = 32_000
/** With a fallback model at hand the user is better served by it than by a long wait. */
const retriesBeforeFallback = 3

export interface RetryState {
  /** Tries that failed so far, at least 1. */
  readonly failed: number
  /** Milliseconds since the first try began. */
  readonly elapsedMs: number
  readonly maxRetries: number
  readonly hasFallback: boolean
  /** Evenly spread in [0, 1). */
  readonly random: number
}

export type RetryDecision =
  | { readonly next: "wait"; readonly delayMs: number }
  | { readonly next: "fall-back" }
  /** `limit` is why no further try is made; `reset` means that the server asked for a longer wait than the limit. */
  | { readonly next: "stop"; readonly limit?: "tries" | "time" | "reset" }

/** Exponential with half of it jitter: 0.25–0.5 s, 0.5–1 s, 1–2 s … at most 32 s. */
export const backoffMs = (failed: number, random: number): number => {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** (failed - 1))
  return Math.round(full / 2 + (full / 2) * random)
}

/** What follows after a try that failed before the first part of its reply. */
export const decide = (fault: Pick<ModelFault, "kind" | "retryAfterMs">, state: RetryState): RetryDecision => {
  const give = (limit?: "tries" | "time" | "reset"): RetryDecision =>
    state.hasFallback ? { next: "fall-back" } : limit === undefined ? { next: "stop" } : { next: "stop", limit }
  if (elsewhere.has(fault.kind)) return give()
  if (!passing.has(fault.kind)) return { next: "stop" }
  if (fault.retryAfterMs !== undefined && fault.retryAfterMs > totalLimitMs) return give("reset")
  const tries = state.hasFallback ? Math.min(state.maxRetries, retriesBeforeFallback) : state.maxRetries
  if (state.failed > tries) return give("tries")
  const delayMs = fault.retryAfterMs ?? backoffMs(state.failed, state.random)
  return state.elapsedMs + delayMs > totalLimitMs ? give("time") : { next: "wait", delayMs }
}
