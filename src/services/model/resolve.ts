import { Effect, Option } from "effect"
import * as ModelRef from "../domain/ModelRef.ts"
import type { Keys } from "../settings/Keys.ts"
import type { RunFlagValues } from "../settings/RunFlags.ts"
import type { SettingsValues } from "../settings/Settings.ts"
import { assumed, type Catalogue, loadCatalogue } from "./catalogue.ts"
import { enrich } from "./listModels.ts"
import { ModelFault } from "./ModelFault.ts"
import type { ModelInfo, Provider } from "./Provider.ts"
import type { Providers } from "./Providers.ts"

export interface ResolveFacts {
  readonly providers: Providers["Service"]
  readonly keys: Keys["Service"]
  readonly values: Pick<SettingsValues, "model" | "baseUrls">
  readonly flags: Pick<RunFlagValues, "model">
}

/** How long a server on this machine may take to say what it has, where the user named no model at all. */
const probeTimeout = "1 second"
/** How long a server may take to describe a model that the user named. */
const describeTimeout = "3 seconds"

/** The vendors whose models the catalogue has: nothing is asked of their servers before the first request. */
const vendors: ReadonlyArray<string> = ["anthropic", "openai"]

/** How to come to a model from nothing. Contract: the error and the demo name the same three ways. */
export const waysOn = [
  "Three ways on:",
  "  1. export ANTHROPIC_API_KEY=…   (Claude models)",
  "  2. export OPENAI_API_KEY=…      (GPT models), or OPENAI_BASE_URL=… for a server that speaks the same API",
  "  3. start Ollama (ollama serve) and fetch a model that can use tools: ollama pull qwen3:8b",
  "To see Coder-X at work without any model: coderx demo"
].join("\n")

/** Nothing is configured and nothing answers. */
export const noModel = (found: string | undefined): ModelFault =>
  new ModelFault({
    kind: "model-missing",
    provider: "none",
    message: `There is no model to work with: no key is set, and ${found ?? "no Ollama answers on this machine"}.`,
    hint: waysOn
  })

/** Finds the model that a reference, the settings or the environment mean. Order and short names: docs/models.md. */
export const makeResolve = (facts: ResolveFacts) => {
  const { providers, keys, values } = facts
  const known = (id: string): boolean => providers.ids.includes(id)
  /** A list of one (a replay) answers to every name. */
  const only = providers.ids.length === 1 && !vendors.includes(providers.ids[0] ?? "") ? providers.ids[0] : undefined

  const configured = Effect.fnUntraced(function* (id: string) {
    if (!known(id)) return false
    if ((values.baseUrls[id] ?? "") !== "") return true
    return (yield* keys.find(`${id.toUpperCase()}_API_KEY`)) !== undefined
  })

  /** Where a name without a provider belongs if the catalogue does not know it. */
  const home = Effect.gen(function* () {
    if (only !== undefined) return only
    for (const id of vendors) if (yield* configured(id)) return id
    return known("ollama") ? "ollama" : undefined
  })

  const described = (provider: Provider, name: string, catalogue: Catalogue): Effect.Effect<ModelInfo, ModelFault> =>
    provider.describe(name).pipe(
      Effect.timeoutOption(describeTimeout),
      Effect.map(Option.getOrElse(() => assumed(provider.id, name))),
      // A server that does not answer now may do so for the request, which is retried and says what is wrong.
      Effect.catchIf(
        (fault) => fault.kind === "network" || fault.kind === "timeout" || fault.kind === "server",
        () => Effect.succeed(assumed(provider.id, name))
      ),
      Effect.map((info) => enrich(catalogue, info))
    )

  const infoOf = Effect.fnUntraced(function* (id: string, name: string) {
    const catalogue = yield* loadCatalogue
    const listed = catalogue.lookup(id, name)
    if (listed !== undefined) return listed
    if (vendors.includes(id)) return assumed(id, name)
    return yield* described(yield* providers.get(id), name, catalogue)
  })

  const named = Effect.fnUntraced(function* (reference: string) {
    const ref = ModelRef.parse(reference)
    if (ref !== undefined && known(ref.provider)) return yield* infoOf(ref.provider, ref.name)
    if (only !== undefined) return yield* infoOf(only, reference)
    if (ref !== undefined) {
      return yield* new ModelFault({
        kind: "model-missing",
        provider: ref.provider,
        message: `There is no provider ${ref.provider}. There are: ${providers.ids.join(", ")}.`,
        hint: `A model is written provider/name. If the name itself has a slash, put the provider before it: openai/${reference}`
      })
    }
    const found = (yield* loadCatalogue).find(reference)
    if (found !== undefined && known(found.provider)) return yield* infoOf(found.provider, found.name)
    const id = yield* home
    return id === undefined ? yield* noModel(undefined) : yield* infoOf(id, reference)
  })

  /** A running server's first model that can use tools. */
  const probe = Effect.fnUntraced(function* (id: string) {
    const provider = yield* providers.get(id)
    const models = yield* Effect.timeoutOption(provider.list, probeTimeout)
    const usable = Option.getOrElse(models, () => []).find((model) => model.tools)
    if (usable !== undefined) return enrich(yield* loadCatalogue, usable)
    return yield* noModel(
      Option.isSome(models) ? `${provider.title} runs but has no model that can use tools` : undefined
    )
  })

  const found = Effect.gen(function* () {
    if (only !== undefined) return yield* probe(only)
    const { defaults } = yield* loadCatalogue
    if (yield* configured("anthropic")) return yield* infoOf("anthropic", defaults.anthropic)
    if (known("openai") && (yield* keys.find("OPENAI_API_KEY")) !== undefined)
      return yield* infoOf("openai", defaults.openai)
    // An address without a key is a server of the user's own: it knows best what it has.
    if (yield* configured("openai")) return yield* probe("openai")
    if (!known("ollama")) return yield* noModel(undefined)
    return yield* Effect.catchIf(
      probe("ollama"),
      (fault) => fault.provider !== "none",
      () => Effect.fail(noModel(undefined))
    )
  })

  return Effect.fn("Models.resolve")(function* (reference: string | undefined) {
    const wanted = (reference ?? facts.flags.model ?? values.model ?? "").trim()
    return yield* wanted === "" || wanted === "default" ? found : named(wanted)
  })
}
