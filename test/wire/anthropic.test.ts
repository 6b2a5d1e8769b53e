import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import type { AssistantPart, Message } from "../../src/services/domain/Message.ts"
import type { ModelPart, ToolSpec } from "../../src/services/model/Provider.ts"
import { type ProviderWorld, providerOf, requestTo, testKey } from "../layers/providerWorld.ts"
import { anthropicEvents, serve, serveScript } from "../layers/wire.ts"

const providerAt = (origin: string, world: ProviderWorld = {}) =>
  providerOf("anthropic", { ...world, env: { ANTHROPIC_BASE_URL: origin, ...world.env } })

const start = (usage: object = { input_tokens: 10, output_tokens: 1 }) => ({
  type: "message_start",
  message: { id: "msg_1", type: "message", role: "assistant", model: "claude-x", content: [], usage }
})
const block = (index: number, content_block: object) => ({ type: "content_block_start", index, content_block })
const delta = (index: number, delta: object) => ({ type: "content_block_delta", index, delta })
const stop = (index: number) => ({ type: "content_block_stop", index })
const end = (stop_reason: string, usage: object = { output_tokens: 5 }) => [
  { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage },
  { type: "message_stop" }
]
const hi = anthropicEvents([
  start(),
  block(0, { type: "text", text: "" }),
  delta(0, { type: "text_delta", text: "hi" }),
  stop(0),
  ...end("end_turn")
])

const tools: ReadonlyArray<ToolSpec> = ["Read", "Write"].map((name) => ({
  name,
  description: `${name}s`,
  inputSchema: { type: "object", properties: { path: { type: "string" } }, required: ["path"] }
}))

/** The parts of a reply as the engine would put them into the next request. */
const asMessage = (parts: ReadonlyArray<ModelPart>): Message => {
  const content: Array<AssistantPart> = []
  const texts = new Map<string, { text: string; options: Record<string, unknown> }>()
  for (const part of parts) {
    if (part.type === "reasoning-start" || part.type === "text-start") {
      texts.set(part.id, { text: "", options: { ...part.metadata } })
    } else if (part.type === "reasoning-delta" || part.type === "text-delta") {
      const known = texts.get(part.id)
      if (known) known.text += part.delta
    } else if (part.type === "text-end") content.push({ type: "text", text: texts.get(part.id)?.text ?? "" })
    else if (part.type === "reasoning-end") {
      const known = texts.get(part.id)
      const options = JSON.parse(JSON.stringify({ ...known?.options, ...part.metadata }))
      content.push({ type: "reasoning", text: known?.text ?? "", options })
    } else if (part.type === "tool-call") {
      content.push({ type: "tool-call", id: part.id, name: part.name, params: part.params })
    }
  }
  return { role: "assistant", content }
}

const result = (id: string, name: string, text: string): Message => ({
  role: "tool",
  content: [{ type: "tool-result", id, name, isFailure: false, result: text }]
})

