import { Effect, Layer } from "effect"
import type { Host } from "../../services/host/Host.ts"
import { ModelFault } from "../../services/model/ModelFault.ts"
import type { Provider } from "../../services/model/Provider.ts"
import { Providers } from "../../services/model/Providers.ts"
import type { Network } from "../../services/network/Network.ts"
import type { Keys } from "../../services/settings/Keys.ts"
import { Settings } from "../../services/settings/Settings.ts"
import { type OpenAiRow, rowsOf } from "./openaiCompatible/rows.ts"

type Needs = Keys | Settings | Network | Host

/** How a provider is had; its module, with the vendor's SDK, is loaded when this runs. */
type Maker = Effect.Effect<Provider, never, Needs>

const anthropic: Maker = Effect.flatMap(
  Effect.promise(() => import("./anthropic.ts")),
  (module) => module.make
)
const ollama: Maker = Effect.flatMap(
  Effect.promise(() => import("./ollama.ts")),
  (module) => module.make
)
const compatible = (row: OpenAiRow): Maker =>
  Effect.flatMap(
    Effect.promise(() => import("./openaiCompatible.ts")),
    (module) => module.make(row)
  )

/** A vendor with an SDK of its own is one line here, one that speaks Chat Completions one row of `openaiRows`. */
const makersOf = (rows: ReadonlyArray<OpenAiRow>): ReadonlyMap<string, Maker> =>
  new Map([
    ["anthropic", anthropic],
    ...rows.slice(0, 1).map((row) => [row.id, compatible(row)] as const),
    ["ollama", ollama],
    ...rows.slice(1).map((row) => [row.id, compatible(row)] as const)
  ])

/** All providers: the vendors, the rows of data, and the rows of the settings. Building it loads and asks nothing. */
export const layer: Layer.Layer<Providers, never, Needs> = Layer.effect(
  Providers,
  Effect.gen(function* () {
    const services = yield* Effect.context<Needs>()
    const { values } = yield* Settings
    const makers = makersOf(rowsOf(values.providers))
    const ids = [...makers.keys()]
    const built = new Map<string, Effect.Effect<Provider>>()
    return Providers.of({
      ids,
      get: Effect.fn("Providers.get")(function* (id) {
        const known = built.get(id)
        if (known !== undefined) return yield* known
        const maker = makers.get(id)
        if (maker === undefined) {
          return yield* new ModelFault({
            kind: "model-missing",
            provider: id,
            message: `There is no provider ${id}. There are: ${ids.join(", ")}.`,
            hint: "A server of your own is added in the settings, under providers."
          })
        }
        const once = yield* Effect.cached(Effect.provideContext(maker, services))
        built.set(id, once)
        return yield* once
      })
    })
  })
)
