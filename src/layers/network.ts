import type { IncomingMessage } from "node:http"
import type { LookupFunction } from "node:net"
import type { Readable } from "node:stream"
import * as zlib from "node:zlib"
import { Effect, Layer } from "effect"
import { Host } from "../services/host/Host.ts"
import { ConnectionFailed } from "../services/network/ConnectionFailed.ts"
import { isAddress, isPrivateAddress } from "../services/network/privateAddress.ts"
import { NetLog } from "../services/network/NetLog.ts"
import { Network, type Purpose } from "../services/network/Network.ts"
import { bareHost, isLoopback, type Route, routeOf } from "../services/network/route.ts"
import { RunFlags } from "../services/settings/RunFlags.ts"
import { Settings } from "../services/settings/Settings.ts"
import { type Call, type Exchange, makeExchange } from "./network/exchange.ts"
import { explain, offline, proxyFailed, redirected } from "./network/failures.ts"
import { leadsInside, publicLookup } from "./network/publicLookup.ts"
import { makeMeter, type Meter } from "./network/meter.ts"
import { LightHeaders, useLightHeaders } from "./network/lightHeaders.ts"
import { WireResponse } from "./network/wireResponse.ts"

/** Milliseconds within which a connection must stand, TLS and proxy included. */
const connectLimitMs = 15_000
const longestRedirect = 10

type Fetch = typeof globalThis.fetch

/** What the network layer reads of the run. */
export interface NetworkFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly offline: boolean
  readonly version: string
  readonly connectLimitMs: number
  /** Resolves names, in place of the platform. */
  readonly lookup?: LookupFunction
  /** Is told of every connection, when it is over. */
  readonly meter?: Meter
}

const isOn = (text: string | undefined): boolean => text !== undefined && !/^(|0|false|no|off)$/i.test(text.trim())

const sizeOf = async (body: RequestInit["body"]): Promise<Pick<Call, "body"> & { readonly type?: string }> => {
  if (body === undefined || body === null) return { body: undefined }
  if (typeof body === "string" || body instanceof Uint8Array) return { body }
  if (body instanceof ArrayBuffer) return { body: new Uint8Array(body) }
  if (body instanceof URLSearchParams) {
    return { body: body.toString(), type: "application/x-www-form-urlencoded;charset=UTF-8" }
  }
  const whole = new Response(body)
  const type = whole.headers.get("content-type")
  return { body: new Uint8Array(await whole.arrayBuffer()), ...(type === null ? {} : { type }) }
}

const urlOf = (input: string | URL): URL => {
  if (!URL.canParse(String(input))) {
    throw new ConnectionFailed({ problem: "address", host: "", message: `"${String(input)}" is not a web address.` })
  }
  const url = new URL(String(input))
  if (url.protocol === "http:" || url.protocol === "https:") return url
  throw new ConnectionFailed({
    problem: "address",
    host: url.host,
    message: `"${url.protocol}//" is not an address that can be fetched: http and https can.`
  })
}

const callOf = async (
  purpose: Purpose,
  version: string,
  input: Parameters<Fetch>[0],
  init?: RequestInit
): Promise<Call> => {
  const asked = typeof input === "string" || input instanceof URL ? undefined : input
  const headers = new LightHeaders(init?.headers ?? asked?.headers)
  const bytes = init?.body ?? (asked?.body === null || asked === undefined ? undefined : await asked.arrayBuffer())
  const { body, type } = await sizeOf(bytes)
  if (type !== undefined && !headers.has("content-type")) headers.set("content-type", type)
  if (!headers.has("accept")) headers.set("accept", "*/*")
  if (!headers.has("user-agent")) headers.set("user-agent", `coderx/${version}`)
  // A model's stream is wanted as it is written; a page is better small.
  if (purpose !== "model" && !headers.has("accept-encoding")) headers.set("accept-encoding", "gzip, deflate, br")
  return {
    url: urlOf(asked === undefined ? String(input) : asked.url),
    method: (init?.method ?? asked?.method ?? "GET").toUpperCase(),
    headers: Object.fromEntries(headers),
    body,
    signal: init?.signal ?? asked?.signal ?? undefined
  }
}

/** The body with its content-encoding undone. Damage to it becomes an error of the body. */
const decoded = (response: IncomingMessage): Readable => {
  const encoding = response.headers["content-encoding"]?.trim().toLowerCase()
  const decoder =
    encoding === "gzip" || encoding === "x-gzip"
      ? zlib.createGunzip()
      : encoding === "deflate"
        ? zlib.createInflate()
        : encoding === "br"
          ? zlib.createBrotliDecompress()
          : undefined
  if (decoder === undefined) return response
  response.on("error", (cause) => decoder.destroy(cause))
  response.on("close", () => {
    if (!response.complete) decoder.destroy(new Error("closed before its end"))
  })
  decoder.on("error", () => response.destroy())
  decoder.on("close", () => {
    if (!response.complete) response.destroy()
  })
  return response.pipe(decoder)
}

