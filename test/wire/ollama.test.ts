import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { hostAddress } from "../../src/layers/providers/ollama.ts"
import type { Message } from "../../src/services/domain/Message.ts"
import type { ToolSpec } from "../../src/services/model/Provider.ts"
import { providerOf, requestTo } from "../layers/providerWorld.ts"
import { ollamaLines, serve, serveScript } from "../layers/wire.ts"

const path = "/api/chat"
const providerAt = (origin: string, env: Readonly<Record<string, string>> = {}) =>
  providerOf("ollama", { env: { OLLAMA_HOST: origin, ...env }, keys: {} })
const line = (message: object) => ({
  model: "x",
  created_at: "2026-01-01T00:00:00Z",
  message: { role: "assistant", ...message },
  done: false
})
const done = (facts: object = {}) => ({
  ...line({ content: "" }),
  done: true,
  done_reason: "stop",
  prompt_eval_count: 9,
  eval_count: 4,
  ...facts
})
const hi = ollamaLines([line({ content: "hi" }), done()])
const tools: ReadonlyArray<ToolSpec> = [
  { name: "Read", description: "Reads", inputSchema: { type: "object", properties: {} } }
]
const shown = (facts: object) =>
  JSON.stringify({
    details: { parameter_size: "8B", quantization_level: "Q4_K_M" },
    model_info: { "general.architecture": "q", "q.context_length": 40_960 },
    ...facts
  })

describe("ollama: requests", () => {
  it.live("sends the model's whole window as num_ctx, with tools, thinking and limits", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({
        [path]: hi,
        "/api/show": shown({ capabilities: ["completion", "tools", "thinking"] })
      })
      const provider = yield* providerAt(server.origin)
      const model = yield* provider.describe("x")
      yield* Stream.runDrain(
        provider.stream(requestTo("ollama", { model, tools, system: ["A.", "B."], maxOutputTokens: 9 }))
      )
      expect(server.calls.at(-1)?.body).toEqual({
        model: "x",
        stream: true,
        think: true,
        options: { num_ctx: 40_960, num_predict: 9 },
        tools: [
          { type: "function", function: { name: "Read", description: "Reads", parameters: tools[0]?.inputSchema } }
        ],
        messages: [
          { role: "system", content: "A.\n\nB." },
          { role: "user", content: "hello" }
        ]
      })
      yield* Stream.runDrain(
        provider.stream(requestTo("ollama", { model: { thinking: true, name: "gpt-oss:20b" }, effort: "high" }))
      )
      expect(server.calls.at(-1)?.body["think"]).toBe("high")
      yield* Stream.runDrain(provider.stream(requestTo("ollama", { toolChoice: "none", tools })))
      expect(server.calls.at(-1)?.body).not.toHaveProperty("tools")
      expect(server.calls.at(-1)?.body).not.toHaveProperty("think")
    })
  )

  it.live(
    "turns a conversation with thinking, calls, results and images, each request beginning with the one before",
    () =>
      Effect.gen(function* () {
        const server = yield* serveScript({ [path]: hi })
        const provider = yield* providerAt(server.origin)
        const image = { type: "file", mediaType: "image/png", data: new Uint8Array([104, 105]) } as const
        const messages: ReadonlyArray<Message> = [
          { role: "user", content: [{ type: "text", text: "look" }, image] },
          {
            role: "assistant",
            content: [
              { type: "reasoning", text: "hm" },
              { type: "tool-call", id: "a", name: "Read", params: { path: "a" } }
            ]
          },
          {
            role: "tool",
            content: [
              {
                type: "tool-result",
                id: "a",
                name: "Read",
                isFailure: false,
                result: "",
                modelOutput: [{ type: "text", text: "t" }, image]
              }
            ]
          },
          { role: "assistant", content: "seen" },
          { role: "user", content: "go on" }
        ]
        for (let i = 1; i <= messages.length; i++) {
          yield* Stream.runDrain(
            provider.stream(requestTo("ollama", { messages: messages.slice(0, i), model: { images: true } }))
          )
        }
        expect(server.calls.at(-1)?.body["messages"]).toEqual([
          { role: "system", content: "You are a test." },
          { role: "user", content: "look", images: ["aGk="] },
          {
            role: "assistant",
            content: "",
            thinking: "hm",
            tool_calls: [{ function: { name: "Read", arguments: { path: "a" } } }]
          },
          { role: "tool", tool_name: "Read", content: "t" },
          { role: "user", content: expect.any(String), images: ["aGk="] },
          { role: "assistant", content: "seen" },
          { role: "user", content: "go on" }
        ])
        for (let i = 1; i < server.calls.length; i++) {
          const before = server.calls[i - 1]?.text ?? ""
          expect(server.calls[i]?.text.startsWith(before.slice(0, -2))).toBe(true)
        }
        yield* Stream.runDrain(provider.stream(requestTo("ollama", { messages })))
        expect(server.calls.at(-1)?.text).toContain("left out: this model cannot read it")
      })
  )

  it.each([
    ["127.0.0.1", "http://127.0.0.1:11434"],
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["0.0.0.0:8080", "http://127.0.0.1:8080"],
    ["[::]:8080", "http://127.0.0.1:8080"],
    [":8080", "http://127.0.0.1:8080"],
    ["box", "http://box:11434"],
    ["box:1", "http://box:1"],
    ["http://box", "http://box:80"],
    ["https://box", "https://box:443"],
    ["https://box:1/sub/", "https://box:1/sub"],
    ["[fd00::1]", "http://[fd00::1]:11434"],
    ['"box"', "http://box:11434"],
    ["  box  ", "http://box:11434"]
  ])("OLLAMA_HOST %s is %s", (text, expected) => {
    expect(hostAddress(text)).toBe(expected)
    expect(hostAddress(expected)).toBe(expected)
  })
})

