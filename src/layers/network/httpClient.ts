import { Effect, Layer } from "effect"
import type { HttpClient } from "effect/http/HttpClient"
import { Network } from "../../services/network/Network.ts"

/**
 * Effect's HTTP client on the network's one road, for pages. A redirect is handed over as an answer: where it leads has to be
 * allowed first. Loaded when the layer is built, so build it where it is used, not at start.
 */
export const layer: Layer.Layer<HttpClient, never, Network> = Layer.unwrap(
  Effect.gen(function* () {
    const network = yield* Network
    const client = yield* Effect.promise(() => import("effect/http/FetchHttpClient"))
    return client.layer.pipe(
      Layer.provide(Layer.succeed(client.Fetch, network.fetch("catalogue"))),
      Layer.provide(Layer.succeed(client.RequestInit, { redirect: "manual" }))
    )
  })
)