describe("anthropic: requests", () => {
  it.live("sends key, version, cache marks, tools that stream their input, and limits", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ "/v1/messages": hi })
      const provider = yield* providerAt(server.origin)
      const request = requestTo("anthropic", {
        system: ["First.", "Second."],
        tools,
        messages: [
          { role: "user", content: "one" },
          { role: "assistant", content: "two" },
          { role: "user", content: "three" }
        ],
        maxOutputTokens: 1_000
      })
      yield* Stream.runDrain(provider.stream(request))
      const [call] = server.calls
      expect(call?.headers.authorization).toBe(`Bearer ${testKey}`)
      expect(call?.headers["anthropic-version"]).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(call?.headers["content-type"]).toBe("application/json")
      expect(call?.text.split(testKey)).toHaveLength(1)
      const mark = { cache_control: { type: "ephemeral" } }
      const schema = tools[0]?.inputSchema
      expect(call?.body).toEqual({
        model: "x",
        max_tokens: 1_000,
        stream: true,
        system: [
          { type: "text", text: "First." },
          { type: "text", text: "Second.", ...mark }
        ],
        tools: [
          { name: "Read", description: "Reads", input_schema: schema, eager_input_streaming: true },
          { name: "Write", description: "Writes", input_schema: schema, eager_input_streaming: true, ...mark }
        ],
        messages: [
          { role: "user", content: [{ type: "text", text: "one", ...mark }] },
          { role: "assistant", content: [{ type: "text", text: "two" }] },
          { role: "user", content: [{ type: "text", text: "three", ...mark }] }
        ]
      })
    })
  )

  it.live("each request begins with the bytes of the one before, but for the cache marks", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ "/v1/messages": hi })
      const provider = yield* providerAt(server.origin)
      const messages: Array<Message> = [{ role: "user", content: "one" }]
      for (let i = 0; i < 4; i++) {
        yield* Stream.runDrain(provider.stream(requestTo("anthropic", { tools, messages: [...messages] })))
        messages.push({
          role: "assistant",
          content: [{ type: "tool-call", id: `t${i}`, name: "Read", params: { path: "a" } }]
        })
        messages.push(result(`t${i}`, "Read", `text ${i}`))
        if (i === 1) messages.push({ role: "user", content: "by the way" })
      }
      const bodies = server.calls.map(({ text }) => text.replaceAll(',"cache_control":{"type":"ephemeral"}', ""))
      for (let i = 1; i < bodies.length; i++) {
        const before = bodies[i - 1] ?? ""
        expect(before.endsWith("]}")).toBe(true)
        expect(bodies[i]?.startsWith(before.slice(0, -2))).toBe(true)
      }
      for (const { text } of server.calls) expect(text.match(/cache_control/g)?.length).toBeLessThanOrEqual(4)
    })
  )

  it.live("keeps results of one reply's calls together, tells failures, shows images, leaves out what is blank", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ "/v1/messages": hi })
      const provider = yield* providerAt(server.origin)
      const image = { type: "file", mediaType: "image/png", data: "aGk=" } as const
      const messages: ReadonlyArray<Message> = [
        { role: "user", content: [{ type: "text", text: "look" }, image, { type: "text", text: "  " }] },
        {
          role: "assistant",
          content: [
            { type: "text", text: "" },
            { type: "reasoning", text: "of another provider" },
            { type: "tool-call", id: "a:1", name: "Read", params: { path: "a" } },
            { type: "tool-call", id: "b", name: "Read", params: {} }
          ]
        },
        result("a:1", "Read", "found"),
        {
          role: "tool",
          content: [
            {
              type: "tool-result",
              id: "b",
              name: "Read",
              isFailure: true,
              result: "x",
              modelOutput: [{ type: "text", text: "no" }, image]
            }
          ]
        },
        { role: "user", content: [{ type: "file", mediaType: "application/pdf", data: new Uint8Array([104, 105]) }] }
      ]
      yield* Stream.runDrain(provider.stream(requestTo("anthropic", { messages, model: { images: true } })))
      yield* Stream.runDrain(provider.stream(requestTo("anthropic", { messages, model: { images: false } })))
      const mark = { cache_control: { type: "ephemeral" } }
      const picture = { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } }
      expect(server.calls[0]?.body["messages"]).toEqual([
        { role: "user", content: [{ type: "text", text: "look" }, picture] },
        {
          role: "assistant",
          content: [
            { type: "tool_use", id: "a_1", name: "Read", input: { path: "a" } },
            { type: "tool_use", id: "b", name: "Read", input: {} }
          ]
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "a_1", content: [{ type: "text", text: "found" }] },
            {
              type: "tool_result",
              tool_use_id: "b",
              content: [{ type: "text", text: "no" }, picture],
              is_error: true,
              ...mark
            }
          ]
        },
        {
          role: "user",
          content: [
            { type: "document", source: { type: "base64", media_type: "application/pdf", data: "aGk=" }, ...mark }
          ]
        }
      ])
      expect(JSON.stringify(server.calls[1]?.body)).toContain("[image (image/png) left out")
    })
  )

  it.live.each([
    ["claude-sonnet-5-5", "high", { type: "adaptive" }, { effort: "high" }],
    ["claude-opus-4-6", undefined, { type: "adaptive" }, undefined],
    ["claude-opus-4-5-20251101", "medium", { type: "enabled", budget_tokens: 8_192 }, { effort: "medium" }],
    ["claude-haiku-4-5", "high", { type: "enabled", budget_tokens: 24_576 }, undefined],
    ["claude-3-7-sonnet-20250219", "low", undefined, undefined],
    ["claude-sonnet-4-5", undefined, undefined, undefined]
  ] as const)("%s with effort %s", ([name, effort, thinking, output]) =>
    Effect.gen(function* () {
      const server = yield* serveScript({ "/v1/messages": hi })
      const provider = yield* providerAt(server.origin)
      const model = { name, thinking: true, maxOutputTokens: 64_000 }
      const change = effort === undefined ? {} : { effort }
      yield* Stream.runDrain(provider.stream(requestTo("anthropic", { model, ...change })))
      yield* Stream.runDrain(
        provider.stream(requestTo("anthropic", { model: { ...model, thinking: false }, ...change }))
      )
      expect(server.calls[0]?.body["thinking"]).toEqual(thinking)
      expect(server.calls[0]?.body["output_config"]).toEqual(output)
      expect(server.calls[1]?.body).not.toHaveProperty("thinking")
    })
  )

  it.live("a forced tool goes without thinking", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ "/v1/messages": hi })
      const provider = yield* providerAt(server.origin)
      const model = { name: "claude-sonnet-5-5", thinking: true }
      yield* Stream.runDrain(provider.stream(requestTo("anthropic", { model, tools, toolChoice: { tool: "Read" } })))
      yield* Stream.runDrain(provider.stream(requestTo("anthropic", { model, tools, toolChoice: "none" })))
      expect(server.calls[0]?.body["tool_choice"]).toEqual({ type: "tool", name: "Read" })
      expect(server.calls[0]?.body).not.toHaveProperty("thinking")
      expect(server.calls[1]?.body["tool_choice"]).toEqual({ type: "none" })
    })
  )
})

