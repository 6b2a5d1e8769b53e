import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import { connect, createServer as createSocketServer, type AddressInfo, type Server } from "node:net"
import { createGzip } from "node:zlib"
import { Effect, type Scope } from "effect"

/** One line of `test/data/provider-faults.jsonl`. */
export interface FaultRow {
  readonly id: string
  readonly api: "openai-chat" | "anthropic" | "ollama"
  readonly fault: string
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly chunks?: ReadonlyArray<string>
  readonly chunks_b64?: ReadonlyArray<string>
  readonly chunks_gen?: { readonly repeat: string; readonly times: number }
  readonly end: string
  readonly expect: string
  /** How often the fault is served before a good reply; always where it is absent. */
  readonly times?: number
}

export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface FaultServer {
  /** `http://127.0.0.1:PORT` without a path: what `ANTHROPIC_BASE_URL` and `OLLAMA_HOST` take. */
  readonly origin: string
  /** The origin as the API of the row wants it: with `/v1` for `openai-chat`. */
  readonly baseUrl: string
  /** Variables that belong to the fault (proxies). */
  readonly env: Readonly<Record<string, string>>
  /** The model calls that arrived; questions about models are answered and not kept here. */
  readonly requests: ReadonlyArray<SeenRequest>
  /** Model calls whose connection the client closed before the reply was whole. */
  readonly aborted: () => number
  /** Bytes of replies that were handed to the socket. */
  readonly written: () => number
}

export const faultRows = (): ReadonlyArray<FaultRow> =>
  readFileSync(new URL("../data/provider-faults.jsonl", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))

/** The text of the good reply that follows after `times` faults. */
export const goodText = "recovered"

const sse = (event: string | undefined, data: unknown) =>
  `${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`

const chunk = (delta: unknown, finish: string | null) => ({
  id: "c",
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: finish }]
})

const goodReply: Readonly<Record<FaultRow["api"], ReadonlyArray<string>>> = {
  anthropic: [
    {
      type: "message_start",
      message: {
        id: "m",
        type: "message",
        role: "assistant",
        content: [],
        model: "x",
        usage: { input_tokens: 7, output_tokens: 1 }
      }
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: goodText } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } },
    { type: "message_stop" }
  ].map((event) => sse(event.type, event)),
  "openai-chat": [
    sse(undefined, chunk({ role: "assistant", content: goodText }, null)),
    sse(undefined, chunk({}, "stop")),
    sse(undefined, {
      id: "c",
      object: "chat.completion.chunk",
      choices: [],
      usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 }
    }),
    "data: [DONE]\n\n"
  ],
  ollama: [
    `${JSON.stringify({ model: "x", message: { role: "assistant", content: goodText }, done: false })}\n`,
    `${JSON.stringify({ model: "x", message: { role: "assistant", content: "" }, done: true, done_reason: "stop", prompt_eval_count: 7, eval_count: 5 })}\n`
  ]
}

const facts = (url: string): unknown => {
  if (url.startsWith("/api/tags")) return { models: [{ name: "x:latest", model: "x:latest", size: 1, details: {} }] }
  if (url.startsWith("/api/show")) {
    return { capabilities: ["completion", "tools"], model_info: { "x.context_length": 32768 }, details: {} }
  }
  if (url.startsWith("/api/version")) return { version: "0.12.0" }
  return { object: "list", data: [{ id: "x", object: "model", type: "model", display_name: "x" }], has_more: false }
}

const isModelCall = (url: string) => /\/(messages|chat\/completions)(\?|$)|\/api\/chat$/.test(url)

const header = (value: string): string =>
  value.replace(/\{HTTP_DATE\+(\d+)s\}/g, (_, seconds) =>
    new Date(Date.now() + 1000 * (1 + Number(seconds))).toUTCString()
  )

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Writes pieces one by one, far enough apart to arrive as reads of their own. */
const writePieces = async (res: ServerResponse, pieces: ReadonlyArray<string | Buffer>, gzip: boolean) => {
  const target = gzip ? createGzip() : res
  if (target !== res) target.pipe(res, { end: false })
  for (const piece of pieces) {
    target.write(piece)
    if (target !== res) await new Promise<void>((resolve) => (target as ReturnType<typeof createGzip>).flush(resolve))
    await pause(5)
  }
}

const flood = async (res: ServerResponse, piece: string, times: number) => {
  const block = piece.repeat(Math.max(1, Math.floor(65_536 / piece.length)))
  const closed = new Promise((resolve) => res.once("close", resolve))
  let left = piece.length * times
  while (left > 0 && !res.destroyed) {
    const part = left < block.length ? block.slice(0, left) : block
    left -= part.length
    if (!res.write(part)) await Promise.race([closed, new Promise((resolve) => res.once("drain", resolve))])
  }
}

