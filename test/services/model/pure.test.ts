import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { assumed, type CatalogueData, loadCatalogue, makeCatalogue } from "../../../src/services/model/catalogue.ts"
import { costOf, priceFor } from "../../../src/services/model/pricing.ts"
import type { Price } from "../../../src/services/model/Provider.ts"
import { backoffMs, decide, type RetryState, totalLimitMs } from "../../../src/services/model/retry.ts"
import {
  compactionThreshold,
  estimateFixed,
  estimateMessage,
  estimateRequest,
  estimateText,
  imageTokens
} from "../../../src/services/model/window.ts"
import { scriptedInfo } from "../../layers/ScriptedModel.ts"

const usage = (input: number, output: number, cacheRead = 0, cacheWrite = 0) => ({
  inputTokens: input,
  outputTokens: output,
  cacheReadTokens: cacheRead,
  cacheWriteTokens: cacheWrite
})

describe("catalogue", () => {
  const row = (provider: string, name: string) => ({
    provider,
    name,
    title: name,
    window: 1000,
    output: 100,
    images: true,
    thinking: false,
    inputPrice: 1,
    outputPrice: 2,
    cacheReadPrice: 0.1,
    cacheWritePrice: 1.25,
    tiers: []
  })
  const data: CatalogueData = {
    asOf: "2026-11",
    sources: [],
    aliases: { sonnet: "claude-sonnet-5-5" },
    defaults: { anthropic: "claude-sonnet-5-5", openai: "gpt-6" },
    models: [
      row("anthropic", "claude-sonnet-5"),
      row("anthropic", "claude-sonnet-5-5"),
      row("openai", "gpt-6"),
      row("openai", "gpt-4o-2024-05-13")
    ]
  }
  const small = makeCatalogue(data)
  const cases: ReadonlyArray<readonly [string, string, string | undefined]> = [
    ["anthropic", "claude-sonnet-5", "claude-sonnet-5"],
    ["anthropic", "claude-sonnet-5-20260101", "claude-sonnet-5-20260101"],
    ["anthropic", "claude-sonnet-5-latest", "claude-sonnet-5-latest"],
    ["anthropic", "claude-sonnet-5[1m]", "claude-sonnet-5[1m]"],
    ["anthropic", "sonnet", "claude-sonnet-5-5"],
    ["anthropic", "Sonnet", "claude-sonnet-5-5"],
    ["anthropic", "toString", undefined],
    ["anthropic", "claude-sonnet-9", undefined],
    ["openai", "gpt-4o-2024-05-13", "gpt-4o-2024-05-13"],
    ["openai", "gpt-6-2026-10-01", "gpt-6-2026-10-01"],
    ["openai", "sonnet", undefined],
    ["ollama", "gpt-6", undefined]
  ]
  it.each(cases)("%s/%s is %s", (provider, name, expected) => {
    assert.strictEqual(small.lookup(provider, name)?.name, expected)
  })
  it("keeps the facts of the row that an alias or a date leads to", () => {
    assert.strictEqual(small.lookup("anthropic", "claude-sonnet-5-20260101")?.contextWindow, 1000)
    assert.strictEqual(small.lookup("anthropic", "sonnet")?.source, "catalogue 2026-11")
    assert.deepStrictEqual(small.find("gpt-6"), { provider: "openai", name: "gpt-6" })
    assert.isUndefined(small.find("qwen3:8b"))
  })

  it.effect("the shipped one has a date, sources, and facts for its short names and defaults", () =>
    Effect.gen(function* () {
      const shipped = yield* loadCatalogue
      assert.match(shipped.asOf, /^\d{4}-\d{2}$/)
      assert.isAbove(shipped.sources.length, 0)
      for (const line of ["sonnet", "opus", "haiku"])
        assert.include(shipped.lookup("anthropic", line)?.name, `claude-${line}-`)
      assert.strictEqual(shipped.lookup("anthropic", "sonnet")?.name, shipped.defaults.anthropic)
      assert.isDefined(shipped.lookup("openai", shipped.defaults.openai)?.price)
      for (const provider of ["anthropic", "openai", "openrouter"])
        for (const model of shipped.of(provider)) {
          assert.isAtLeast(model.contextWindow, model.maxOutputTokens, model.name)
          assert.isTrue(Object.values(model.price ?? {}).every((value) => typeof value !== "number" || value >= 0))
        }
      assert.deepStrictEqual(shipped.lookup("anthropic", "claude-haiku-5-5")?.price?.tiers?.[0]?.above, 100_000)
    })
  )
  it("an unknown model has no price", () => assert.isUndefined(assumed("x", "y").price))
})

const sonnet: Price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }
const haiku: Price = {
  input: 0.1,
  output: 0.5,
  cacheRead: 0.01,
  cacheWrite: 0.125,
  tiers: [{ above: 100_000, input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 0.625 }]
}

describe("pricing", () => {
  const free: Price = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
  const table: ReadonlyArray<readonly [string, ReturnType<typeof usage>, Price | undefined, number | null]> = [
    ["unknown price", usage(1000, 1000), undefined, null],
    ["local", usage(1000, 1000), free, 0],
    ["input and output", usage(1_000_000, 100_000), sonnet, 4.5],
    ["cached", usage(0, 0, 1_000_000, 1_000_000), sonnet, 4.05],
    ["at the edge of a tier", usage(100_000, 1000), haiku, 0.0105],
    ["beyond it, cached tokens counted", usage(1, 1000, 100_000, 0), haiku, (0.5 + 2500 + 5000) / 1_000_000]
  ]
  it.each(table)("%s", (_, used, price, expected) => {
    const cost = costOf(used, price)
    if (expected === null || cost === null) assert.strictEqual(cost, expected)
    else assert.closeTo(cost, expected, 1e-12)
  })
  it("is never less for more tokens, within a tier", () => {
    for (let n = 0; n < 50; n++) {
      const one = usage(n * 100, n * 10, n * 7, n * 3)
      const more = usage(n * 100 + 1, n * 10 + 1, n * 7 + 1, n * 3 + 1)
      assert.isBelow(costOf(one, sonnet) ?? 0, costOf(more, sonnet) ?? 0)
    }
    assert.strictEqual(priceFor(haiku, 100_001).input, 0.5)
  })
})