describe("ollama: replies", () => {
  it.live("thinking, text, calls with ids that were missing, usage", () =>
    Effect.gen(function* () {
      const call = (path: string) => ({ function: { name: "Read", arguments: { path } } })
      const server = yield* serveScript({
        [path]: ollamaLines([
          line({ content: "", thinking: "h" }),
          line({ content: "", thinking: "m" }),
          line({ content: "so" }),
          line({ content: "", tool_calls: [call("a"), call("b")] }),
          done()
        ])
      })
      const parts = yield* Stream.runCollect((yield* providerAt(server.origin)).stream(requestTo("ollama", { tools })))
      const calls = parts.filter((part) => part.type === "tool-call")
      expect(calls).toMatchObject([
        { name: "Read", params: { path: "a" } },
        { name: "Read", params: { path: "b" } }
      ])
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
      expect(parts.filter((part) => !part.type.startsWith("tool"))).toEqual([
        { type: "response-metadata", modelId: "x" },
        { type: "reasoning-start", id: "0" },
        { type: "reasoning-delta", id: "0", delta: "h" },
        { type: "reasoning-delta", id: "0", delta: "m" },
        { type: "reasoning-end", id: "0" },
        { type: "text-start", id: "1" },
        { type: "text-delta", id: "1", delta: "so" },
        { type: "text-end", id: "1" },
        {
          type: "finish",
          reason: "tool-calls",
          usage: { inputTokens: { uncached: 9, total: 9, cacheRead: 0, cacheWrite: 0 }, outputTokens: { total: 4 } }
        }
      ])
    })
  )

  it.live.each([
    ["the last line without its break", hi.trimEnd(), "stop"],
    ["a length", ollamaLines([line({ content: "hi" }), done({ done_reason: "length" })]), "length"],
    [
      "arguments as text",
      ollamaLines([line({ tool_calls: [{ function: { name: "Read", arguments: '{"a":1}' } }] }), done()]),
      "tool-calls"
    ]
  ] as const)("accepts %s", ([, body, reason]) =>
    Effect.gen(function* () {
      const server = yield* serveScript({ [path]: body })
      const parts = yield* Stream.runCollect((yield* providerAt(server.origin)).stream(requestTo("ollama")))
      expect(parts.at(-1)).toMatchObject({ type: "finish", reason })
    })
  )

  it.live.each([
    ["no lines at all", "", "empty"],
    ["no last line", ollamaLines([line({ content: "hi" })]), "cut"],
    ["half a line", `${ollamaLines([line({ content: "hi" })])}{"mess`, "cut"],
    ["no JSON", "<html>\n", "malformed"]
  ] as const)("%s is %s", ([, body, kind]) =>
    Effect.gen(function* () {
      const server = yield* serveScript({ [path]: body })
      const fault = yield* Effect.flip(Stream.runDrain((yield* providerAt(server.origin)).stream(requestTo("ollama"))))
      expect(fault.kind).toBe(kind)
    })
  )

  it.live("retry-after is kept, and a page of HTML is no noise on our streams", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.writeHead(503, { "content-type": "text/html", "retry-after": "7" }).end("<html>busy</html>")
      })
      const fault = yield* Effect.flip(Stream.runDrain((yield* providerAt(server.origin)).stream(requestTo("ollama"))))
      expect(fault).toMatchObject({
        kind: "server",
        status: 503,
        retryAfterMs: 7_000,
        message: "Ollama answered 503: busy."
      })
    })
  )

  it.live("interrupting closes the connection", () =>
    Effect.gen(function* () {
      const server = yield* serve(
        (_, response) => void response.writeHead(200).write(ollamaLines([line({ content: "hi" })]))
      )
      const stream = (yield* providerAt(server.origin)).stream(requestTo("ollama"))
      const fiber = yield* Effect.forkChild(Stream.runDrain(stream))
      yield* Effect.sleep(200)
      expect(server.open()).toBe(1)
      yield* Fiber.interrupt(fiber)
      yield* Effect.sleep(50)
      expect(server.open()).toBe(0)
    })
  )
})

