import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import type { Message } from "../../src/services/domain/Message.ts"
import type { ModelPart, ToolSpec } from "../../src/services/model/Provider.ts"
import { type ProviderWorld, providerOf, requestTo, testKey } from "../layers/providerWorld.ts"
import { chatChunks, serve, serveScript } from "../layers/wire.ts"

const path = "/v1/chat/completions"
const providerAt = (origin: string, world: ProviderWorld = {}, id = "openai") =>
  providerOf(id, { ...world, env: { [`${id.toUpperCase()}_BASE_URL`]: `${origin}/v1`, ...world.env } })

const chunk = (delta: object, finish_reason: string | null = null) => ({
  id: "c1",
  object: "chat.completion.chunk",
  model: "gpt-x",
  choices: [{ index: 0, delta, finish_reason }]
})
const hi = chatChunks([chunk({ role: "assistant", content: "hi" }), chunk({}, "stop")])
const tools: ReadonlyArray<ToolSpec> = [
  { name: "Read", description: "Reads", inputSchema: { type: "object", properties: {} } }
]
const call = (index: number | undefined, id: string | undefined, name: string | undefined, args: unknown) => ({
  tool_calls: [
    {
      ...(index === undefined ? {} : { index }),
      ...(id === undefined ? {} : { id }),
      type: "function",
      function: { name, arguments: args }
    }
  ]
})

const partsOf = Effect.fnUntraced(function* (body: string, id = "openai") {
  const server = yield* serveScript({ [path]: body })
  return yield* Stream.runCollect((yield* providerAt(server.origin, {}, id)).stream(requestTo(id)))
})
const callsOf = (parts: ReadonlyArray<ModelPart>) =>
  parts.flatMap((part) => (part.type === "tool-call" ? [{ id: part.id, name: part.name, params: part.params }] : []))

describe("openai-compatible: requests", () => {
  it.live("sends key, system prompt, tools, limits and effort in the words of each row", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ [path]: hi })
      const provider = yield* providerAt(server.origin)
      const request = requestTo("openai", {
        system: ["A.", "B."],
        tools,
        effort: "low",
        maxOutputTokens: 9,
        model: { thinking: true }
      })
      yield* Stream.runDrain(provider.stream(request))
      expect(server.calls[0]?.headers.authorization).toBe(`Bearer ${testKey}`)
      expect(server.calls[0]?.body).toEqual({
        model: "x",
        stream: true,
        stream_options: { include_usage: true },
        max_completion_tokens: 9,
        reasoning_effort: "low",
        tools: [
          { type: "function", function: { name: "Read", description: "Reads", parameters: tools[0]?.inputSchema } }
        ],
        messages: [
          { role: "system", content: "A.\n\nB." },
          { role: "user", content: "hello" }
        ]
      })
      const router = yield* providerAt(server.origin, { keys: { OPENROUTER_API_KEY: testKey } }, "openrouter")
      yield* Stream.runDrain(router.stream({ ...request, toolChoice: { tool: "Read" } }))
      expect(server.calls[1]?.body).toMatchObject({
        max_tokens: 9,
        reasoning: { effort: "low" },
        tool_choice: { type: "function", function: { name: "Read" } }
      })
    })
  )

  it.live("turns a conversation with calls, results and images, each request beginning with the one before", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ [path]: hi })
      const provider = yield* providerAt(server.origin)
      const image = { type: "file", mediaType: "image/png", data: "aGk=" } as const
      const messages: ReadonlyArray<Message> = [
        { role: "user", content: [{ type: "text", text: "look" }, image] },
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "hm" },
            { type: "tool-call", id: "a", name: "Read", params: { path: "a" } },
            { type: "tool-call", id: "b", name: "Read", params: {} }
          ]
        },
        {
          role: "tool",
          content: [
            { type: "tool-result", id: "a", name: "Read", isFailure: false, result: "text" },
            { type: "tool-result", id: "b", name: "Read", isFailure: false, result: "", modelOutput: [image] }
          ]
        },
        { role: "assistant", content: [{ type: "text", text: "seen" }] },
        { role: "user", content: "go on" }
      ]
      for (let i = 1; i <= messages.length; i++) {
        yield* Stream.runDrain(
          provider.stream(requestTo("openai", { messages: messages.slice(0, i), model: { images: true } }))
        )
      }
      const url = { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } }
      const fn = (id: string, args: string) => ({ id, type: "function", function: { name: "Read", arguments: args } })
      expect(server.calls.at(-1)?.body["messages"]).toEqual([
        { role: "system", content: "You are a test." },
        { role: "user", content: [{ type: "text", text: "look" }, url] },
        { role: "assistant", content: null, tool_calls: [fn("a", '{"path":"a"}'), fn("b", "{}")] },
        { role: "tool", tool_call_id: "a", content: "text" },
        { role: "tool", tool_call_id: "b", content: "(image)" },
        { role: "user", content: [{ type: "text", text: expect.any(String) }, url] },
        { role: "assistant", content: "seen" },
        { role: "user", content: "go on" }
      ])
      for (let i = 1; i < server.calls.length; i++) {
        const before = server.calls[i - 1]?.text ?? ""
        expect(before.endsWith("]}")).toBe(true)
        expect(server.calls[i]?.text.startsWith(before.slice(0, -2))).toBe(true)
      }
      yield* Stream.runDrain(provider.stream(requestTo("openai", { messages, model: { images: false } })))
      expect(server.calls.at(-1)?.text).toContain("left out: this model cannot read it")
    })
  )

  it.live("a server of one's own needs no key, and gets none", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ [path]: hi })
      const provider = yield* providerAt(server.origin, { keys: {} })
      expect(yield* provider.keySource).toBe("none")
      yield* Stream.runDrain(provider.stream(requestTo("openai")))
      expect(server.calls[0]?.headers.authorization).toBeUndefined()
      const vendor = yield* providerOf("openai", { keys: {}, offline: true })
      expect(yield* vendor.keySource).toBeUndefined()
      const fault = yield* Effect.flip(Stream.runDrain(vendor.stream(requestTo("openai"))))
      expect(fault).toMatchObject({ kind: "authentication", hint: expect.stringContaining("OPENAI_API_KEY") })
    })
  )
})

