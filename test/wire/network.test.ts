import * as tls from "node:tls"
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { makeFetch, type NetworkFacts } from "../../src/layers/network.ts"
import { ConnectionFailed } from "../../src/services/network/ConnectionFailed.ts"
import type { Purpose } from "../../src/services/network/Network.ts"
import { closedPort, hangingPort } from "../layers/faultServer.ts"
import { bodyOf, certificate, serve, serveProxy, serveSecurely } from "../layers/wire.ts"

const make = (facts: Partial<NetworkFacts> = {}, purpose: Purpose = "model") =>
  makeFetch({ env: {}, offline: false, version: "0.0.0", connectLimitMs: 15_000, ...facts })(purpose)

const get = (fetch: typeof globalThis.fetch, url: string, init?: RequestInit) =>
  Effect.tryPromise({ try: () => fetch(url, init), catch: (cause) => cause as ConnectionFailed })

const failure = (fetch: typeof globalThis.fetch, url: string, init?: RequestInit) => Effect.flip(get(fetch, url, init))

const textOf = (response: Response) => Effect.promise(() => response.text())

describe("network: requests and replies", () => {
  it.live("sends method, headers and body, and gives status, headers and body", () =>
    Effect.gen(function* () {
      const server = yield* serve(async (request, response) => {
        const body = await bodyOf(request)
        response.setHeader("x-seen", `${request.method} ${request.url} ${request.headers["x-own"]} ${body}`)
        response.setHeader("set-cookie", ["a=1", "b=2"])
        response.writeHead(418).end('{"answer":42}')
      })
      const response = yield* get(make(), `${server.origin}/a?b=c`, {
        method: "POST",
        headers: { "X-Own": "é?" },
        body: "hi"
      })
      expect(response.status).toBe(418)
      expect(response.ok).toBe(false)
      expect(response.url).toBe(`${server.origin}/a?b=c`)
      expect(response.headers.get("X-Seen")).toContain("POST /a?b=c")
      expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"])
      expect(yield* Effect.promise(() => response.json())).toEqual({ answer: 42 })
    })
  )

  it.live.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync]
  ] as const)("undoes %s", ([encoding, pack]) =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.setHeader("content-encoding", encoding)
        response.end(pack("packed ".repeat(1000)))
      })
      expect(yield* textOf(yield* get(make(), server.origin))).toBe("packed ".repeat(1000))
    })
  )

  it.live("tells a damaged and a cut encoding as a cut, not as a crash", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, response) => {
        response.setHeader("content-encoding", "gzip")
        if (request.url === "/damaged") return response.end("this is no gzip")
        const bytes = gzipSync("packed ".repeat(100_000))
        response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.resetAndDestroy())
      })
      for (const path of ["/damaged", "/cut"]) {
        const response = yield* get(make(), server.origin + path)
        const cause = yield* Effect.flip(Effect.tryPromise({ try: () => response.text(), catch: (cause) => cause }))
        expect(cause).toBeInstanceOf(ConnectionFailed)
        expect(cause).toMatchObject({ problem: "cut" })
      }
    })
  )

  it.live("keeps what came before a connection broke", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        response.write("first", () => setTimeout(() => response.socket?.resetAndDestroy(), 20))
      })
      const response = yield* get(make(), server.origin)
      yield* Effect.sleep(100)
      const reader = response.body?.getReader()
      const first = yield* Effect.promise(async () => reader?.read())
      expect(new TextDecoder().decode(first?.value)).toBe("first")
      const second = yield* Effect.flip(Effect.tryPromise({ try: async () => reader?.read(), catch: (cause) => cause }))
      expect(second).toMatchObject({ problem: "cut" })
    })
  )

  it.live("keeps a connection for the next call, and replaces one that the server closed", () =>
    Effect.gen(function* () {
      let calls = 0
      const server = yield* serve((_, response) => {
        calls++
        if (calls === 3) return void response.socket?.destroy()
        response.end("ok")
      })
      const fetch = make()
      for (let i = 0; i < 2; i++) yield* textOf(yield* get(fetch, server.origin))
      expect(server.connections()).toBe(1)
      expect(yield* textOf(yield* get(fetch, server.origin, { method: "POST", body: "{}" }))).toBe("ok")
      expect(server.connections()).toBe(2)
    })
  )

  it.live("closes the socket when the signal aborts, before and after the headers", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, response) => {
        if (request.url === "/late") response.write("a piece")
      })
      for (const path of ["/silent", "/late"]) {
        const controller = new AbortController()
        const call = get(make(), server.origin + path, { signal: controller.signal }).pipe(Effect.flatMap(textOf))
        setTimeout(() => controller.abort(), 100)
        yield* Effect.exit(call)
        yield* Effect.sleep(50)
        expect(server.open()).toBe(0)
      }
    })
  )
})

