import { assert, describe, it } from "@effect/vitest"
import { addCost, allowance, dearestPrice, turnsUsedUp } from "../../../src/services/agent/limits.ts"
import catalogue from "../../../src/data/catalogue.json" with { type: "json" }
import { costOf } from "../../../src/services/model/pricing.ts"

const price = { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 }
const base = { price, spentUsd: 0, inputTokens: 1000, maxOutputTokens: 64_000 }

describe("allowance", () => {
  it("does not limit a run without a budget", () => {
    assert.deepStrictEqual(allowance({ ...base, budgetUsd: undefined }), { _tag: "Unlimited" })
  })

  it("refuses a call whose input alone would pass the budget", () => {
    assert.deepStrictEqual(allowance({ ...base, budgetUsd: 0.0001 }), { _tag: "Refused" })
  })

  it("refuses a call that leaves no room for a useful reply", () => {
    assert.deepStrictEqual(allowance({ ...base, budgetUsd: 0.0035 }), { _tag: "Refused" })
  })

  it("holds the reply to what is left", () => {
    const allowed = allowance({ ...base, budgetUsd: 0.0125 })
    assert.deepStrictEqual(allowed, { _tag: "UpTo", outputTokens: 1000 })
  })

  it("never asks for more than the model gives", () => {
    assert.deepStrictEqual(allowance({ ...base, budgetUsd: 1000 }), { _tag: "UpTo", outputTokens: 64_000 })
  })

  it("lets a local model run on any budget", () => {
    const free = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
    assert.deepStrictEqual(allowance({ ...base, price: free, budgetUsd: 0 }), { _tag: "UpTo", outputTokens: 64_000 })
  })

  it("keeps to the budget whatever the reply's length, for many budgets and prompts", () => {
    for (let budgetUsd = 0.001; budgetUsd < 2; budgetUsd *= 1.7) {
      for (let inputTokens = 10; inputTokens < 200_000; inputTokens = inputTokens * 3 + 7) {
        for (const spentUsd of [0, budgetUsd / 3, budgetUsd]) {
          const allowed = allowance({ ...base, budgetUsd, spentUsd, inputTokens })
          if (allowed._tag !== "UpTo") continue
          const dearest = costOf(
            { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: inputTokens, outputTokens: allowed.outputTokens },
            price
          )
          assert.isAtMost(spentUsd + (dearest ?? Number.POSITIVE_INFINITY), budgetUsd + 1e-9)
        }
      }
    }
  })
})

describe("dearestPrice", () => {
  it.each(catalogue.models)("is above that of $provider/$name", (model) => {
    for (const tier of [
      { input: model.inputPrice, output: model.outputPrice, cacheWrite: model.cacheWritePrice },
      ...model.tiers
    ]) {
      assert.isAtMost(tier.input, dearestPrice.input)
      assert.isAtMost(tier.output, dearestPrice.output)
      assert.isAtMost(tier.cacheWrite, dearestPrice.cacheWrite)
    }
  })
})

describe("addCost", () => {
  it("keeps the unknown unknown", () => {
    assert.strictEqual(addCost(1, 2), 3)
    assert.isNull(addCost(null, 2))
    assert.isNull(addCost(1, null))
  })
})

describe("turnsUsedUp", () => {
  it.each([
    [0, undefined, false],
    [2, 3, false],
    [3, 3, true],
    [0, 0, true]
  ])("%s of %s: %s", (turns, max, expected) => {
    assert.strictEqual(turnsUsedUp(turns, max), expected)
  })
})