const responseOf = (response: IncomingMessage, call: Call, route: Route, hops: number): Response => {
  const status = response.statusCode ?? 0
  const headers = new LightHeaders()
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
    headers.append(response.rawHeaders[i] ?? "", response.rawHeaders[i + 1] ?? "")
  }
  const bodyless = call.method === "HEAD" || status === 204 || status === 304
  if (bodyless) response.resume()
  return new WireResponse({
    url: call.url.href,
    status,
    statusText: response.statusMessage ?? "",
    headers,
    redirected: hops > 0,
    stream: bodyless ? undefined : decoded(response),
    failure: (cause) => (call.signal?.aborted ? call.signal.reason : explain(cause, call.url, route, true, false))
  })
}

const secretHeaders = new Set(["authorization", "cookie", "proxy-authorization", "x-api-key"])

/** The call that a redirect asks for; a secret does not go to another origin, nor does any model call. */
const follow = (call: Call, status: number, location: string, purpose: Purpose): Call => {
  const url = URL.canParse(location, call.url.href) ? new URL(location, call.url.href) : undefined
  if (url === undefined) throw redirected(call.url, JSON.stringify(location.slice(0, 200)))
  const elsewhere = url.origin !== call.url.origin
  const dropsBody = status === 303 || ((status === 301 || status === 302) && call.method === "POST")
  if (purpose === "model" && (elsewhere || dropsBody)) throw redirected(call.url, url.origin + url.pathname)
  const kept = Object.entries(call.headers).filter(
    ([name]) => !(elsewhere && secretHeaders.has(name)) && !(dropsBody && name.startsWith("content-"))
  )
  return {
    ...call,
    url: urlOf(url),
    method: dropsBody ? "GET" : call.method,
    body: dropsBody ? undefined : call.body,
    headers: Object.fromEntries(kept)
  }
}

/** The `fetch` of the whole program, made from facts. */
export const makeFetch = (facts: NetworkFacts): ((purpose: Purpose) => Fetch) => {
  useLightHeaders()
  let exchange: Exchange | undefined
  /** For pages: public addresses only, by the lookup of names, which addresses do not go through. */
  const guarded = (call: Call): Call => {
    const host = bareHost(call.url)
    if (!isAddress(host)) return { ...call, lookup: publicLookup(facts.lookup) }
    if (isPrivateAddress(host)) throw leadsInside(host, host)
    return call
  }
  const step = async (
    call: Call,
    purpose: Purpose
  ): Promise<{ readonly response: IncomingMessage; readonly route: Route }> => {
    const route = routeOf(call.url, facts.env)
    const measurement = facts.meter?.begin(call.url, purpose, route)
    try {
      const response = await sent(measurement === undefined ? call : { ...call, uses: measurement.uses }, route)
      measurement?.answered(response)
      return { response, route }
    } catch (cause) {
      measurement?.failed(cause)
      throw cause
    }
  }
  const sent = async (call: Call, route: Route): Promise<IncomingMessage> => {
    if (facts.offline && !isLoopback(bareHost(call.url))) throw offline(call.url)
    if (route._tag === "BadProxy") throw proxyFailed(call.url, route, route.reason)
    if (facts.offline && route._tag === "Proxied" && !isLoopback(bareHost(route.proxy))) throw offline(route.proxy)
    exchange ??= makeExchange(facts.connectLimitMs)
    return exchange(call, route)
  }
  return (purpose) => async (input, init) => {
    let call = await callOf(purpose, facts.version, input, init)
    for (let hops = 0; ; hops++) {
      const { response, route } = await step(purpose === "web-fetch" ? guarded(call) : call, purpose)
      const location = response.headers.location
      const status = response.statusCode ?? 0
      const moved = [301, 302, 303, 307, 308].includes(status) && location !== undefined
      if (!moved || init?.redirect === "manual") return responseOf(response, call, route, hops)
      response.destroy()
      if (init?.redirect === "error" || hops === longestRedirect)
        throw redirected(call.url, "another address once more")
      call = follow(call, status, location, purpose)
    }
  }
}

/** The one place that opens connections. Reads the environment, the flags and the settings; nothing is opened by building it. */
export const layer: Layer.Layer<Network, never, Host | NetLog | Settings> = Layer.effect(
  Network,
  Effect.gen(function* () {
    const host = yield* Host
    const flags = yield* RunFlags
    const settings = yield* Settings
    const meter = makeMeter((yield* NetLog).record)
    yield* Effect.addFinalizer(() => Effect.sync(meter.close))
    const limit = Number(host.env["CODERX_CONNECT_TIMEOUT_MS"])
    const fetch = makeFetch({
      env: host.env,
      offline: flags.offline === true || settings.values.offline || isOn(host.env["CODERX_OFFLINE"]),
      version: host.version,
      connectLimitMs: limit > 0 ? limit : connectLimitMs,
      meter
    })
    return Network.of({ fetch })
  })
)