describe("openai-compatible: replies", () => {
  it.live("text, reasoning by either name, usage with cached tokens", () =>
    Effect.gen(function* () {
      const parts = yield* partsOf(
        chatChunks([
          chunk({ role: "assistant", content: "" }),
          chunk({ reasoning_content: "hm" }),
          chunk({ reasoning: "…" }),
          chunk({ content: "so" }),
          chunk({}, "stop"),
          {
            choices: [],
            usage: {
              prompt_tokens: 100,
              completion_tokens: 7,
              prompt_tokens_details: { cached_tokens: 60 },
              completion_tokens_details: { reasoning_tokens: 3 }
            }
          }
        ])
      )
      expect(parts).toEqual([
        { type: "response-metadata", id: "c1", modelId: "gpt-x" },
        { type: "reasoning-start", id: "0" },
        { type: "reasoning-delta", id: "0", delta: "hm" },
        { type: "reasoning-delta", id: "0", delta: "…" },
        { type: "reasoning-end", id: "0" },
        { type: "text-start", id: "1" },
        { type: "text-delta", id: "1", delta: "so" },
        { type: "text-end", id: "1" },
        {
          type: "finish",
          reason: "stop",
          usage: {
            inputTokens: { uncached: 40, total: 100, cacheRead: 60, cacheWrite: 0 },
            outputTokens: { total: 7, reasoning: 3 }
          }
        }
      ])
    })
  )

  it.live("parallel calls by index, their pieces mixed", () =>
    Effect.gen(function* () {
      const parts = yield* partsOf(
        chatChunks([
          chunk(call(0, "a", "Read", '{"pa')),
          chunk(call(1, "b", "Write", "")),
          chunk(call(0, undefined, undefined, 'th":"x"}')),
          chunk(call(1, undefined, undefined, '{"path":"y"}')),
          chunk({}, "tool_calls")
        ])
      )
      expect(callsOf(parts)).toEqual([
        { id: "a", name: "Read", params: { path: "x" } },
        { id: "b", name: "Write", params: { path: "y" } }
      ])
      expect(parts.at(-1)).toMatchObject({ type: "finish", reason: "tool-calls" })
    })
  )

  it.live.each([
    ["all numbered 0 and told apart by id", [call(0, "a", "Read", "{}"), call(0, "b", "Read", "{}")], 2],
    ["without numbers, whole", [call(undefined, "a", "Read", "{}"), call(undefined, "b", "Read", "{}")], 2],
    ["without numbers, in pieces", [call(undefined, "a", "Read", "{"), call(undefined, undefined, undefined, "}")], 1],
    ["the id again in each piece", [call(0, "a", "Read", "{"), call(0, "a", undefined, "}")], 1],
    [
      "without numbers, the id again in each piece",
      [call(undefined, "a", "Read", "{"), call(undefined, "a", "Read", "}")],
      1
    ],
    ["two with one id", [call(0, "a", "Read", "{}"), call(1, "a", "Read", "{}")], 2],
    ["without ids", [call(0, undefined, "Read", "{}"), call(1, undefined, "Read", "{}")], 2],
    ["arguments as an object", [call(0, "a", "Read", {})], 1],
    ["no arguments", [call(0, "a", "Read", undefined)], 1]
  ] as const)("calls as small servers send them: %s", ([, deltas, count]) =>
    Effect.gen(function* () {
      const calls = callsOf(yield* partsOf(chatChunks([...deltas.map((one) => chunk(one)), chunk({}, "stop")])))
      expect(calls.map(({ name, params }) => ({ name, params }))).toEqual(
        Array(count).fill({ name: "Read", params: {} })
      )
      expect(new Set(calls.map(({ id }) => id)).size).toBe(count)
      expect(calls.every(({ id }) => id !== "")).toBe(true)
    })
  )

  it.live("a call that broke off is never made", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" })
        response.write(`data: ${JSON.stringify(chunk(call(0, "a", "Read", '{"path":"x"}')))}\n\n`)
        setTimeout(() => response.socket?.resetAndDestroy(), 50)
      })
      const seen: Array<ModelPart> = []
      const stream = (yield* providerAt(server.origin)).stream(requestTo("openai"))
      const fault = yield* Effect.flip(Stream.runForEach(stream, (part) => Effect.sync(() => void seen.push(part))))
      expect(fault.kind).toBe("cut")
      expect(callsOf(seen)).toEqual([])
    })
  )

  it.live("a server that does not stream is read all the same", () =>
    Effect.gen(function* () {
      const whole = { id: "c", choices: [{ message: { role: "assistant", content: "whole" }, finish_reason: "stop" }] }
      const parts = yield* partsOf(JSON.stringify(whole, null, 2))
      expect(parts).toContainEqual({ type: "text-delta", id: "0", delta: "whole" })
      expect(parts.at(-1)).toMatchObject({ type: "finish", reason: "stop" })
    })
  )

  it.live("a page instead of a reply is told, and calls that were announced but not made are not waited for", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ [path]: "<html><title>Log in</title></html>" })
      const fault = yield* Effect.flip(Stream.runDrain((yield* providerAt(server.origin)).stream(requestTo("openai"))))
      expect(fault).toMatchObject({ kind: "malformed", message: expect.stringContaining("Log in") })
      const parts = yield* partsOf(chatChunks([chunk({ content: "x" }), chunk({}, "tool_calls")]))
      expect(parts.at(-1)).toMatchObject({ type: "finish", reason: "stop" })
    })
  )

  it.live("a comment is a sign of life", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" })
        response.write(": PROCESSING\n\n")
        setTimeout(() => response.end(hi), 50)
      })
      const parts = yield* Stream.runCollect((yield* providerAt(server.origin)).stream(requestTo("openai")))
      expect(parts).toContainEqual({ type: "response-metadata", metadata: { coderx: { alive: true } } })
    })
  )

  it.live("interrupting closes the connection", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" })
        response.write(`data: ${JSON.stringify(chunk({ content: "hi" }))}\n\n`)
      })
      const stream = (yield* providerAt(server.origin)).stream(requestTo("openai"))
      const fiber = yield* Effect.forkChild(Stream.runDrain(stream))
      yield* Effect.sleep(200)
      expect(server.open()).toBe(1)
      yield* Fiber.interrupt(fiber)
      yield* Effect.sleep(50)
      expect(server.open()).toBe(0)
    })
  )

  it.live.each([
    [
      {
        error: {
          message: "This model's maximum context length is 8192 tokens.",
          type: "invalid_request_error",
          code: "context_length_exceeded"
        }
      },
      400,
      "context-length"
    ],
    [
      {
        error: {
          code: 400,
          message: "the request exceeds the available context size",
          type: "exceed_context_size_error"
        }
      },
      400,
      "context-length"
    ],
    [
      { error: { message: "Incorrect API key provided", type: "invalid_request_error", code: "invalid_api_key" } },
      401,
      "authentication"
    ],
    [
      { error: { message: "The model `x` does not exist", type: "invalid_request_error", code: "model_not_found" } },
      404,
      "model-missing"
    ],
    [{ object: "error", message: "bad thing", type: "BadRequestError", code: 400 }, 400, "request"],
    [{ detail: "Not Found" }, 404, "model-missing"],
    [[{ error: { code: 429, message: "slow", status: "RESOURCE_EXHAUSTED" } }], 429, "rate-limit"],
    [{ error: { message: "Insufficient credits", code: 402 } }, 402, "quota"]
  ] as const)("%j with %i is %s", ([body, status, kind]) =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
      })
      const fault = yield* Effect.flip(Stream.runDrain((yield* providerAt(server.origin)).stream(requestTo("openai"))))
      expect(fault).toMatchObject({ kind, status, provider: "openai" })
    })
  )
})

