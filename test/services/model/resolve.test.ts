import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { CliError } from "effect/cli"
import { Models } from "../../../src/services/model/Models.ts"
import { type ScriptedModel, type ScriptedOptions, scriptedModel } from "../../layers/ScriptedModel.ts"
import { type ModelsWorld, modelsOver } from "./modelsWorld.ts"

/** Anthropic, OpenAI, Ollama and OpenRouter as a user has them; `list` and `describe` of a vendor count as connections. */
const vendors = (
  ollama: ScriptedOptions = { listFault: { kind: "network", provider: "ollama", message: "refused" } }
) => {
  let connections = 0
  const watched = (model: ScriptedModel): ScriptedModel => ({
    ...model,
    provider: {
      ...model.provider,
      list: Effect.suspend(() => {
        connections++
        return model.provider.list
      }),
      describe: (name) =>
        Effect.suspend(() => {
          connections++
          return model.provider.describe(name)
        })
    }
  })
  const price = { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 }
  const others = [
    scriptedModel([], { provider: "openai", info: { price } }),
    scriptedModel([], { provider: "ollama", info: { name: "qwen3:8b", contextWindow: 40_960 }, ...ollama }),
    scriptedModel([], { provider: "openrouter", info: { price: undefined, source: "assumed" } })
  ].map(watched)
  const first = scriptedModel([], { provider: "anthropic", info: { price }, others })
  return { layer: first.layer, connections: () => connections }
}

const resolve = (reference: string | undefined, world: ModelsWorld = {}, ollama?: ScriptedOptions) =>
  Effect.gen(function* () {
    const there = vendors(ollama)
    const found = yield* Effect.flatMap(Models, (models) => models.resolve(reference)).pipe(
      Effect.provide(modelsOver(there.layer, world)),
      Effect.match({
        onSuccess: (info) => ({ name: `${info.provider}/${info.name}`, info, fault: undefined }),
        onFailure: (fault) => ({ name: fault.kind, info: undefined, fault })
      })
    )
    return { ...found, connections: there.connections() }
  })

const anthropic = { keys: { ANTHROPIC_API_KEY: "k" } }
const openai = { keys: { OPENAI_API_KEY: "k" } }
const both = { keys: { ANTHROPIC_API_KEY: "k", OPENAI_API_KEY: "k" } }
const anthropicAddress = { settings: { baseUrls: { anthropic: "http://127.0.0.1:1" } } }

