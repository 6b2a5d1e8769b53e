import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders, RequestOptions } from "node:http"
import * as http from "node:http"
import * as https from "node:https"
import type { LookupFunction, Socket } from "node:net"
import { bareHost, type Route } from "../../services/network/route.ts"
import { connectTooSlow, explain, proxyFailed } from "./failures.ts"

/** One request, ready to be sent. */
export interface Call {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  readonly signal: AbortSignal | undefined
  /** Resolves the name in place of the platform. Such a call has a connection of its own. */
  readonly lookup?: LookupFunction
  /** Is told the socket that carries it. */
  readonly uses?: (socket: Socket) => void
}

/** Sends one request; a redirect is an answer like any other. Rejects with `ConnectionFailed` or the signal's reason. */
export type Exchange = (call: Call, route: Route) => Promise<IncomingMessage>

const loginOf = (proxy: URL): string | undefined =>
  proxy.username === "" && proxy.password === ""
    ? undefined
    : `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString("base64")}`

const portOf = (url: URL): string => url.port || (url.protocol === "https:" ? "443" : "80")

/** Where to connect and what to ask there. A proxied `http:` request goes to the proxy with its whole address. */
const optionsOf = (call: Call, route: Route, agent: Agent | false): RequestOptions => {
  const plainProxy = route._tag === "Proxied" && call.url.protocol === "http:" ? route.proxy : undefined
  const at = plainProxy ?? call.url
  const headers: OutgoingHttpHeaders = { ...call.headers }
  const login = plainProxy === undefined ? undefined : loginOf(plainProxy)
  if (plainProxy !== undefined) headers["host"] = call.url.host
  if (login !== undefined) headers["proxy-authorization"] = login
  const path = `${call.url.pathname}${call.url.search}`
  return {
    protocol: at.protocol,
    hostname: bareHost(at),
    port: portOf(at),
    path: plainProxy === undefined ? path : `${call.url.protocol}//${call.url.host}${path}`,
    method: call.method,
    headers,
    agent,
    ...(call.lookup === undefined || plainProxy !== undefined ? {} : { lookup: call.lookup })
  }
}

/**
 * Makes the one function that opens sockets. Connections are kept alive for the next call; one that the server closed
 * meanwhile is replaced once, as long as no byte of an answer has come.
 */
export const makeExchange = (connectLimitMs: number): Exchange => {
  const kept = { keepAlive: true, maxSockets: 64 }
  let plain: Agent | undefined
  let secure: Agent | undefined
  const tunnels = new Map<string, Agent>()

  // The build turns `http.` into a late lookup, which `new` would bind to: the classes are named first.
  const plainAgent = (): Agent => {
    const Plain = http.Agent
    plain ??= new Plain(kept)
    return plain
  }
  const secureAgent = (): Agent => {
    const Secure = https.Agent
    secure ??= new Secure(kept)
    return secure
  }

  const agentFor = async (call: Call, route: Route): Promise<Agent> => {
    if (call.url.protocol === "http:") {
      return route._tag === "Proxied" && route.proxy.protocol === "https:" ? secureAgent() : plainAgent()
    }
    if (route._tag !== "Proxied") return secureAgent()
    const known = tunnels.get(route.proxy.href)
    if (known !== undefined) return known
    const { HttpsProxyAgent } = await import("https-proxy-agent")
    const tunnel = new HttpsProxyAgent(route.proxy, kept)
    tunnels.set(route.proxy.href, tunnel)
    return tunnel
  }

  const send = (call: Call, route: Route, agent: Agent | false, again = false): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const secureSocket = call.url.protocol === "https:"
      const tunnelled = route._tag === "Proxied" && secureSocket
      let beforeProxy = route._tag === "Proxied"
      let answer: IncomingMessage | undefined
      const options = optionsOf(call, route, agent)
      const request: ClientRequest = options.protocol === "https:" ? https.request(options) : http.request(options)
      const limit = setTimeout(() => request.destroy(connectTooSlow(call.url, route, connectLimitMs)), connectLimitMs)
      const connected = () => clearTimeout(limit)
      // Once there is an answer its socket may belong to the next call: only the answer is given up.
      const abort = () => {
        if (answer === undefined) request.destroy(new Error("aborted"))
        else answer.destroy()
      }
      const settle = () => {
        clearTimeout(limit)
        if (answer === undefined) call.signal?.removeEventListener("abort", abort)
      }
      call.signal?.addEventListener("abort", abort, { once: true })
      request.on("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => {
        beforeProxy = false
        if (statusCode === 200) return
        const asks = statusCode === 407 ? "asks for a login (407)" : `refused the connection (${statusCode})`
        request.destroy(proxyFailed(call.url, route, asks))
      })
      request.on("socket", (socket) => {
        call.uses?.(socket)
        if (request.reusedSocket) return connected()
        socket.once(options.protocol === "https:" ? "secureConnect" : "connect", () => {
          if (!tunnelled) beforeProxy = false
          connected()
        })
      })
      request.on("error", (cause) => {
        settle()
        if (call.signal?.aborted) return reject(call.signal.reason)
        const closed = "code" in cause && (cause.code === "ECONNRESET" || cause.code === "EPIPE")
        if (request.reusedSocket && answer === undefined && !again && closed) {
          return resolve(send(call, route, tunnelled ? agent : false, true))
        }
        reject(explain(cause, call.url, route, answer !== undefined, beforeProxy))
      })
      request.on("response", (response) => {
        answer = response
        settle()
        // An abort after the headers ends the body; without a listener its error would end the process.
        response.on("error", () => undefined)
        response.on("close", () => call.signal?.removeEventListener("abort", abort))
        if (response.statusCode === 407 && route._tag === "Proxied" && !tunnelled) {
          response.destroy()
          return reject(proxyFailed(call.url, route, "asks for a login (407)"))
        }
        resolve(response)
      })
      request.end(call.body)
    })

  return async (call, route) => {
    if (call.signal?.aborted) throw call.signal.reason
    const alone = call.lookup !== undefined && route._tag === "Direct"
    return send(call, route, alone ? false : await agentFor(call, route))
  }
}
