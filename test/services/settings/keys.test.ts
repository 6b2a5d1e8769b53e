import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { environment } from "../../../src/layers/keys/environment.ts"
import { Keys } from "../../../src/services/settings/Keys.ts"
import { json, settings, user } from "./world.ts"

const keys = (env: Readonly<Record<string, string>>) =>
  environment.pipe(
    Layer.provide(
      settings({
        env,
        files: { [user]: json({ providers: { "my-box": { baseUrl: "http://x", apiKeyEnv: "BOX" } } }) }
      })
    )
  )

describe("keys of the environment", () => {
  it.effect("are found by name, without what a copy brought along", () =>
    Effect.gen(function* () {
      const { find } = yield* Keys
      const rows: ReadonlyArray<readonly [name: string, key: string | undefined]> = [
        ["ANTHROPIC_API_KEY", "sk-ant-1"],
        ["OPENAI_API_KEY", "sk-2x"],
        ["GROQ_API_KEY", undefined],
        ["ABSENT", undefined],
        ["constructor", undefined]
      ]
      for (const [name, key] of rows) {
        const found = yield* find(name)
        assert.strictEqual(found === undefined ? undefined : Redacted.value(found.key), key)
        assert.strictEqual(found?.source, key === undefined ? undefined : name)
        assert.notInclude(`${String(found?.key)}${JSON.stringify(found)}`, "sk-")
      }
    }).pipe(
      Effect.provide(keys({ ANTHROPIC_API_KEY: " sk-ant-1\n", OPENAI_API_KEY: "sk-\r\n2\tx", GROQ_API_KEY: " \n" }))
    )
  )

  it.effect("are named, those of the settings too, so that no child gets them", () =>
    Effect.gen(function* () {
      const names = yield* (yield* Keys).names
      for (const name of [
        "ANTHROPIC_API_KEY",
        "OPENAI_API_KEY",
        "OPENROUTER_API_KEY",
        "CODERX_PASSPHRASE",
        "BOX",
        "MY_BOX_API_KEY"
      ]) {
        assert.include(names, name)
      }
      assert.notInclude(names, "STRIPE_API_KEY")
      assert.strictEqual(new Set(names).size, names.length)
    }).pipe(Effect.provide(keys({})))
  )
})