describe("anthropic: replies", () => {
  it.live("thinking with its signature and redacted thinking go round, byte for byte", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({
        "/v1/messages": anthropicEvents([
          start(),
          block(0, { type: "thinking", thinking: "", signature: "" }),
          delta(0, { type: "thinking_delta", thinking: "hm, " }),
          delta(0, { type: "thinking_delta", thinking: "yes" }),
          delta(0, { type: "signature_delta", signature: "c2ln" }),
          stop(0),
          block(1, { type: "redacted_thinking", data: "c2VjcmV0" }),
          stop(1),
          block(2, { type: "text", text: "" }),
          delta(2, { type: "text_delta", text: "so" }),
          stop(2),
          block(3, { type: "tool_use", id: "toolu_1", name: "Read", input: {} }),
          delta(3, { type: "input_json_delta", partial_json: '{"pa' }),
          delta(3, { type: "input_json_delta", partial_json: 'th":"a"}' }),
          stop(3),
          block(4, { type: "tool_use", id: "toolu_2", name: "Read", input: {} }),
          delta(4, { type: "input_json_delta", partial_json: '{"path":"b"}' }),
          stop(4),
          ...end("tool_use", { output_tokens: 42 })
        ])
      })
      const provider = yield* providerAt(server.origin)
      const parts = yield* Stream.runCollect(provider.stream(requestTo("anthropic", { tools })))
      expect(parts.filter((part) => part.type === "tool-call")).toEqual([
        { type: "tool-call", id: "toolu_1", name: "Read", params: { path: "a" } },
        { type: "tool-call", id: "toolu_2", name: "Read", params: { path: "b" } }
      ])
      expect(parts.filter((part) => part.type === "tool-params-delta").map((part) => part.delta)).toEqual([
        '{"pa',
        'th":"a"}',
        '{"path":"b"}'
      ])
      expect(parts.at(-1)).toMatchObject({ type: "finish", reason: "tool-calls" })
      const messages = [{ role: "user", content: "hello" } as const, asMessage(parts), result("toolu_1", "Read", "x")]
      yield* Stream.runDrain(provider.stream(requestTo("anthropic", { messages })))
      expect(server.calls[1]?.body["messages"]).toMatchObject([
        {},
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hm, yes", signature: "c2ln" },
            { type: "redacted_thinking", data: "c2VjcmV0" },
            { type: "text", text: "so" },
            { type: "tool_use", id: "toolu_1", input: { path: "a" } },
            { type: "tool_use", id: "toolu_2", input: { path: "b" } }
          ]
        },
        {}
      ])
    })
  )

  it.live("counts tokens, cached ones apart, by the last word of the server", () =>
    Effect.gen(function* () {
      const usage = {
        input_tokens: 10,
        cache_read_input_tokens: 200,
        cache_creation_input_tokens: 30,
        output_tokens: 1
      }
      const server = yield* serveScript({
        "/v1/messages": anthropicEvents([start(usage), ...end("max_tokens", { output_tokens: 77, input_tokens: null })])
      })
      const parts = yield* Stream.runCollect((yield* providerAt(server.origin)).stream(requestTo("anthropic")))
      expect(parts.at(-1)).toMatchObject({
        type: "finish",
        reason: "length",
        usage: {
          inputTokens: { uncached: 10, total: 240, cacheRead: 200, cacheWrite: 30 },
          outputTokens: { total: 77 }
        }
      })
    })
  )

  it.live.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["refusal", "content-filter"],
    ["pause_turn", "pause"],
    ["model_context_window_exceeded", "length"],
    ["something_new", "other"]
  ] as const)("stop reason %s is %s", ([stopReason, reason]) =>
    Effect.gen(function* () {
      const server = yield* serveScript({ "/v1/messages": anthropicEvents([start(), ...end(stopReason)]) })
      const parts = yield* Stream.runCollect((yield* providerAt(server.origin)).stream(requestTo("anthropic")))
      expect(parts.at(-1)).toMatchObject({ reason, metadata: { anthropic: { stopReason } } })
    })
  )

  it.live("an error in the middle is named by its type, and a ping is a sign of life", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({
        "/v1/messages": anthropicEvents([
          start(),
          { type: "ping" },
          Object.assign({ type: "error" }, { error: { type: "overloaded_error", message: "Overloaded" } })
        ])
      })
      const seen: Array<ModelPart> = []
      const stream = (yield* providerAt(server.origin)).stream(requestTo("anthropic"))
      const fault = yield* Effect.flip(Stream.runForEach(stream, (part) => Effect.sync(() => void seen.push(part))))
      expect(fault).toMatchObject({ kind: "overloaded", provider: "anthropic" })
      expect(seen.map(({ type }) => type)).toEqual(["response-metadata", "response-metadata"])
    })
  )

  it.live("interrupting closes the connection", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" })
        response.write(
          anthropicEvents([start(), block(0, { type: "text", text: "" }), delta(0, { type: "text_delta", text: "hi" })])
        )
      })
      const stream = (yield* providerAt(server.origin)).stream(requestTo("anthropic"))
      const fiber = yield* Effect.forkChild(Stream.runDrain(stream))
      yield* Effect.sleep(200)
      expect(server.open()).toBe(1)
      yield* Fiber.interrupt(fiber)
      yield* Effect.sleep(50)
      expect(server.open()).toBe(0)
    })
  )

  it.live("one connection serves turn after turn", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ "/v1/messages": hi })
      const provider = yield* providerAt(server.origin)
      for (let i = 0; i < 3; i++) {
        yield* Stream.runDrain(provider.stream(requestTo("anthropic")))
        yield* Effect.sleep(10)
      }
      expect(server.connections()).toBe(1)
    })
  )
})

