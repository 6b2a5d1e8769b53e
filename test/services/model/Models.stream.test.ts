import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { ModelFault } from "../../../src/services/model/ModelFault.ts"
import { Models } from "../../../src/services/model/Models.ts"
import { Providers } from "../../../src/services/model/Providers.ts"
import { type ScriptedReply, scriptedInfo, scriptedModel } from "../../layers/ScriptedModel.ts"
import { collect, type ModelsWorld, modelsOver, request } from "./modelsWorld.ts"

/** Runs a request to its end while time flies. */
const run = (replies: ReadonlyArray<ScriptedReply>, world: ModelsWorld = {}, asked = request()) =>
  Effect.gen(function* () {
    const model = scriptedModel(replies)
    const fiber = yield* Effect.forkChild(Effect.provide(collect(asked), modelsOver(model.layer, world)))
    while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("30 seconds")
    return { ...(yield* Fiber.join(fiber)), requests: model.requests }
  })

const fault = (kind: ModelFault["kind"], more: Partial<ModelFault> = {}) => ({
  fault: { kind, message: `it was ${kind}`, ...more }
})

describe("Models.stream", () => {
  it.effect("passes the parts of a good reply as they are, the finish last", () =>
    Effect.gen(function* () {
      const seen = yield* run([
        [{ reasoning: "hm" }, { text: "hello world", deltas: 3 }, { call: "Read", input: { file_path: "a" } }]
      ])
      assert.deepStrictEqual(seen.kinds, [
        "reasoning-start",
        "reasoning-delta",
        "reasoning-end",
        "text-start",
        "text-delta",
        "text-delta",
        "text-delta",
        "text-end",
        "tool-params-start",
        "tool-params-delta",
        "tool-params-end",
        "tool-call",
        "finish"
      ])
      assert.strictEqual(seen.text, "hello world")
      assert.isUndefined(seen.fault)
      assert.strictEqual(seen.requests.length, 1)
    })
  )

  const passing = [
    "rate-limit",
    "overloaded",
    "server",
    "conflict",
    "network",
    "timeout",
    "idle",
    "empty",
    "cut"
  ] as const
  for (const kind of passing)
    it.effect(`repeats ${kind} before the first part, each time told`, () =>
      Effect.gen(function* () {
        const seen = yield* run([[fault(kind)], [fault(kind)], "fine"])
        assert.strictEqual(seen.text, "fine")
        assert.deepStrictEqual(
          seen.retries.map((one) => [one.attempt, one.reason]),
          [
            [1, `it was ${kind}`],
            [2, `it was ${kind}`]
          ]
        )
        assert.isTrue(seen.retries.every((one) => one.delayMs >= 250 && one.delayMs <= 1000))
      })
    )

  const telling = [
    "authentication",
    "permission",
    "quota",
    "request",
    "too-large",
    "context-length",
    "model-missing",
    "capability"
  ] as const
  for (const kind of [...telling, "redirect", "proxy", "offline", "malformed", "recording"] as const)
    it.effect(`tells ${kind} at once`, () =>
      Effect.gen(function* () {
        const seen = yield* run([[fault(kind)], "never asked"])
        assert.strictEqual(seen.fault?.kind, kind)
        assert.deepStrictEqual(seen.signals, [])
        assert.strictEqual(seen.requests.length, 1)
      })
    )

  it.effect("waits what the server asks for", () =>
    Effect.gen(function* () {
      const seen = yield* run([[fault("rate-limit", { retryAfterMs: 42_000 })], "fine"])
      assert.deepStrictEqual(
        seen.retries.map((one) => one.delayMs),
        [42_000]
      )
      assert.strictEqual(seen.text, "fine")
    })
  )

  it.effect("does not wait for a limit that is lifted after more than ten minutes, and says when it is", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 22, 12, 0))
      const seen = yield* run([[fault("rate-limit", { retryAfterMs: 6 * 3_600_000 })]])
      assert.strictEqual(seen.fault?.kind, "quota")
      assert.include(seen.fault?.message, "2026-11-22 18:00 (in 6 h)")
      assert.strictEqual(seen.retries.length, 0)
    })
  )

  it.effect("gives up after the retries of the settings and says so", () =>
    Effect.gen(function* () {
      const seen = yield* run(
        Array.from({ length: 4 }, () => [fault("server")]),
        { settings: { maxRetries: 3 } }
      )
      assert.strictEqual(seen.retries.length, 3)
      assert.strictEqual(seen.fault?.kind, "server")
      assert.include(seen.fault?.message, "after 3 retries")
    })
  )

  it.effect("stops after ten minutes in all, however many retries are left", () =>
    Effect.gen(function* () {
      const seen = yield* run(
        Array.from({ length: 40 }, () => [{ hang: true } as const]),
        { settings: { maxRetries: 100, idleTimeoutMs: 200_000 } }
      )
      assert.strictEqual(seen.fault?.kind, "idle")
      assert.isAtMost(seen.requests.length, 4)
      assert.isAtLeast(seen.requests.length, 2)
    })
  )

  it.effect("never repeats after the first part: the fault is a cut and what came stays", () =>
    Effect.gen(function* () {
      for (const kind of ["server", "network", "rate-limit", "overloaded", "malformed"] as const) {
        const seen = yield* run([["Hel", fault(kind)], "never asked"])
        assert.strictEqual(seen.text, "Hel")
        assert.strictEqual(seen.fault?.kind, "cut")
        assert.include(seen.fault?.message, `it was ${kind}`)
        assert.strictEqual(seen.requests.length, 1)
        assert.notInclude(seen.kinds, "finish")
      }
    })
  )

  it.effect("takes an idle stream for hung: repeated before the first part, a cut after it", () =>
    Effect.gen(function* () {
      const before = yield* run([[{ hang: true }], "fine"], { settings: { idleTimeoutMs: 5_000 } })
      assert.strictEqual(before.text, "fine")
      assert.strictEqual(before.retries[0]?.reason, "scripted sent nothing for 5 s.")
      const after = yield* run([["Hel", { hang: true }]], { settings: { idleTimeoutMs: 5_000 } })
      assert.strictEqual(after.text, "Hel")
      assert.strictEqual(after.fault?.kind, "cut")
    })
  )

  it.effect("does not take a slow stream that keeps sending for hung", () =>
    Effect.gen(function* () {
      const slow = Array.from({ length: 10 }, () => ["x", { delayMs: 60_000 }] as const).flat()
      const seen = yield* run([slow], { settings: { idleTimeoutMs: 61_000 } })
      assert.strictEqual(seen.text, "x".repeat(10))
      assert.isUndefined(seen.fault)
    })
  )

  it.effect("keeps what shows nothing back until something does, so that no part of a failed try is seen", () =>
    Effect.gen(function* () {
      const start = { part: { type: "response-metadata", id: "one" } } as const
      const seen = yield* run([
        [start, { part: { type: "text-start", id: "t" } }, fault("network")],
        [{ part: { type: "response-metadata", id: "two" } }, "fine"]
      ])
      assert.deepStrictEqual(seen.kinds, [
        "retry-scheduled",
        "response-metadata",
        "text-start",
        "text-delta",
        "text-end",
        "finish"
      ])
      assert.deepStrictEqual(seen.signals[1], { type: "response-metadata", id: "two" })
    })
  )

  it.effect("repeats an empty reply once, then says so", () =>
    Effect.gen(function* () {
      const once = yield* run([[], "fine"])
      assert.strictEqual(once.text, "fine")
      assert.strictEqual(once.retries.length, 1)
      assert.deepStrictEqual(once.notices, [])
      const twice = yield* run([[], []])
      assert.strictEqual(twice.requests.length, 2)
      assert.match(twice.notices[0] ?? "", /neither text nor a tool call, twice/)
      assert.strictEqual(twice.kinds.at(-1), "finish")
      const limit = yield* run([[{ finish: "length" }]])
      assert.strictEqual(limit.requests.length, 1)
      assert.match(limit.notices[0] ?? "", /output limit/)
    })
  )

  it.effect("tells a content filter, a call written as text and a prompt that was cut", () =>
    Effect.gen(function* () {
      const filtered = yield* run([["Hel", { finish: "content-filter" }]])
      assert.match(filtered.notices[0] ?? "", /content filter/)
      const prose = yield* run([[{ text: 'Let me see <tool_call>{"name":"Bash"}</tool_call>', deltas: 17 }]])
      assert.match(prose.notices[0] ?? "", /wrote a tool call as text/)
      const both = yield* run([["<tool_call>", { call: "Read" }]])
      assert.deepStrictEqual(both.notices, [])
      const long = request(scriptedInfo, { messages: [{ role: "user", content: "word ".repeat(10_000) }] })
      const cut = yield* run([["ok", { usage: { input: 2048 } }]], {}, long)
      assert.match(cut.notices[0] ?? "", /read only 2048 tokens of a prompt of about 12\d\d\d/)
      const whole = yield* run([["ok", { usage: { input: 11_000 } }]], {}, long)
      assert.deepStrictEqual(whole.notices, [])
      const cached = yield* run([["ok", { usage: { input: 40 } }]], {}, long)
      assert.deepStrictEqual(cached.notices, [], "a count of what was new to the server's cache")
    })
  )

  it.effect("hands over to the fallback models once its tries are used up, and tells it", () =>
    Effect.gen(function* () {
      const second = scriptedModel(["from the second"], { provider: "second" })
      const first = scriptedModel(
        Array.from({ length: 4 }, () => [fault("overloaded")]),
        { others: [second] }
      )
      const fiber = yield* Effect.forkChild(
        Effect.provide(
          collect(request()),
          modelsOver(first.layer, { flags: { fallbackModels: ["nowhere/x", "second/model"] } })
        )
      )
      while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("30 seconds")
      const seen = yield* Fiber.join(fiber)
      assert.strictEqual(first.requests.length, 4)
      assert.strictEqual(seen.text, "from the second")
      assert.match(seen.notices[0] ?? "", /no provider nowhere/)
      const told = seen.signals.find((one) => one.type === "fell-back")
      assert.deepStrictEqual(told?.type === "fell-back" ? [told.from.provider, told.to.provider, told.reason] : [], [
        "scripted",
        "second",
        "it was overloaded"
      ])
      assert.strictEqual(second.requests[0]?.model.provider, "second")
    })
  )

  for (const kind of ["quota", "model-missing"] as const)
    it.effect(`hands over at once on ${kind}`, () =>
      Effect.gen(function* () {
        const second = scriptedModel(["from the second"], { provider: "second" })
        const first = scriptedModel([[fault(kind)]], { others: [second] })
        const seen = yield* Effect.provide(
          collect(request()),
          modelsOver(first.layer, { settings: { fallbackModels: ["second/model"] } })
        )
        assert.strictEqual(seen.text, "from the second")
        assert.strictEqual(seen.retries.length, 0)
      })
    )

  it.effect("does not hand over after the first part", () =>
    Effect.gen(function* () {
      const second = scriptedModel([], { provider: "second" })
      const first = scriptedModel([["Hel", fault("overloaded")]], { others: [second] })
      const seen = yield* Effect.provide(
        collect(request()),
        modelsOver(first.layer, { flags: { fallbackModels: ["second/model"] } })
      )
      assert.strictEqual(seen.fault?.kind, "cut")
      assert.strictEqual(second.requests.length, 0)
    })
  )

  it.effect("renews a key that can be renewed once, also for two requests at the same time", () =>
    Effect.gen(function* () {
      let renewed = 0
      const scripted = scriptedModel([[fault("authentication")], [fault("authentication")], "one", "two"])
      const renewKey = Effect.sync(() => {
        renewed++
        return true
      }).pipe(Effect.delay("1 second"))
      const provider = { ...scripted.provider, renewKey }
      const layer = modelsOver(
        Layer.succeed(Providers, Providers.of({ ids: ["scripted"], get: () => Effect.succeed(provider) }))
      )
      const fiber = yield* Effect.forkChild(
        Effect.provide(Effect.all([collect(request()), collect(request())], { concurrency: 2 }), layer)
      )
      while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("30 seconds")
      const both = yield* Fiber.join(fiber)
      assert.deepStrictEqual(both.map((one) => one.text).sort(), ["one", "two"])
      assert.strictEqual(renewed, 1)
    })
  )

  it.effect("closes the try under way when it is interrupted", () =>
    Effect.gen(function* () {
      let closed = 0
      const scripted = scriptedModel([["Hel", { hang: true }]])
      const provider = {
        ...scripted.provider,
        stream: (asked: Parameters<typeof scripted.provider.stream>[0]) =>
          Stream.ensuring(
            scripted.provider.stream(asked),
            Effect.sync(() => void closed++)
          )
      }
      const layer = modelsOver(
        Layer.succeed(Providers, Providers.of({ ids: ["scripted"], get: () => Effect.succeed(provider) }))
      )
      const text = yield* Effect.provide(
        Effect.gen(function* () {
          const models = yield* Models
          return yield* Stream.runHead(models.stream(request()))
        }),
        layer
      )
      assert.strictEqual(text._tag, "Some")
      assert.strictEqual(closed, 1)
    })
  )

  it.effect("keeps the order and loses nothing in a long reply that is read slowly", () =>
    Effect.gen(function* () {
      const pieces = Array.from(
        { length: 20_000 },
        (_, i) => ({ part: { type: "text-delta", id: "t", delta: `${i},` } }) as const
      )
      const seen = yield* run([pieces])
      assert.strictEqual(seen.text, pieces.map((one) => one.part.delta).join(""))
    })
  )
})