describe("Models.resolve", () => {
  const table: ReadonlyArray<readonly [string | undefined, string, ModelsWorld, string]> = [
    ["anthropic/claude-opus-5", "nothing set", {}, "anthropic/claude-opus-5"],
    ["anthropic/sonnet", "nothing set", {}, "anthropic/claude-sonnet-5-5"],
    ["anthropic/claude-of-tomorrow", "nothing set", {}, "anthropic/claude-of-tomorrow"],
    ["openrouter/qwen/qwen3-coder", "nothing set", {}, "openrouter/qwen/qwen3-coder"],
    ["sonnet", "nothing set", {}, "anthropic/claude-sonnet-5-5"],
    ["haiku", "an OpenAI key", openai, "anthropic/claude-haiku-5-5"],
    ["claude-sonnet-5-20260101", "nothing set", {}, "anthropic/claude-sonnet-5-20260101"],
    ["gpt-6-sol", "an Anthropic key", anthropic, "openai/gpt-6-sol"],
    ["x", "an Anthropic key", anthropic, "anthropic/x"],
    ["x", "an Anthropic address", anthropicAddress, "anthropic/x"],
    ["x", "an OpenAI key", openai, "openai/x"],
    ["x", "both keys", both, "anthropic/x"],
    ["qwen3:8b", "nothing set", {}, "ollama/qwen3:8b"],
    ["  sonnet ", "spaces", {}, "anthropic/claude-sonnet-5-5"],
    ["default", "an Anthropic key", anthropic, "anthropic/claude-sonnet-5-5"],
    [undefined, "an Anthropic key", anthropic, "anthropic/claude-sonnet-5-5"],
    [undefined, "an Anthropic address", anthropicAddress, "anthropic/claude-sonnet-5-5"],
    [undefined, "both keys", both, "anthropic/claude-sonnet-5-5"],
    [undefined, "an OpenAI key", openai, "openai/gpt-6.1-sol"],
    [
      undefined,
      "a model in the settings",
      { ...anthropic, settings: { model: "openai/gpt-6-sol" } },
      "openai/gpt-6-sol"
    ],
    [
      undefined,
      "a flag over the settings",
      { settings: { model: "sonnet" }, flags: { model: "opus" } },
      "anthropic/claude-opus-5-5"
    ],
    [
      "haiku",
      "a reference over both",
      { settings: { model: "sonnet" }, flags: { model: "opus" } },
      "anthropic/claude-haiku-5-5"
    ]
  ]
  it.effect.each(table)("%s with %s", ([reference, , world, expected]) =>
    Effect.gen(function* () {
      const found = yield* resolve(reference, world)
      assert.strictEqual(found.name, expected)
    })
  )

  it.effect("opens no connection where Anthropic or OpenAI is meant", () =>
    Effect.gen(function* () {
      for (const [reference, , world, expected] of table) {
        const found = yield* resolve(reference, world)
        if (/^(anthropic|openai)\//.test(expected))
          assert.strictEqual(found.connections, 0, `${reference} → ${expected}`)
      }
    })
  )

  it.effect("takes a running Ollama with a model that can use tools where no key is set", () =>
    Effect.gen(function* () {
      const found = yield* resolve(undefined, {}, {})
      assert.strictEqual(found.name, "ollama/qwen3:8b")
      assert.strictEqual(found.info?.contextWindow, 40_960)
    })
  )

  it.effect("names the three ways on and the demo where there is nothing", () =>
    Effect.gen(function* () {
      const without = yield* resolve(undefined)
      const text = without.fault?.[CliError.userMessage] ?? ""
      for (const part of [
        "ANTHROPIC_API_KEY",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "ollama pull",
        "coderx demo",
        "no Ollama answers"
      ])
        assert.include(text, part)
      const toolless = yield* resolve(undefined, {}, { info: { tools: false }, names: ["gemma"] })
      assert.include(toolless.fault?.message, "no model that can use tools")
    })
  )

  it.effect("does not wait for a server that does not answer the probe", () =>
    Effect.gen(function* () {
      const there = vendors({})
      const never = scriptedModel([], { provider: "ollama" })
      const hanging: ScriptedModel = { ...never, provider: { ...never.provider, list: Effect.never } }
      const first = scriptedModel([], { provider: "anthropic", others: [hanging] })
      const fiber = yield* Effect.forkChild(
        Effect.flip(Effect.flatMap(Models, (models) => models.resolve(undefined))).pipe(
          Effect.provide(modelsOver(first.layer))
        )
      )
      yield* Effect.yieldNow
      yield* TestClock.adjust("1 second")
      const fault = yield* Fiber.join(fiber)
      assert.strictEqual(fault.kind, "model-missing")
      assert.strictEqual(there.connections(), 0)
    })
  )

  it.effect("names the providers where a reference names none of them", () =>
    Effect.gen(function* () {
      const found = yield* resolve("qwen/qwen3", openai)
      assert.strictEqual(found.fault?.kind, "model-missing")
      assert.include(found.fault?.message, "There are: anthropic, openai, ollama, openrouter")
      assert.include(found.fault?.hint, "openai/qwen/qwen3")
    })
  )

  it.effect("an unknown model is assumed to be common and has no price", () =>
    Effect.gen(function* () {
      const found = yield* resolve("anthropic/claude-of-tomorrow")
      assert.strictEqual(found.info?.source, "assumed")
      assert.isUndefined(found.info?.price)
    })
  )

  it.effect("a local model is what its server says; one that the server lacks is told at once", () =>
    Effect.gen(function* () {
      const found = yield* resolve("ollama/qwen3:8b", {}, {})
      assert.strictEqual(found.info?.contextWindow, 40_960)
      const missing = yield* resolve("ollama/nothing", {}, { names: ["qwen3:8b"] })
      assert.strictEqual(missing.fault?.kind, "model-missing")
    })
  )
})

describe("Models.list", () => {
  it.effect("lists what answers and says why others do not", () =>
    Effect.gen(function* () {
      const price = { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 }
      const others = [
        scriptedModel([], { provider: "openai", keySource: null, info: { price } }),
        scriptedModel([], {
          provider: "ollama",
          listFault: { kind: "network", provider: "ollama", message: "refused" }
        })
      ]
      const first = scriptedModel([], {
        provider: "anthropic",
        names: ["claude-opus-5", "claude-of-tomorrow"],
        info: { source: "assumed", price: undefined },
        others
      })
      const listed = yield* Effect.flatMap(Models, (models) => models.list).pipe(
        Effect.provide(modelsOver(first.layer))
      )
      assert.deepStrictEqual(
        listed.models.map((model) => [model.name, model.price?.input]),
        [
          ["claude-opus-5", 5],
          ["claude-of-tomorrow", undefined]
        ]
      )
      assert.deepStrictEqual(listed.unavailable, [
        { provider: "openai", reason: "no key is set" },
        { provider: "ollama", reason: "refused" }
      ])
    })
  )
})