describe("anthropic: keys, lists, faults", () => {
  it.live("without a key nothing is sent, and the way on is told", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({})
      const provider = yield* providerAt(server.origin, { keys: {} })
      expect(yield* provider.keySource).toBeUndefined()
      const fault = yield* Effect.flip(Stream.runDrain(provider.stream(requestTo("anthropic"))))
      expect(fault).toMatchObject({ kind: "authentication", hint: expect.stringContaining("ANTHROPIC_API_KEY") })
      expect(server.calls).toEqual([])
      expect(yield* (yield* providerAt(server.origin)).keySource).toBe("ANTHROPIC_API_KEY")
    })
  )

  it.live("a key that was pasted wrong is told without showing it", () =>
    Effect.gen(function* () {
      const provider = yield* providerOf("anthropic", { keys: { ANTHROPIC_API_KEY: "sk-wröng key" } })
      const fault = yield* Effect.flip(Stream.runDrain(provider.stream(requestTo("anthropic"))))
      expect(fault).toMatchObject({ kind: "authentication", message: expect.stringContaining("ANTHROPIC_API_KEY") })
      expect(JSON.stringify(fault) + fault.message).not.toContain("wr")
    })
  )

  it.live("lists models, with the server's facts over the catalogue's prices", () =>
    Effect.gen(function* () {
      const data = [
        {
          type: "model",
          id: "claude-sonnet-5-5",
          display_name: "Claude Sonnet 5.5",
          max_input_tokens: 777_000,
          max_tokens: 55_000
        },
        {
          type: "model",
          id: "claude-unheard-of",
          capabilities: { image_input: { supported: true }, thinking: { supported: true } }
        }
      ]
      const server = yield* serveScript({
        "/v1/models": JSON.stringify({ data, has_more: false }),
        "/v1/models/claude-unheard-of": JSON.stringify(data[1])
      })
      const provider = yield* providerAt(server.origin)
      const [known, unknown] = yield* provider.list
      expect(known).toMatchObject({ contextWindow: 777_000, maxOutputTokens: 55_000, source: "server" })
      expect(known?.price?.input).toBeGreaterThan(0)
      expect(unknown).toMatchObject({ images: true, thinking: true, price: undefined })
      expect(yield* provider.describe("claude-unheard-of")).toEqual(unknown)
      expect(yield* provider.describe("claude-not-there")).toMatchObject({
        name: "claude-not-there",
        source: "assumed"
      })
    })
  )

  it.live.each([
    [
      400,
      { error: { type: "invalid_request_error", message: "prompt is too long: 212345 tokens > 200000 maximum" } },
      "context-length"
    ],
    [400, { error: { type: "invalid_request_error", message: "Your credit balance is too low" } }, "quota"],
    [400, { error: { type: "invalid_request_error", message: "messages: bad" } }, "request"],
    [401, { error: { type: "authentication_error", message: `invalid x-api-key ${testKey}` } }, "authentication"],
    [403, { error: { type: "permission_error", message: "no" } }, "permission"],
    [404, { error: { type: "not_found_error", message: "model: x" } }, "model-missing"],
    [413, { error: { type: "request_too_large", message: "too large" } }, "too-large"],
    [529, { error: { type: "overloaded_error", message: "Overloaded" } }, "overloaded"],
    [503, "<html><h1>Service\n unavailable</h1></html>", "server"]
  ] as const)("%i %j is %s", ([status, body, kind]) =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.writeHead(status, { "content-type": "application/json", "retry-after-ms": "1500" })
        response.end(typeof body === "string" ? body : JSON.stringify({ type: "error", ...body }))
      })
      const fault = yield* Effect.flip(
        Stream.runDrain((yield* providerAt(server.origin)).stream(requestTo("anthropic")))
      )
      expect(fault).toMatchObject({ kind, status, provider: "anthropic", retryAfterMs: 1_500 })
      expect(fault.message).not.toMatch(/[\n<]/)
      expect(JSON.stringify(fault) + fault.message).not.toContain(testKey)
    })
  )

  it.live("a base URL that is none is named", () =>
    Effect.gen(function* () {
      const provider = yield* providerOf("anthropic", { env: { ANTHROPIC_BASE_URL: "model.test" } })
      const fault = yield* Effect.flip(Stream.runDrain(provider.stream(requestTo("anthropic"))))
      expect(fault).toMatchObject({ kind: "request", message: expect.stringContaining("ANTHROPIC_BASE_URL") })
    })
  )

  it.live("offline names the host", () =>
    Effect.gen(function* () {
      const provider = yield* providerOf("anthropic", { offline: true })
      const fault = yield* Effect.flip(Stream.runDrain(provider.stream(requestTo("anthropic"))))
      expect(fault).toMatchObject({ kind: "offline", message: expect.stringContaining("api.anthropic.com") })
    })
  )
})