describe("network: what goes wrong is named", () => {
  it.live("a name that does not exist, a closed port, a server that hangs up, one that speaks no HTTP", () =>
    Effect.gen(function* () {
      const port = yield* closedPort
      const server = yield* serve((request, response) => {
        if (request.url === "/hangs-up") return void response.socket?.destroy()
        response.socket?.end("no http\r\n\r\n")
      })
      expect(yield* failure(make(), "http://no-such-host.invalid")).toMatchObject({
        problem: "dns",
        host: "no-such-host.invalid"
      })
      expect(yield* failure(make(), `http://127.0.0.1:${port}`)).toMatchObject({ problem: "refused" })
      expect(yield* failure(make(), `${server.origin}/hangs-up`)).toMatchObject({ problem: "reset" })
      expect(yield* failure(make(), `${server.origin}/gibberish`)).toMatchObject({ problem: "protocol" })
      expect(yield* failure(make(), "ftp://a.test/")).toMatchObject({ problem: "address" })
      expect(yield* failure(make(), "no address")).toMatchObject({ problem: "address" })
    })
  )

  it.live("a connection that never stands", () =>
    Effect.gen(function* () {
      const port = yield* hangingPort
      const cause = yield* failure(make({ connectLimitMs: 300 }), `http://127.0.0.1:${port}`)
      expect(cause).toMatchObject({ problem: "timeout" })
      expect(cause.message).toContain(`127.0.0.1:${port}`)
    })
  )

  it.live("a certificate that nobody signed", () =>
    Effect.gen(function* () {
      const server = yield* serveSecurely((_, response) => response.end("secure"))
      expect(yield* failure(make(), server.origin)).toMatchObject({ problem: "tls" })
      const plain = yield* serve((_, response) => response.end("plain"))
      expect(yield* failure(make(), `https://127.0.0.1:${plain.port}`)).toMatchObject({ problem: "protocol" })
    })
  )
})

describe("network: offline", () => {
  it.live("lets this machine through and nothing else", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => response.end("local"))
      const fetch = make({ offline: true })
      expect(yield* textOf(yield* get(fetch, server.origin))).toBe("local")
      const cause = yield* failure(fetch, "https://api.anthropic.com/v1/messages")
      expect(cause).toMatchObject({ problem: "offline", host: "api.anthropic.com" })
      expect(cause.message).toContain("api.anthropic.com")
    })
  )

  it.live("does not leave by a proxy on this machine, nor by a redirect", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => response.writeHead(302, { location: "http://away.test/" }).end())
      const proxy = yield* serveProxy(server.port)
      const proxied = make({ offline: true, env: { HTTP_PROXY: proxy.origin } })
      expect(yield* failure(proxied, "http://away.test/")).toMatchObject({ problem: "offline" })
      expect(proxy.seen).toEqual([])
      const page = make({ offline: true }, "local-fetch")
      expect(yield* failure(page, server.origin)).toMatchObject({ problem: "offline", host: "away.test" })
    })
  )
})

describe("network: pages of the web", () => {
  const inside = (purpose: Purpose, address = "127.0.0.1") => {
    const asked: Array<string> = []
    const fetch = make(
      {
        lookup: (host, options, done) => {
          asked.push(host)
          if (options.all === true) done(null, [{ address, family: 4 }])
          else done(null, address, 4)
        }
      },
      purpose
    )
    return { asked, fetch }
  }

  it.live("are not fetched from a private address that a public name leads to", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => response.end("inside"))
      for (const address of ["127.0.0.1", "10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1%eth0"]) {
        const { asked, fetch } = inside("web-fetch", address)
        const error = yield* failure(fetch, `http://rebound.test:${server.port}`)
        expect([error.problem, error.message]).toEqual([
          "address",
          `The name rebound.test leads to ${address}, an address on this machine or in its network.`
        ])
        expect(asked).toEqual(["rebound.test"])
      }
      const error = yield* failure(make({}, "web-fetch"), server.origin)
      expect(error.problem).toBe("address")
      expect(server.connections()).toBe(0)
    })
  )

  it.live("are fetched from a host that a rule names, wherever it leads", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => response.end("inside"))
      const { fetch } = inside("local-fetch")
      expect(yield* textOf(yield* get(fetch, `http://127.0.0.1:${server.port}`))).toBe("inside")
    })
  )
})

