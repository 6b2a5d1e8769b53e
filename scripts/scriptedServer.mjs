// A model server on loopback whose replies are scripted. It speaks the Anthropic Messages stream, as much of it as the
// build, the bench and the tests need. The turn served follows from the number of tool results that a request carries.
// To a request of the Responses API it answers with text alone.
import http from "node:http"
import { performance } from "node:perf_hooks"
import { responsesEvents } from "./responsesWire.mjs"

/**
 * @typedef {{ name: string, input: unknown }} Call
 * @typedef {{ text?: string, repeat?: number, deltas?: ReadonlyArray<string>, calls?: ReadonlyArray<Call>, inputTokens?: number, delayMs?: number, hang?: boolean }} Turn
 *   `repeat` sends the text as that many deltas, `deltas` a text in these pieces; `hang` keeps the stream open after the text.
 * @typedef {{ at: number, bytes: number, body: any }} Seen
 */

const readBody = async (request) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const toolResults = (body) =>
  (body.messages ?? [])
    .flatMap((message) => (Array.isArray(message.content) ? message.content : []))
    .filter((block) => block.type === "tool_result").length

/** The turn that follows after `done` tool results, and how many calls the turns before it made. */
const turnAfter = (turns, done) => {
  let seen = 0
  for (const turn of turns) {
    if (seen >= done) return turn
    seen += turn.calls?.length ?? 0
  }
  return turns.at(-1) ?? { text: "" }
}

const deltasOf = (turn) => turn.deltas ?? (turn.text ? Array(turn.repeat ?? 1).fill(turn.text) : [])

const sse = (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

/** Waits until a reader that is slow has caught up, or is gone. */
const drained = (response) =>
  new Promise((resolve) => {
    const done = () => {
      response.off("drain", done)
      response.off("close", done)
      resolve(undefined)
    }
    response.on("drain", done)
    response.on("close", done)
  })

/** The stream of one turn, as the Messages API sends it (https://docs.anthropic.com/en/api/messages-streaming). */
function* eventsOf(turn, id, model, inputTokens) {
  const usage = {
    input_tokens: inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: 1
  }
  const message = {
    id: `msg_${id}`,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage
  }
  yield { type: "message_start", message }
  let index = 0
  const deltas = deltasOf(turn)
  if (deltas.length > 0) {
    yield { type: "content_block_start", index, content_block: { type: "text", text: "" } }
    for (const text of deltas) yield { type: "content_block_delta", index, delta: { type: "text_delta", text } }
    yield { type: "content_block_stop", index: index++ }
  }
  for (const [n, call] of (turn.calls ?? []).entries()) {
    const json = JSON.stringify(call.input)
    yield {
      type: "content_block_start",
      index,
      content_block: { type: "tool_use", id: `toolu_${id}_${n}`, name: call.name, input: {} }
    }
    for (const part of [json.slice(0, json.length >> 1), json.slice(json.length >> 1)]) {
      yield { type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json: part } }
    }
    yield { type: "content_block_stop", index: index++ }
  }
  const stopReason = turn.calls?.length ? "tool_use" : "end_turn"
  yield { type: "message_delta", delta: { stop_reason: stopReason, stop_sequence: null }, usage: { output_tokens: 10 } }
  yield { type: "message_stop" }
}

/**
 * Starts the server on a free port.
 * @param {{ turns: ReadonlyArray<Turn> | ((nth: number) => Turn) }} script a function is given the number of the request, from 1
 * @returns {Promise<{ url: string, requests: Array<Seen>, close: () => Promise<void> }>} `at` is `performance.timeOrigin + now`, in ms.
 */
export const startScriptedServer = async (script) => {
  const requests = []
  const server = http.createServer(async (request, response) => {
    const at = performance.timeOrigin + performance.now()
    const raw = await readBody(request)
    const route = request.url?.split("?")[0] ?? ""
    const responses = route.endsWith("/v1/responses")
    if (!responses && !route.endsWith("/v1/messages")) {
      response.writeHead(404, { "content-type": "application/json" })
      response.end('{"type":"error","error":{"type":"not_found_error","message":"no such route"}}')
      return
    }
    const body = JSON.parse(raw.toString("utf8"))
    requests.push({ at, bytes: raw.length, body })
    const turn =
      typeof script.turns === "function" ? script.turns(requests.length) : turnAfter(script.turns, toolResults(body))
    if (turn.delayMs) await new Promise((resolve) => setTimeout(resolve, turn.delayMs))
    response.writeHead(200, { "content-type": "text/event-stream", "request-id": `req_${requests.length}` })
    const tokens = turn.inputTokens ?? Math.ceil(raw.length / 4)
    const events = responses
      ? responsesEvents(deltasOf(turn), requests.length, tokens)
      : eventsOf(turn, requests.length, body.model, tokens)
    for (const event of events) {
      if (turn.hang && event.type === "message_delta") return
      if (!response.write(sse(event))) await drained(response)
    }
    response.end()
  })
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
