import type { Usage } from "../domain/Usage.ts"
import type { Price } from "./Provider.ts"

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
