import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeFetch } from "../../src/layers/network.ts"
import { bodyOf, serve } from "../layers/wire.ts"

const fetch = makeFetch({ env: {}, offline: false, version: "0.0.0", connectLimitMs: 15_000 })("local-fetch")

/** Answers with the request's own type and body. */
const echo = serve(async (request, response) => {
  const body = await bodyOf(request)
  response.setHeader("content-type", request.headers["content-type"] ?? "text/plain")
  response.end(request.method === "GET" ? "text é" : body)
})

const at = <A>(use: (origin: string) => Promise<A>) =>
  Effect.flatMap(echo, (server) => Effect.promise(() => use(server.origin)))

describe("a reply, as the platform's own would be", () => {
  it.live("reads as text, JSON, bytes and blob", () =>
    at(async (origin) => {
      expect(await (await fetch(origin)).text()).toBe("text é")
      expect(await (await fetch(origin, { method: "POST", body: '{"a":1}' })).json()).toEqual({ a: 1 })
      expect([...(await (await fetch(origin, { method: "POST", body: new Uint8Array([1, 2]) })).bytes())]).toEqual([
        1, 2
      ])
      expect((await (await fetch(origin)).arrayBuffer()).byteLength).toBe(7)
      const blob = await (await fetch(origin)).blob()
      expect([blob.type, await blob.text()]).toEqual(["text/plain", "text é"])
    })
  )

  it.live("is copied, and read once", () =>
    at(async (origin) => {
      const response = await fetch(origin)
      const copy = response.clone()
      expect([response.bodyUsed, await response.text(), response.bodyUsed]).toEqual([false, "text é", true])
      expect(await copy.text()).toBe("text é")
      expect(() => response.clone()).toThrow(TypeError)
      await expect(response.text()).rejects.toThrow(TypeError)
    })
  )

  it.live("sends forms, parameters, streams and requests", () =>
    at(async (origin) => {
      const form = new FormData()
      form.set("name", "value")
      const parameters = new URLSearchParams({ a: "b c" })
      expect((await (await fetch(origin, { method: "POST", body: form })).formData()).get("name")).toBe("value")
      expect(await (await fetch(origin, { method: "POST", body: parameters })).text()).toBe("a=b+c")
      const stream = new Response("streamed").body
      expect(await (await fetch(origin, { method: "POST", body: stream, duplex: "half" })).text()).toBe("streamed")
      const request = new Request(origin, { method: "PUT", body: "asked", headers: { "content-type": "text/x" } })
      const response = await fetch(request)
      expect([await response.text(), response.headers.get("content-type")]).toEqual(["asked", "text/x"])
    })
  )

  it.live("has no body where HTTP has none", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, response) => {
        response.writeHead(request.url === "/none" ? 204 : 200, { "content-length": request.url === "/none" ? 0 : 5 })
        response.end()
      })
      const empty = yield* Effect.promise(() => fetch(`${server.origin}/none`))
      expect([empty.status, empty.body, yield* Effect.promise(() => empty.text())]).toEqual([204, null, ""])
      const head = yield* Effect.promise(() => fetch(server.origin, { method: "HEAD" }))
      expect([head.body, head.headers.get("content-length")]).toEqual([null, "5"])
    })
  )

  it.live("holds little of a body that nobody reads", () =>
    Effect.gen(function* () {
      let written = 0
      const server = yield* serve((_, response) => {
        const piece = Buffer.alloc(1 << 16)
        const more = () => {
          while (written < 1 << 28 && !response.destroyed) {
            written += piece.length
            if (!response.write(piece)) return void response.once("drain", more)
          }
        }
        more()
      })
      const response = yield* Effect.promise(() => fetch(server.origin))
      const reader = response.body?.getReader()
      yield* Effect.promise(async () => reader?.read())
      yield* Effect.sleep(300)
      expect(written).toBeLessThan(1 << 26)
      yield* Effect.promise(async () => reader?.cancel())
      yield* Effect.sleep(50)
      expect(server.open()).toBe(0)
    })
  )
})
