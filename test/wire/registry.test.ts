import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Providers } from "../../src/services/model/Providers.ts"
import { providersLayer } from "../layers/providerWorld.ts"

const shipped = ["anthropic", "openai", "ollama", "openrouter", "llamacpp", "lmstudio", "vllm", "deepseek"]

describe("the list of providers", () => {
  it.effect("has the vendors, the rows that ship, then the rows of the settings", () =>
    Effect.gen(function* () {
      const { ids, get } = yield* Providers
      expect(ids).toEqual([...shipped, "mine"])
      for (const id of ids) expect((yield* get(id)).id).toBe(id)
      expect(yield* get("anthropic")).toBe(yield* get("anthropic"))
    }).pipe(
      Effect.provide(
        providersLayer({
          rows: [
            { id: "vllm", baseUrl: "http://127.0.0.1:1/v1" },
            { id: "mine", baseUrl: "http://127.0.0.1:2/v1" },
            { id: "ollama", baseUrl: "http://127.0.0.1:3" }
          ]
        })
      )
    )
  )

  it.effect("tells which there are where one is not", () =>
    Effect.gen(function* () {
      const { get } = yield* Providers
      const fault = yield* Effect.flip(get("nowhere"))
      expect(fault).toMatchObject({ kind: "model-missing", message: expect.stringContaining(shipped.join(", ")) })
    }).pipe(Effect.provide(providersLayer({})))
  )

  it.effect("says of each whether it costs, and where its key comes from", () =>
    Effect.gen(function* () {
      const { ids, get } = yield* Providers
      const facts: Record<string, unknown> = {}
      for (const id of ids) {
        const provider = yield* get(id)
        facts[id] = [provider.local, yield* provider.keySource]
      }
      expect(facts).toEqual({
        anthropic: [false, undefined],
        openai: [false, "OPENAI_API_KEY"],
        ollama: [true, "none"],
        openrouter: [false, undefined],
        llamacpp: [true, "none"],
        lmstudio: [true, "none"],
        vllm: [true, "none"],
        deepseek: [false, undefined],
        cloud: [false, undefined],
        home: [true, "none"],
        open: [false, "none"]
      })
    }).pipe(
      Effect.provide(
        providersLayer({
          keys: { OPENAI_API_KEY: "sk-test-key" },
          rows: [
            { id: "cloud", baseUrl: "https://models.test/v1", apiKeyEnv: "CLOUD_KEY" },
            { id: "home", baseUrl: "http://192.168.1.5:8080/v1" },
            { id: "open", baseUrl: "https://models.test/v1" }
          ]
        })
      )
    )
  )
})
