import type { Price } from "../model/Provider.ts"

/**
 * A next call is worth making only if a useful reply still fits: below this many output tokens it is refused.
 * 256 tokens hold a short answer or a small tool call.
 */
const leastUsefulOutput = 256

const million = 1_000_000

/** What a call may still cost. */
export type Allowance =
  | { readonly _tag: "Unlimited" }
  /** The call fits if its reply is held to this many tokens. */
  | { readonly _tag: "UpTo"; readonly outputTokens: number }
  | { readonly _tag: "Refused" }

/**
 * The budget as a hard limit: what the next call's input costs at most (nothing cached) is set aside, and the reply is
 * held to what is left. So the limit cannot be passed by a long reply, and a call that could pass it is not made.
 * All amounts in USD; prices in USD per million tokens.
 */
export const allowance = (options: {
  readonly budgetUsd: number | undefined
  readonly spentUsd: number
  readonly price: Price
  readonly inputTokens: number
  readonly maxOutputTokens: number
}): Allowance => {
  if (options.budgetUsd === undefined) return { _tag: "Unlimited" }
  const dearestInput = Math.max(options.price.input, options.price.cacheWrite)
  const left = options.budgetUsd - options.spentUsd - (options.inputTokens * dearestInput) / million
  if (left < 0) return { _tag: "Refused" }
  if (options.price.output <= 0) return { _tag: "UpTo", outputTokens: options.maxOutputTokens }
  const outputTokens = Math.min(options.maxOutputTokens, Math.floor((left * million) / options.price.output))
  return outputTokens < leastUsefulOutput ? { _tag: "Refused" } : { _tag: "UpTo", outputTokens }
}

/** Where a model's price is unknown, a budget is counted at this one, above every price of the catalogue: it errs on the side of stopping. */
export const dearestPrice: Price = { input: 150, output: 600, cacheRead: 15, cacheWrite: 187.5 }

/** Adds a call's cost to a sum; unknown stays unknown. */
export const addCost = (sum: number | null, cost: number | null): number | null =>
  sum === null || cost === null ? null : sum + cost

/** True once the turns that were asked for are used up. */
export const turnsUsedUp = (turns: number, maxTurns: number | undefined): boolean =>
  maxTurns !== undefined && turns >= maxTurns