describe("ollama: models", () => {
  it.live("lists what is there with what it can", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({
        "/api/tags": JSON.stringify({ models: [{ name: "a:8b" }, { name: "b:1b" }] }),
        "/api/show": [
          shown({ capabilities: ["completion", "tools", "vision", "thinking"] }),
          shown({ capabilities: ["completion"] })
        ]
      })
      const [first, second] = yield* (yield* providerAt(server.origin)).list
      expect(first).toEqual({
        provider: "ollama",
        name: "a:8b",
        title: "a:8b (8B Q4_K_M)",
        contextWindow: 40_960,
        maxOutputTokens: 40_960,
        price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
        tools: true,
        images: true,
        thinking: true,
        source: "server"
      })
      expect(second).toMatchObject({ name: "b:1b", tools: false, images: false, thinking: false })
    })
  )

  it.live("a smaller window can be set for a small machine", () =>
    Effect.gen(function* () {
      const server = yield* serveScript({ "/api/show": shown({}) })
      const limited = yield* providerAt(server.origin, { OLLAMA_CONTEXT_LENGTH: "8192" })
      expect(yield* limited.describe("x")).toMatchObject({ contextWindow: 8_192 })
      const rows = [{ id: "ollama", baseUrl: server.origin, contextWindow: 16_384 }]
      expect(yield* (yield* providerOf("ollama", { rows })).describe("x")).toMatchObject({
        contextWindow: 16_384,
        tools: true
      })
    })
  )

  it.live("a model that is missing tells how to fetch it; a server that is not running, how to start it", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.writeHead(404, { "content-type": "application/json" }).end('{"error":"model \'x:1b\' not found"}')
      })
      const missing = yield* Effect.flip((yield* providerAt(server.origin)).describe("x:1b"))
      expect(missing).toMatchObject({ kind: "model-missing", hint: "Fetch it: ollama pull x:1b" })
      const stopped = yield* Effect.flip((yield* providerAt("127.0.0.1:9")).list)
      expect(stopped).toMatchObject({ kind: "network", hint: expect.stringContaining("ollama serve") })
    })
  )
})
