import type { Usage } from "../domain/Usage.ts"
import type { ModelInfo, Price } from "./Provider.ts"

const million = 1_000_000

/** The prices of a call by the length of its prompt in tokens. */
export const priceFor = (price: Price, promptTokens: number): Omit<Price, "tiers"> =>
  price.tiers?.findLast((tier) => promptTokens > tier.above) ?? price

/** USD of one call; null where the price is unknown, 0 for local models. The tier goes by the whole prompt, cached or not. */
export const costOf = (usage: Usage, price: Price | undefined): number | null => {
  if (price === undefined) return null
  const at = priceFor(price, usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens)
  return (
    (usage.inputTokens * at.input +
      usage.cacheReadTokens * at.cacheRead +
      usage.cacheWriteTokens * at.cacheWrite +
      usage.outputTokens * at.output) /
    million
  )
}

export interface NextCall {
  readonly model: Pick<ModelInfo, "price" | "maxOutputTokens">
  /** What `window.estimateRequest` says of the request. */
  readonly inputTokens: number
  /** Output tokens of the longest reply so far in this run; the next one is taken to be as long. */
  readonly longestReply?: number
}

/** A reply is taken to be at least this long: a short answer or one tool call. */
const leastReply = 500

/**
 * What the next call may be expected to cost at most, in USD; null where the price is unknown. Nothing of the prompt is taken
 * to come from the cache, and the reply is taken to be as long as the longest of the run so far, at least 500 tokens. The
 * model's own output limit would be the strict bound, but at 128,000 tokens it would refuse every first call of a small budget.
 */
export const estimateNextCall = (call: NextCall): number | null => {
  const { price, maxOutputTokens } = call.model
  if (price === undefined) return null
  const at = priceFor(price, call.inputTokens)
  const reply = Math.min(maxOutputTokens, Math.max(leastReply, call.longestReply ?? 0))
  return (call.inputTokens * Math.max(at.input, at.cacheWrite) + reply * at.output) / million
}
