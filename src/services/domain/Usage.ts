import { Schema } from "effect"

const Count = Schema.Int

/** Tokens of one or more model calls, as the provider counted them. `inputTokens` excludes the cached ones. */
export const Usage = Schema.Struct({
  inputTokens: Count,
  cacheReadTokens: Count,
  cacheWriteTokens: Count,
  outputTokens: Count
})
export type Usage = typeof Usage.Type

export const none: Usage = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }

export const add = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  outputTokens: a.outputTokens + b.outputTokens
})

/** All tokens that the call held in the window: what came in, cached or not, and what came out. */
export const inWindow = (usage: Usage): number =>
  usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens + usage.outputTokens