const answerWithFault = async (row: FaultRow, res: ServerResponse) => {
  if (row.end === "keep-alive socket closed by server") return void res.socket?.destroy()
  const streamed = row.chunks ?? row.chunks_b64?.map((part) => Buffer.from(part, "base64"))
  const plain = row.api === "ollama" ? "application/x-ndjson" : "text/event-stream"
  res.statusCode = row.status
  res.setHeader("content-type", streamed || row.chunks_gen || !row.body ? plain : "application/json")
  for (const [name, value] of Object.entries(row.headers ?? {})) res.setHeader(name, header(value))
  res.flushHeaders()
  if (streamed) await writePieces(res, streamed, row.headers?.["content-encoding"] === "gzip")
  if (row.chunks_gen) await flood(res, row.chunks_gen.repeat, row.chunks_gen.times)
  if (row.end === "hang") return
  if (row.end === "reset") return void res.socket?.resetAndDestroy()
  res.end(row.body ?? "")
}

const listen = (server: Server): Effect.Effect<number, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        if ("closeAllConnections" in server) (server.closeAllConnections as () => void)()
      })
  )

/** A port on which nothing listens. */
export const closedPort: Effect.Effect<number> = Effect.scoped(listen(createSocketServer()))

/** A port whose connections are never made: a process that does not accept, with its queue filled. */
export const hangingPort: Effect.Effect<number, never, Scope.Scope> = Effect.gen(function* () {
  const program = `const s=require("node:net").createServer().listen({port:0,host:"127.0.0.1",backlog:1},()=>{
    require("node:fs").writeSync(1,s.address().port+"\\n");Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0)})`
  const child = yield* Effect.acquireRelease(
    Effect.sync(() => spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] })),
    (child) => Effect.sync(() => void child.kill("SIGKILL"))
  )
  const port = yield* Effect.callback<number>((resume) => {
    child.stdout.once("data", (text: Buffer) => resume(Effect.succeed(Number(text.toString().trim()))))
  })
  yield* Effect.acquireRelease(
    Effect.sync(() => Array.from({ length: 4 }, () => connect({ port, host: "127.0.0.1" }).on("error", () => {}))),
    (sockets) =>
      Effect.sync(() => {
        for (const socket of sockets) socket.destroy()
      })
  )
  yield* Effect.promise(() => pause(100))
  return port
})

const withPath = (row: FaultRow, origin: string) => (row.api === "openai-chat" ? `${origin}/v1` : origin)

const elsewhere = (row: FaultRow, origin: string, env: Readonly<Record<string, string>> = {}): FaultServer => ({
  origin,
  baseUrl: withPath(row, origin),
  env,
  requests: [],
  aborted: () => 0,
  written: () => 0
})

/**
 * A server on loopback that speaks one row: the fault `times` times (always where the row does not say), then a good
 * reply. Faults of the network itself (DNS, a hanging connect, proxies) come as an address and variables that have them.
 * Closes with the scope.
 */
export const serveFault = (row: FaultRow): Effect.Effect<FaultServer, never, Scope.Scope> =>
  Effect.gen(function* () {
    if (row.end === "dns failure") return elsewhere(row, "http://no-such-host.invalid")
    if (row.end === "connect hangs") return elsewhere(row, `http://127.0.0.1:${yield* hangingPort}`)
    const proxy = `http://someone:hunter2secret@127.0.0.1:${yield* closedPort}`
    if (row.end.startsWith("HTTPS_PROXY")) {
      return elsewhere(row, "https://model.invalid", { HTTPS_PROXY: proxy })
    }
    const env: Record<string, string> = row.end.startsWith("NO_PROXY")
      ? { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: "127.0.0.1,localhost" }
      : {}
    const times = row.end.startsWith("NO_PROXY") ? 0 : (row.times ?? Number.POSITIVE_INFINITY)
    const requests: Array<SeenRequest> = []
    let aborted = 0
    let written = 0
    const server = createServer((req, res) => {
      const pieces: Array<Buffer> = []
      req.on("data", (piece: Buffer) => pieces.push(piece))
      req.on("end", () => {
        const url = req.url ?? ""
        if (!isModelCall(url)) {
          res.setHeader("content-type", "application/json")
          return res.end(JSON.stringify(facts(url)))
        }
        const socket = res.socket
        const before = socket?.bytesWritten ?? 0
        res.on("close", () => {
          written += (socket?.bytesWritten ?? 0) - before
          if (!res.writableFinished) aborted++
        })
        requests.push({ method: req.method ?? "", url, headers: req.headers, body: Buffer.concat(pieces).toString() })
        if (requests.length <= times) return void answerWithFault(row, res)
        res.writeHead(200, { "content-type": row.api === "ollama" ? "application/x-ndjson" : "text/event-stream" })
        res.end(goodReply[row.api].join(""))
      })
    })
    const origin = `http://127.0.0.1:${yield* listen(server)}`
    return {
      origin,
      baseUrl: withPath(row, origin),
      env,
      requests,
      aborted: () => aborted,
      written: () => written
    }
  })
