import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http"
import { createServer as createSecureServer } from "node:https"
import { type AddressInfo, connect, type Server, type Socket } from "node:net"
import { Effect, type Scope } from "effect"

/** A server of a test on loopback, closed with all its sockets when the scope ends. */
export interface LoopbackServer {
  readonly origin: string
  readonly port: number
  /** Connections made to it so far. */
  readonly connections: () => number
  /** Connections open now. */
  readonly open: () => number
}

const data = (name: string) => readFileSync(new URL(`../data/tls/${name}`, import.meta.url))

export const certificate = (): string => data("cert.pem").toString()

const listen = (server: Server, scheme: string): Effect.Effect<LoopbackServer, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<LoopbackServer & { readonly sockets: Set<Socket> }>((resume) => {
      const sockets = new Set<Socket>()
      let connections = 0
      server.on("connection", (socket) => {
        connections++
        sockets.add(socket)
        socket.on("close", () => sockets.delete(socket))
        socket.on("error", () => undefined)
      })
      server.listen(0, "127.0.0.1", () => {
        const port = (server.address() as AddressInfo).port
        const origin = `${scheme}://127.0.0.1:${port}`
        resume(Effect.succeed({ origin, port, sockets, connections: () => connections, open: () => sockets.size }))
      })
    }),
    ({ sockets }) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        for (const socket of sockets) socket.destroy()
      })
  )

export const serve = (answer: RequestListener): Effect.Effect<LoopbackServer, never, Scope.Scope> =>
  Effect.suspend(() => listen(createServer(answer), "http"))

export const serveSecurely = (answer: RequestListener): Effect.Effect<LoopbackServer, never, Scope.Scope> =>
  Effect.suspend(() => listen(createSecureServer({ key: data("key.pem"), cert: data("cert.pem") }, answer), "https"))

/** The whole body of a request. */
export const bodyOf = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve) => {
    const pieces: Array<Buffer> = []
    request.on("data", (piece: Buffer) => pieces.push(piece))
    request.on("end", () => resolve(Buffer.concat(pieces).toString()))
  })

export interface SeenByProxy {
  readonly method: string
  readonly url: string
  readonly login: string | undefined
}

/**
 * A proxy that sends everything to one port on loopback, whatever host was asked for: CONNECT tunnels and plain requests with
 * a whole address. `status` other than 200 refuses.
 */
export const serveProxy = (to: number, status = 200) =>
  Effect.gen(function* () {
    const seen: Array<SeenByProxy> = []
    const note = (request: IncomingMessage) =>
      seen.push({ method: request.method ?? "", url: request.url ?? "", login: request.headers["proxy-authorization"] })
    const server = createServer((request, response: ServerResponse) => {
      note(request)
      if (status !== 200) return response.writeHead(status).end()
      const upstream = connect(to, "127.0.0.1")
      upstream.on("error", () => response.destroy())
      const path = new URL(request.url ?? "").pathname
      const headers = request.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []))
      upstream.write(`${request.method} ${path} HTTP/1.1\r\n${headers.join("\r\n")}\r\nconnection: close\r\n\r\n`)
      request.pipe(upstream, { end: false })
      if (response.socket) upstream.pipe(response.socket)
    })
    server.on("connect", (request: IncomingMessage, socket: Socket) => {
      note(request)
      socket.on("error", () => undefined)
      if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      const upstream = connect(to, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
        upstream.pipe(socket)
        socket.pipe(upstream)
      })
      upstream.on("error", () => socket.destroy())
    })
    return { ...(yield* listen(server, "http")), seen }
  })

export interface SeenCall {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage["headers"]
  /** The body as it came. */
  readonly text: string
  readonly body: Record<string, unknown>
}

/** Answers the paths given, each with its texts in turn (the last one again and again); keeps what was asked. */
export const serveScript = (script: Readonly<Record<string, string | ReadonlyArray<string>>>) =>
  Effect.gen(function* () {
    const calls: Array<SeenCall> = []
    const server = yield* serve(async (request, response) => {
      const path = request.url ?? ""
      const text = await bodyOf(request)
      calls.push({
        method: request.method ?? "",
        path,
        headers: request.headers,
        text,
        body: text === "" ? {} : JSON.parse(text)
      })
      const answers = script[path.split("?")[0] ?? ""]
      if (answers === undefined) return response.writeHead(404, { "content-type": "application/json" }).end("{}")
      const turn = calls.filter((call) => call.path === path).length - 1
      const answer = typeof answers === "string" ? answers : (answers[Math.min(turn, answers.length - 1)] ?? "")
      response.setHeader("content-type", answer.startsWith("{") ? "application/json" : "text/event-stream")
      response.end(answer)
    })
    return { ...server, calls }
  })

/** Events as the Messages API writes them. */
export const anthropicEvents = (events: ReadonlyArray<{ readonly type: string }>): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("")

/** Chunks as Chat Completions writes them, with the end mark. */
export const chatChunks = (chunks: ReadonlyArray<unknown>): string =>
  `${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("")}data: [DONE]\n\n`

/** Lines as Ollama writes them. */
export const ollamaLines = (lines: ReadonlyArray<unknown>): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("")
