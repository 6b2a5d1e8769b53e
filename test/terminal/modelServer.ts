import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What the model says and calls. Its last words wait for `until`. */
export interface Reply {
  readonly text: string
  readonly calls?: ReadonlyArray<{ readonly name: string; readonly input: Readonly<Record<string, unknown>> }>
  readonly until?: Promise<unknown>
}

export interface Asked {
  readonly messages: ReadonlyArray<{ readonly role: string; readonly content: unknown }>
}

/** Something that a test lets happen. */
export const gate = () => {
  let open: () => void = () => undefined
  const opened = new Promise<void>((done) => {
    open = done
  })
  return { opened, open }
}

const send = (response: ServerResponse, event: { readonly type: string } & Readonly<Record<string, unknown>>) =>
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)

/** Anthropic Messages API, streaming: https://docs.anthropic.com/en/api/messages-streaming */
const answer = async (response: ServerResponse, reply: Reply, id: number) => {
  const usage = { input_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 }
  const message = { id: `msg_${id}`, type: "message", role: "assistant", model: "m", content: [], usage }
  response.writeHead(200, { "content-type": "text/event-stream" })
  send(response, { type: "message_start", message: { ...message, stop_reason: null, stop_sequence: null } })
  send(response, { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } })
  const words = reply.text.split(/(?<= )/)
  const delta = (text: string) =>
    send(response, { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })
  for (const word of words.slice(0, -1)) delta(word)
  await reply.until
  delta(words.at(-1) ?? "")
  send(response, { type: "content_block_stop", index: 0 })
  for (const [n, call] of (reply.calls ?? []).entries()) {
    const block = { type: "tool_use", id: `toolu_${id}_${n}`, name: call.name, input: {} }
    send(response, { type: "content_block_start", index: n + 1, content_block: block })
    const delta = { type: "input_json_delta", partial_json: JSON.stringify(call.input) }
    send(response, { type: "content_block_delta", index: n + 1, delta })
    send(response, { type: "content_block_stop", index: n + 1 })
  }
  const stop = (reply.calls ?? []).length > 0 ? "tool_use" : "end_turn"
  send(response, {
    type: "message_delta",
    delta: { stop_reason: stop, stop_sequence: null },
    usage: { output_tokens: 9 }
  })
  send(response, { type: "message_stop" })
  response.end()
}

/** A model on loopback: `reply` is asked for every request, the first with 0. */
export const startModel = async (reply: (index: number, asked: Asked) => Reply) => {
  const asked: Array<Asked> = []
  const server = createServer((request, response) => {
    let text = ""
    request.on("data", (piece) => {
      text += String(piece)
    })
    request.on("end", () => {
      // Lists of models are asked for too; this server has none to tell of.
      if (request.method !== "POST") return void response.writeHead(404).end()
      const body: Asked = JSON.parse(text)
      asked.push(body)
      void answer(response, reply(asked.length - 1, body), asked.length)
    })
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const { port } = server.address() as AddressInfo
  return {
    asked,
    env: {
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
      ANTHROPIC_API_KEY: "sk-test-0123456789",
      CODERX_MODEL: "anthropic/claude-sonnet-5"
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      })
  }
}
export type Model = Awaited<ReturnType<typeof startModel>>
