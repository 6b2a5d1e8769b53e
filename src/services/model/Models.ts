import { Context, Effect, Layer, Semaphore, Stream } from "effect"
import { Host } from "../host/Host.ts"
import { Keys } from "../settings/Keys.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { attempts } from "./attempts.ts"
import { listModels } from "./listModels.ts"
import type { ModelFault } from "./ModelFault.ts"
import type { ModelInfo, ModelRequest, Provider } from "./Provider.ts"
import { Providers } from "./Providers.ts"
import { makeResolve } from "./resolve.ts"
import type { ModelSignal } from "./signal.ts"

export type { ModelSignal } from "./signal.ts"

/** Parts that may wait for a slow reader before the wire is held back. */
const ahead = 4_096

/** Which model, what it can and costs, and its replies with retries and fallback. */
export class Models extends Context.Service<
  Models,
  {
    /** The model of a reference, or of settings, or of what is there; the error names the ways on. */
    readonly resolve: (reference: string | undefined) => Effect.Effect<ModelInfo, ModelFault>
    /** Where its key comes from (`none` for local ones). */
    readonly keySource: (model: ModelInfo) => Effect.Effect<string>
    /** All models of all providers that answer, and why others did not. */
    readonly list: Effect.Effect<{
      readonly models: ReadonlyArray<ModelInfo>
      readonly unavailable: ReadonlyArray<{ readonly provider: string; readonly reason: string }>
    }>
    /**
     * One reply: retried before its first part (408, 409, 429, 5xx, 529, connection), then handed to the fallback models.
     * After the first part nothing is repeated: a cut fails with kind `cut` and the caller keeps what came.
     * The last signal of a whole reply is its `finish`; notices about it come before.
     */
    readonly stream: (request: ModelRequest) => Stream.Stream<ModelSignal, ModelFault>
  }
>()("coderx/model/Models") {
  static readonly layer = Layer.effect(
    Models,
    Effect.gen(function* () {
      const providers = yield* Providers
      const keys = yield* Keys
      const { values } = yield* Settings
      const flags = yield* RunFlags
      const host = yield* Host
      const resolve = makeResolve({ providers, keys, values, flags })
      const told = new Set<string>()
      const renewing = yield* Semaphore.make(1)
      let renewals = 0

      /** Two requests that failed with the same old key renew it once. */
      const renew = (provider: Provider): Effect.Effect<boolean> => {
        if (provider.renewKey === undefined) return Effect.succeed(false)
        const before = renewals
        const renewKey = Effect.tap(provider.renewKey, (done) => Effect.sync(() => void (done && renewals++)))
        return Semaphore.withPermit(
          renewing,
          Effect.suspend(() => (renewals > before ? Effect.succeed(true) : renewKey))
        )
      }

      const fallbacks = flags.fallbackModels ?? values.fallbackModels
      const stream = (request: ModelRequest): Stream.Stream<ModelSignal, ModelFault> =>
        Stream.callback<ModelSignal, ModelFault>(
          (signals) =>
            attempts(
              {
                provider: providers.get,
                fallbacks: fallbacks.map((name) => resolve(name)),
                idleTimeoutMs: values.idleTimeoutMs,
                maxRetries: values.maxRetries,
                timeZone: () => host.timeZone,
                renew,
                firstTime: (text) => !told.has(text) && told.add(text).size > 0
              },
              request,
              signals
            ),
          { bufferSize: ahead, strategy: "suspend" }
        )

      return Models.of({
        resolve,
        keySource: (model) =>
          providers.get(model.provider).pipe(
            Effect.flatMap((provider) => provider.keySource),
            Effect.map((source) => source ?? "none"),
            Effect.catch(() => Effect.succeed("none"))
          ),
        list: listModels(providers),
        stream
      })
    })
  )
}