describe("openai-compatible: rows", () => {
  it.live("reads the window where each server tells it", () =>
    Effect.gen(function* () {
      const model = { id: "m", object: "model" }
      const server = yield* serveScript({
        "/v1/models": JSON.stringify({ data: [{ ...model, max_model_len: 40_000, meta: { n_ctx_train: 131_072 } }] }),
        "/props": JSON.stringify({ default_generation_settings: { n_ctx: 16_384 }, modalities: { vision: true } }),
        "/api/v0/models": JSON.stringify({
          data: [{ ...model, type: "vlm", max_context_length: 99_000, loaded_context_length: 8_192 }]
        })
      })
      const describeAt = (id: string) => Effect.flatMap(providerAt(server.origin, {}, id), (one) => one.describe("m"))
      const free = { price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, source: "server" }
      expect(yield* describeAt("vllm")).toMatchObject({ contextWindow: 40_000, ...free })
      expect(yield* describeAt("llamacpp")).toMatchObject({ contextWindow: 16_384, images: true, ...free })
      expect(yield* describeAt("lmstudio")).toMatchObject({ contextWindow: 8_192, images: true, ...free })
    })
  )

  it.live("reads OpenRouter's facts and prices", () =>
    Effect.gen(function* () {
      const data = [
        {
          id: "a/b",
          name: "B",
          context_length: 200_000,
          top_provider: { max_completion_tokens: 32_000 },
          supported_parameters: ["tools", "reasoning"],
          architecture: { input_modalities: ["text", "image"] },
          pricing: { prompt: "0.000003", completion: "0.000015", input_cache_read: "0.0000003" }
        },
        { id: "c/d", supported_parameters: ["temperature"] }
      ]
      const server = yield* serveScript({ "/v1/models": JSON.stringify({ data }) })
      const provider = yield* providerAt(server.origin, { keys: { OPENROUTER_API_KEY: testKey } }, "openrouter")
      const [known, plain] = yield* provider.list
      expect(known).toEqual({
        provider: "openrouter",
        name: "a/b",
        title: "B",
        contextWindow: 200_000,
        maxOutputTokens: 32_000,
        price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3 },
        tools: true,
        images: true,
        thinking: true,
        source: "server"
      })
      expect(plain).toMatchObject({ tools: false, price: undefined })
    })
  )

  it.live("takes rows of the settings: new servers, and other facts for known ones", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ "/v1/models": JSON.stringify({ data: [{ id: "m" }] }), [path]: hi })
      const rows = [
        {
          id: "mine",
          baseUrl: `${server.origin}/v1`,
          apiKeyEnv: "MINE_KEY",
          title: "My server",
          contextWindow: 12_345
        },
        { id: "vllm", baseUrl: `${server.origin}/v1`, contextWindow: 999 }
      ]
      const mine = yield* providerOf("mine", { rows, keys: { MINE_KEY: testKey } })
      expect([mine.title, mine.local, yield* mine.keySource]).toEqual(["My server", false, "MINE_KEY"])
      expect(yield* mine.list).toMatchObject([{ provider: "mine", name: "m", contextWindow: 12_345 }])
      yield* Stream.runDrain(mine.stream(requestTo("mine")))
      expect(server.calls.at(-1)?.headers.authorization).toBe(`Bearer ${testKey}`)
      const vllm = yield* providerOf("vllm", { rows })
      expect(yield* vllm.describe("m")).toMatchObject({ provider: "vllm", contextWindow: 999 })
      expect(yield* (yield* providerOf("mine", { rows, keys: {} })).keySource).toBeUndefined()
    })
  )

  it.live("a server without a list of models is used with what the settings say of it", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ [path]: hi })
      const at = (origin: string) => ({ rows: [{ id: "mine", baseUrl: `${origin}/v1`, contextWindow: 12_345 }] })
      for (const origin of [server.origin, "http://127.0.0.1:9"]) {
        const mine = yield* providerOf("mine", at(origin))
        expect(yield* mine.describe("m")).toMatchObject({ name: "m", contextWindow: 12_345 })
      }
    })
  )

  it.live("a server on this machine that is not running tells how to start it", () =>
    Effect.gen(function* () {
      const provider = yield* providerOf("llamacpp", { env: { LLAMACPP_BASE_URL: "http://127.0.0.1:9/v1" } })
      const fault = yield* Effect.flip(Stream.runDrain(provider.stream(requestTo("llamacpp"))))
      expect(fault).toMatchObject({ kind: "network", hint: expect.stringContaining("llama-server") })
    })
  )

  it.live("names that cannot be talked with are left out of OpenAI's list only", () =>
    Effect.gen(function* () {
      const data = [{ id: "gpt-x" }, { id: "text-embedding-3" }]
      const server = yield* serveScript({ "/v1/models": JSON.stringify({ data }) })
      const models = yield* (yield* providerAt(server.origin)).list
      expect(models.map(({ name }) => name)).toEqual(["gpt-x", "text-embedding-3"])
    })
  )
})