describe("network: redirects", () => {
  it.live("a model call goes to no other origin and keeps its method", () =>
    Effect.gen(function* () {
      const other = yield* serve((_, response) => response.end("other"))
      const server = yield* serve(async (request, response) => {
        const body = await bodyOf(request)
        if (request.url === "/away") return response.writeHead(307, { location: other.origin }).end()
        if (request.url === "/moved") return response.writeHead(302, { location: "/here" }).end()
        if (request.url === "/kept") return response.writeHead(308, { location: "/here" }).end()
        response.end(`${request.method} ${body}`)
      })
      const post = { method: "POST", body: "{}", headers: { authorization: Redacted.value(Redacted.make("Bearer x")) } }
      expect(yield* failure(make(), `${server.origin}/away`, post)).toMatchObject({ problem: "redirect" })
      expect(yield* failure(make(), `${server.origin}/moved`, post)).toMatchObject({ problem: "redirect" })
      expect(yield* textOf(yield* get(make(), `${server.origin}/kept`, post))).toBe("POST {}")
      expect(other.connections()).toBe(0)
    })
  )

  it.live("a page is followed without its secrets, or handed over on request", () =>
    Effect.gen(function* () {
      const other = yield* serve((request, response) =>
        response.end(`${request.method} ${request.headers.authorization}`)
      )
      const server = yield* serve((request, response) => {
        const location = request.url === "/loop" ? "/loop" : other.origin
        response.writeHead(302, { location }).end()
      })
      const fetch = make({}, "local-fetch")
      const init = { headers: { authorization: "Bearer x" } }
      const followed = yield* get(fetch, server.origin, init)
      expect(followed.redirected).toBe(true)
      expect(yield* textOf(followed)).toBe("GET undefined")
      const manual = yield* get(fetch, server.origin, { redirect: "manual" })
      expect([manual.status, manual.headers.get("location")]).toEqual([302, other.origin])
      expect(yield* failure(fetch, server.origin, { redirect: "error" })).toMatchObject({ problem: "redirect" })
      expect(yield* failure(fetch, `${server.origin}/loop`)).toMatchObject({ problem: "redirect" })
    })
  )
})

describe("network: proxies", () => {
  const before = tls.getCACertificates("default")
  beforeAll(() => tls.setDefaultCACertificates([...before, certificate()]))
  afterAll(() => tls.setDefaultCACertificates(before))

  it.live("http goes to the proxy with its whole address and the proxy's login", () =>
    Effect.gen(function* () {
      const server = yield* serve(async (request, response) =>
        response.end(`${request.headers.host} ${await bodyOf(request)}`)
      )
      const proxy = yield* serveProxy(server.port)
      const env = { http_proxy: `http://someone:p%40ss@127.0.0.1:${proxy.port}` }
      const response = yield* get(make({ env }), "http://model.invalid/v1", { method: "POST", body: "hello" })
      expect(yield* textOf(response)).toBe("model.invalid hello")
      const login = `Basic ${Buffer.from("someone:p@ss").toString("base64")}`
      expect(proxy.seen).toEqual([{ method: "POST", url: "http://model.invalid/v1", login }])
    })
  )

  it.live("https goes through a tunnel, which is kept", () =>
    Effect.gen(function* () {
      const server = yield* serveSecurely((request, response) => response.end(`${request.headers.host}`))
      const proxy = yield* serveProxy(server.port)
      const fetch = make({ env: { HTTPS_PROXY: proxy.origin } })
      for (let i = 0; i < 2; i++) {
        expect(yield* textOf(yield* get(fetch, "https://model.invalid/v1"))).toBe("model.invalid")
      }
      expect(proxy.seen.map((one) => `${one.method} ${one.url}`)).toEqual(["CONNECT model.invalid:443"])
    })
  )

  it.live("NO_PROXY goes direct", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => response.end("direct"))
      const env = { HTTP_PROXY: `http://127.0.0.1:${yield* closedPort}`, NO_PROXY: "127.0.0.1,localhost" }
      expect(yield* textOf(yield* get(make({ env }), server.origin))).toBe("direct")
    })
  )

  it.live("a proxy that is down or refuses is named by its variable, without its password", () =>
    Effect.gen(function* () {
      const down = `http://someone:hunter2secret@127.0.0.1:${yield* closedPort}`
      const login = yield* serveProxy(1, 407)
      const refusing = yield* serveProxy(1, 403)
      const cases = [
        [{ HTTPS_PROXY: down }, "https://model.invalid/", "HTTPS_PROXY"],
        [{ HTTP_PROXY: down }, "http://model.invalid/", "HTTP_PROXY"],
        [{ HTTPS_PROXY: login.origin }, "https://model.invalid/", "login"],
        [{ HTTP_PROXY: login.origin }, "http://model.invalid/", "login"],
        [{ HTTPS_PROXY: refusing.origin }, "https://model.invalid/", "403"],
        [{ HTTPS_PROXY: "socks5://127.0.0.1:1" }, "https://model.invalid/", "socks5"]
      ] as const
      for (const [env, url, word] of cases) {
        const cause = yield* failure(make({ env }), url)
        expect(cause).toMatchObject({ problem: "proxy", host: "model.invalid" })
        expect(cause.message).toContain(word)
        expect(JSON.stringify(cause)).not.toContain("hunter2secret")
      }
    })
  )
})
