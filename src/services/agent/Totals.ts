import type { ModelTotals } from "../domain/AgentEvent.ts"
import * as Usage from "../domain/Usage.ts"
import { costOf } from "../model/pricing.ts"
import type { ModelInfo } from "../model/Provider.ts"
import { addCost } from "./limits.ts"

/** What a run has used so far, by model. A value: every call gives the next one. */
export interface Totals {
  readonly models: Readonly<Record<string, ModelTotals>>
  readonly usage: Usage.Usage
  /** USD; null once a call's price was unknown. */
  readonly costUsd: number | null
  readonly apiMs: number
}

export const none: Totals = { models: {}, usage: Usage.none, costUsd: 0, apiMs: 0 }

/** Adds one reply. */
export const add = (totals: Totals, model: ModelInfo, usage: Usage.Usage, apiMs: number): Totals => {
  const cost = costOf(usage, model.price)
  const before = totals.models[model.name]
  return {
    models: {
      ...totals.models,
      [model.name]: {
        usage: Usage.add(before?.usage ?? Usage.none, usage),
        costUsd: addCost(before === undefined ? 0 : before.costUsd, cost),
        contextWindow: model.contextWindow,
        maxOutputTokens: model.maxOutputTokens
      }
    },
    usage: Usage.add(totals.usage, usage),
    costUsd: addCost(totals.costUsd, cost),
    apiMs: totals.apiMs + apiMs
  }
}
