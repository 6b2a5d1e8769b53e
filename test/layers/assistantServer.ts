import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** What a scripted assistant says and calls in one reply. */
export interface AssistantTurn {
  readonly text: string
  readonly calls: ReadonlyArray<{ readonly name: string; readonly input: Readonly<Record<string, unknown>> }>
}

export type WireFormat = "anthropic" | "openai" | "ollama"

export interface Body {
  readonly model?: string
  readonly system?: unknown
  readonly tools?: unknown
  readonly messages?: ReadonlyArray<{ readonly role: string; readonly content?: unknown }>
}

export interface AssistantServer {
  readonly origin: string
  readonly requests: ReadonlyArray<Body>
  readonly close: () => Promise<void>
}

/** Results that a request carries already: the turn that comes next follows from it, so that repeats do not shift the script. */
const resultsIn = (wire: WireFormat, body: Body): number =>
  wire === "anthropic"
    ? (body.messages ?? [])
        .flatMap((message) => (Array.isArray(message.content) ? message.content : []))
        .filter((block) => block.type === "tool_result").length
    : (body.messages ?? []).filter((message) => message.role === "tool").length

const turnAfter = (turns: ReadonlyArray<AssistantTurn>, done: number): AssistantTurn => {
  let seen = 0
  for (const turn of turns) {
    if (seen >= done) return turn
    seen += turn.calls.length
  }
  return turns.at(-1) ?? { text: "", calls: [] }
}

const halves = (text: string): ReadonlyArray<string> => [text.slice(0, text.length >> 1), text.slice(text.length >> 1)]

/** Anthropic Messages API, streaming: https://docs.anthropic.com/en/api/messages-streaming */
const anthropic = (turn: AssistantTurn, id: number, model: string, tokens = 100): ReadonlyArray<string> => {
  const usage = { input_tokens: tokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 }
  const events: Array<{ type: string } & Record<string, unknown>> = [
    {
      type: "message_start",
      message: {
        id: `msg_${id}`,
        type: "message",
        role: "assistant",
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage
      }
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    ...halves(turn.text).map((text) => ({
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text }
    })),
    { type: "content_block_stop", index: 0 }
  ]
  for (const [n, call] of turn.calls.entries()) {
    const index = n + 1
    events.push(
      {
        type: "content_block_start",
        index,
        content_block: { type: "tool_use", id: `toolu_${id}_${n}`, name: call.name, input: {} }
      },
      ...halves(JSON.stringify(call.input)).map((partial_json) => ({
        type: "content_block_delta",
        index,
        delta: { type: "input_json_delta", partial_json }
      })),
      { type: "content_block_stop", index }
    )
  }
  events.push(
    {
      type: "message_delta",
      delta: { stop_reason: turn.calls.length > 0 ? "tool_use" : "end_turn", stop_sequence: null },
      usage: { output_tokens: 10 }
    },
    { type: "message_stop" }
  )
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
}

/** OpenAI Chat Completions, streaming: https://platform.openai.com/docs/api-reference/chat-streaming */
const openai = (turn: AssistantTurn, id: number, model: string, tokens = 100): ReadonlyArray<string> => {
  const base = { id: `c_${id}`, object: "chat.completion.chunk", created: 1, model }
  const chunk = (delta: unknown, finish: string | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: finish }]
  })
  const chunks: Array<unknown> = [
    chunk({ role: "assistant", content: "" }),
    ...halves(turn.text).map((content) => chunk({ content })),
    ...turn.calls.flatMap((call, index) => {
      const [first, second] = halves(JSON.stringify(call.input))
      return [
        chunk({
          tool_calls: [
            { index, id: `call_${id}_${index}`, type: "function", function: { name: call.name, arguments: first } }
          ]
        }),
        chunk({ tool_calls: [{ index, function: { arguments: second } }] })
      ]
    }),
    chunk({}, turn.calls.length > 0 ? "tool_calls" : "stop"),
    { ...base, choices: [], usage: { prompt_tokens: tokens, completion_tokens: 10, total_tokens: tokens + 10 } }
  ]
  return [...chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`), "data: [DONE]\n\n"]
}

/** Ollama chat, newline-delimited JSON: https://github.com/ollama/ollama/blob/main/docs/api.md */
const ollama = (turn: AssistantTurn, _id: number, model: string, tokens = 5000): ReadonlyArray<string> => {
  const base = { model, created_at: "2026-01-01T00:00:00Z" }
  const lines: Array<unknown> = [
    ...halves(turn.text).map((content) => ({ ...base, message: { role: "assistant", content }, done: false })),
    ...(turn.calls.length === 0
      ? []
      : [
          {
            ...base,
            message: {
              role: "assistant",
              content: "",
              tool_calls: turn.calls.map((call) => ({ function: { name: call.name, arguments: call.input } }))
            },
            done: false
          }
        ]),
    {
      ...base,
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: "stop",
      prompt_eval_count: tokens,
      eval_count: 10
    }
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`)
}

const streams = { anthropic, openai, ollama }
const paths = { anthropic: "/v1/messages", openai: "/chat/completions", ollama: "/api/chat" }
const ollamaFacts: Readonly<Record<string, unknown>> = {
  "/api/version": { version: "0.12.0" },
  "/api/tags": { models: [{ name: "scripted:latest", model: "scripted:latest", size: 1 }] },
  "/api/show": { capabilities: ["completion", "tools"], model_info: { "llama.context_length": 32768 }, details: {} }
}

/**
 * Starts a model server on loopback that speaks one wire format and follows a script. `tokens` counts a request as a
 * provider would (by default every one counts the same).
 */
export const startAssistant = async (
  wire: WireFormat,
  turns: ReadonlyArray<AssistantTurn>,
  tokens: (request: string) => number | undefined = () => undefined
): Promise<AssistantServer> => {
  const requests: Array<Body> = []
  const server = createServer((request, response) => {
    const pieces: Array<Buffer> = []
    request.on("data", (piece: Buffer) => pieces.push(piece))
    request.on("end", () => {
      const path = (request.url ?? "").split("?")[0] ?? ""
      if (!path.endsWith(paths[wire])) {
        const fact = wire === "ollama" ? ollamaFacts[path] : undefined
        response.writeHead(fact === undefined ? 404 : 200, { "content-type": "application/json" })
        response.end(JSON.stringify(fact ?? { error: { type: "not_found_error", message: "no such route" } }))
        return
      }
      const text = Buffer.concat(pieces).toString()
      const body: Body = JSON.parse(text)
      requests.push(body)
      const turn = turnAfter(turns, resultsIn(wire, body))
      response.writeHead(200, { "content-type": wire === "ollama" ? "application/x-ndjson" : "text/event-stream" })
      for (const piece of streams[wire](turn, requests.length, body.model ?? "", tokens(text))) response.write(piece)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
