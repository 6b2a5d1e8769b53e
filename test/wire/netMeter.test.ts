import * as tls from "node:tls"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeFetch } from "../../src/layers/network.ts"
import { makeMeter } from "../../src/layers/network/meter.ts"
import type { NetTraffic } from "../../src/services/network/netEntry.ts"
import type { Purpose } from "../../src/services/network/Network.ts"
import { closedPort } from "../layers/faultServer.ts"
import { bodyOf, certificate, serve, serveProxy, serveSecurely } from "../layers/wire.ts"

const world = (env: Record<string, string> = {}, offline = false) => {
  const told: Array<NetTraffic> = []
  const meter = makeMeter((traffic) => void told.push(traffic))
  const fetch = makeFetch({ env, offline, version: "0", connectLimitMs: 15_000, meter })
  const go = (url: string, init?: RequestInit, purpose: Purpose = "model") =>
    Effect.promise(async () => {
      try {
        const response = await fetch(purpose)(url, init)
        return (await response.text()).length
      } catch {
        return -1
      }
    })
  return { told, meter, fetch, go }
}

/** The end of a response is told one step after its last byte. */
const settled = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 30)))

describe("every connection is counted", () => {
  it.live("with host, purpose and bytes, one entry a request, on kept connections too", () =>
    Effect.gen(function* () {
      const server = yield* serve(async (request, response) => {
        const body = await bodyOf(request)
        response.end("x".repeat(body.length * 2))
      })
      const { go, told } = world()
      const secret = "key-that-is-secret"
      for (const length of [1000, 20_000]) {
        yield* go(`${server.origin}/path/${secret}?token=${secret}`, {
          method: "POST",
          headers: { authorization: secret },
          body: "b".repeat(length)
        })
        yield* settled
      }
      expect(told.map(({ host, outcome, purpose, status }) => [host, purpose, status, outcome])).toEqual(
        [1, 2].map(() => [new URL(server.origin).host, "model", 200, "done"])
      )
      expect(told[0]?.sent).toBeGreaterThan(1000)
      expect(told[0]?.sent).toBeLessThan(2000)
      expect(told[1]?.sent).toBeGreaterThan(20_000)
      expect(told[1]?.received).toBeGreaterThan(40_000)
      expect(told[1]?.received).toBeLessThan(42_000)
      expect(told[0]?.address).toBe("127.0.0.1")
      expect(JSON.stringify(told)).not.toMatch(/secret|path|token/)
    })
  )

  it.live("also where it failed, was refused, or broke off", () =>
    Effect.gen(function* () {
      const port = yield* closedPort
      const cut = yield* serve((_, response) => {
        response.writeHead(200, { "content-length": "100" })
        response.write("half")
        setTimeout(() => response.destroy(), 20)
      })
      const { go, told } = world()
      yield* go(`http://127.0.0.1:${port}/`, { method: "POST", body: "never sent" })
      expect(told[0]).toMatchObject({ sent: 0, received: 0 })
      yield* go(cut.origin)
      yield* settled
      const away = world({}, true)
      yield* away.go("https://api.example/x", undefined, "web-fetch")
      expect([...told, ...away.told].map(({ outcome }) => outcome)).toEqual(["refused", "cut", "offline"])
      expect(away.told[0]).toMatchObject({ host: "api.example:443", purpose: "web-fetch", sent: 0, received: 0 })
    })
  )

  it.live("through a proxy by the host that was asked for", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => void response.end("ok"))
      const proxy = yield* serveProxy(Number(new URL(server.origin).port))
      const { go, told } = world({ http_proxy: proxy.origin })
      yield* go(server.origin)
      yield* settled
      expect(told[0]).toMatchObject({ host: new URL(server.origin).host, via: new URL(proxy.origin).host })
    })
  )

  it.live("over TLS, straight and in a tunnel: what was carried, not what was meant", () =>
    Effect.gen(function* () {
      const before = tls.getCACertificates("default")
      tls.setDefaultCACertificates([...before, certificate()])
      const server = yield* serveSecurely((_, response) => void response.end("y".repeat(50_000)))
      const proxy = yield* serveProxy(server.port)
      for (const env of [{}, { https_proxy: proxy.origin }]) {
        const { go, told } = world(env)
        expect(yield* go(`https://localhost:${server.port}/`, { method: "POST", body: "b".repeat(10_000) })).toBe(
          50_000
        )
        yield* settled
        expect(told[0]?.sent).toBeGreaterThan(10_000)
        expect(told[0]?.received).toBeGreaterThan(50_000)
        expect(told[0]?.received).toBeLessThan(60_000)
      }
      tls.setDefaultCACertificates(before)
    })
  )

  it.live("one entry a hop, and those that are open at the end", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, response) => {
        if (request.url === "/a") response.writeHead(302, { location: "/b" }).end()
        else if (request.url === "/b") response.end("done")
        else response.write("never ends")
      })
      const { fetch, go, meter, told } = world()
      yield* go(`${server.origin}/a`, undefined, "local-fetch")
      yield* settled
      expect(told.map(({ status }) => status)).toEqual([302, 200])
      yield* Effect.promise(() => fetch("model")(`${server.origin}/c`))
      meter.close()
      expect(told[2]).toMatchObject({ outcome: "cut", status: 200 })
    })
  )
})