describe("window", () => {
  const texts: ReadonlyArray<readonly [string, number]> = [
    ["", 0],
    ["abcd", 1],
    ["abcde", 2],
    ["漢字", 2],
    ["ab漢", 2]
  ]
  it.each(texts)("%j is about %i tokens", (text, tokens) => assert.strictEqual(estimateText(text), tokens))
  it("counts images at a fixed size and calls by name and arguments", () => {
    const image = { type: "file", mediaType: "image/png", data: "x".repeat(100_000) } as const
    assert.strictEqual(estimateMessage({ role: "user", content: [image] }), 4 + imageTokens)
    const call = { type: "tool-call", id: "1", name: "Read", params: { file_path: "a" } } as const
    assert.isAbove(estimateMessage({ role: "assistant", content: [call] }), 8)
    const result = { type: "tool-result", id: "1", name: "Read", isFailure: false, result: "x".repeat(400) } as const
    assert.strictEqual(estimateMessage({ role: "tool", content: [result] }), 4 + 4 + 100)
  })
  it("takes the provider's count for what it has seen and estimates the rest", () => {
    const messages = [
      { role: "user", content: "x".repeat(400) },
      { role: "assistant", content: "y".repeat(400) },
      { role: "user", content: "z".repeat(40) }
    ] as const
    const request = { system: ["s".repeat(40)], tools: [], messages }
    assert.strictEqual(estimateRequest(request), 10 + 104 + 104 + 14)
    assert.strictEqual(estimateRequest(request, { usage: usage(5000, 200, 100, 50), messages: 2 }), 5350 + 14)
    assert.strictEqual(
      estimateRequest(request, { usage: usage(0, 0), messages: 2 }),
      232,
      "a server that counts nothing"
    )
    assert.isAbove(estimateFixed(["a"], [{ name: "Read", description: "d", inputSchema: { type: "object" } }]), 5)
  })
  it("compacts at the share of the window that the settings say", () => {
    assert.strictEqual(compactionThreshold({ contextWindow: 200_000 }, 0.8), 160_000)
    assert.strictEqual(compactionThreshold(scriptedInfo, 2), 200_000)
  })
})

describe("retry", () => {
  const state = (more: Partial<RetryState> = {}): RetryState => ({
    failed: 1,
    elapsedMs: 0,
    maxRetries: 8,
    hasFallback: false,
    random: 0.5,
    ...more
  })
  it("doubles from half a second to 32 seconds, half of it jitter", () => {
    for (let failed = 1; failed < 20; failed++) {
      const full = Math.min(32_000, 500 * 2 ** (failed - 1))
      assert.strictEqual(backoffMs(failed, 0), full / 2)
      assert.isAtMost(backoffMs(failed, 0.999), full)
      assert.isAbove(backoffMs(failed, 0.9), backoffMs(failed, 0.1))
    }
  })
  it("all its waits together stay within ten minutes", () => {
    let elapsedMs = 0
    for (let failed = 1; ; failed++) {
      const next = decide({ kind: "server" }, state({ failed, elapsedMs, maxRetries: 10_000, random: 0.999 }))
      if (next.next !== "wait") {
        assert.deepStrictEqual(next, { next: "stop", limit: "time" })
        break
      }
      elapsedMs += next.delayMs
    }
    assert.isAtMost(elapsedMs, totalLimitMs)
    assert.isAbove(elapsedMs, totalLimitMs - 64_000)
  })
  const table: ReadonlyArray<
    readonly [string, Parameters<typeof decide>[0], Partial<RetryState>, ReturnType<typeof decide>]
  > = [
    ["a header is honoured as it is", { kind: "rate-limit", retryAfterMs: 7000 }, {}, { next: "wait", delayMs: 7000 }],
    ["zero as well", { kind: "rate-limit", retryAfterMs: 0 }, {}, { next: "wait", delayMs: 0 }],
    ["too long a header", { kind: "rate-limit", retryAfterMs: 600_001 }, {}, { next: "stop", limit: "reset" }],
    [
      "too long with a fallback",
      { kind: "rate-limit", retryAfterMs: 600_001 },
      { hasFallback: true },
      { next: "fall-back" }
    ],
    ["the last retry", { kind: "server" }, { failed: 8 }, { next: "wait", delayMs: 24_000 }],
    ["after it", { kind: "server" }, { failed: 9 }, { next: "stop", limit: "tries" }],
    ["fewer with a fallback", { kind: "overloaded" }, { failed: 4, hasFallback: true }, { next: "fall-back" }],
    ["none where the settings say so", { kind: "server" }, { maxRetries: 0 }, { next: "stop", limit: "tries" }],
    ["a wrong request", { kind: "request" }, { hasFallback: true }, { next: "stop" }],
    ["a wrong key", { kind: "authentication" }, { hasFallback: true }, { next: "stop" }],
    ["a used-up quota", { kind: "quota" }, {}, { next: "stop" }],
    ["a used-up quota with a fallback", { kind: "quota" }, { hasFallback: true }, { next: "fall-back" }]
  ]
  it.each(table)("%s", (_, fault, more, expected) => assert.deepStrictEqual(decide(fault, state(more)), expected))
})
