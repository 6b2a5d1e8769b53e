import { Effect, Schema, Stream } from "effect"
import { Ollama } from "ollama/browser"
import { Host } from "../../services/host/Host.ts"
import type { ModelInfo, Provider } from "../../services/model/Provider.ts"
import { capture } from "../../services/model/wire/capture.ts"
import { type FaultContext, faultOf } from "../../services/model/wire/faults.ts"
import { replyStream } from "../../services/model/wire/replyStream.ts"
import { addressOf, askServer, firstText } from "../../services/model/wire/serverFacts.ts"
import { Network } from "../../services/network/Network.ts"
import { Settings } from "../../services/settings/Settings.ts"
import { makeDecoder } from "./ollama/reply.ts"
import { paramsOf } from "./ollama/request.ts"

const id = "ollama"
const address = "http://127.0.0.1:11434"
/** The window that Ollama itself takes where a model names none. */
const usualWindow = 4_096
/** So many models are described at a time. */
const atOnce = 8

const decodeTags = Schema.decodeUnknownEffect(
  Schema.Struct({ models: Schema.Array(Schema.Struct({ name: Schema.String })) })
)
const decodeShown = Schema.decodeUnknownEffect(
  Schema.Struct({
    capabilities: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
    model_info: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown))),
    details: Schema.optional(
      Schema.NullOr(
        Schema.Struct({
          parameter_size: Schema.optional(Schema.NullOr(Schema.String)),
          quantization_level: Schema.optional(Schema.NullOr(Schema.String))
        })
      )
    )
  })
)

/** `qwen3.context_length`, under whatever name the model's family has. */
const windowOf = (facts: Readonly<Record<string, unknown>>): number | undefined => {
  const found = Object.entries(facts).find(([key]) => key.endsWith(".context_length"))?.[1]
  return typeof found === "number" && found > 0 ? found : undefined
}

/**
 * `OLLAMA_HOST` as Ollama reads it: scheme and port may be missing, and the address that listens everywhere is this machine.
 * What the settings give is whole already and comes out as it is.
 */
export const hostAddress = (text: string): string => {
  const bare = text.trim().replace(/^["']|["']$/g, "")
  const scheme = /^https?:\/\//i.exec(bare)?.[0].toLowerCase()
  const rest = scheme === undefined ? bare : bare.slice(scheme.length)
  const [, host = "", port, path = ""] = /^(\[[^\]]*\]|[^:/]*)(?::(\d+))?(.*)$/.exec(rest) ?? []
  const reachable = /^(0\.0\.0\.0|\[::\]|)$/.test(host) ? "127.0.0.1" : host
  const usual = scheme === undefined ? "11434" : scheme === "https://" ? "443" : "80"
  return `${scheme ?? "http://"}${reachable}:${port ?? usual}${path.replace(/\/+$/, "")}`
}

/** Models on an Ollama server, through Ollama's SDK. */
export const make: Effect.Effect<Provider, never, Settings | Network | Host> = Effect.gen(function* () {
  const { values } = yield* Settings
  const host = yield* Host
  const fetch = (yield* Network).fetch("model")
  const row = values.providers.find((one) => one.id === id)
  const given = firstText(values.baseUrls[id], row?.baseUrl, host.env["OLLAMA_HOST"])
  const server = given === undefined ? address : hostAddress(given)
  /** A machine with little memory may run a model with less than its window: by settings, or as its server is told. */
  const most = row?.contextWindow ?? (Number(host.env["OLLAMA_CONTEXT_LENGTH"]) || Number.POSITIVE_INFINITY)

  const contextOf = (model: string): FaultContext => ({
    provider: id,
    title: "Ollama",
    keyName: undefined,
    secret: undefined,
    model,
    missingHint: model === "" ? "Fetch a model: ollama pull qwen3:8b" : `Fetch it: ollama pull ${model}`,
    startHint: `Start Ollama (ollama serve), or set OLLAMA_HOST to where it runs (now ${server}).`
  })
  const reach = (context: FaultContext) => addressOf(context, server, "The address of Ollama (OLLAMA_HOST)")
  const clientAt = (at: string) => (own: typeof fetch) => new Ollama({ host: at, fetch: own })

  const ask = Effect.fnUntraced(function* <A>(model: string, call: (client: Ollama) => Promise<A>) {
    const context = contextOf(model)
    const client = clientAt(yield* reach(context))
    return yield* askServer(context, fetch, (own) => call(client(own)))
  })
  const odd = (model: string) => () =>
    faultOf(contextOf(model), "malformed", "Ollama answered a question for its models with something else.")

  const describe = Effect.fn("Ollama.describe")(function* (name: string) {
    const answer = yield* ask(name, (client) => client.show({ model: name }))
    const shown = yield* Effect.mapError(decodeShown(answer), odd(name))
    const can = (what: string) => shown.capabilities?.includes(what) ?? false
    const size = [shown.details?.parameter_size, shown.details?.quantization_level].filter(Boolean).join(" ")
    const window = Math.min(windowOf(shown.model_info ?? {}) ?? usualWindow, most)
    const info: ModelInfo = {
      provider: id,
      name,
      title: size === "" ? name : `${name} (${size})`,
      contextWindow: window,
      maxOutputTokens: window,
      price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      // Servers from before 2025 tell no abilities: such a model is tried.
      tools: shown.capabilities ? can("tools") : true,
      images: can("vision"),
      thinking: can("thinking"),
      source: "server"
    }
    return info
  })

  const provider: Provider = {
    id,
    title: "Ollama",
    local: true,
    keySource: Effect.succeed("none"),
    list: Effect.gen(function* () {
      const answer = yield* ask("", (client) => client.list())
      const { models } = yield* Effect.mapError(decodeTags(answer), odd(""))
      return yield* Effect.forEach(models, ({ name }) => describe(name), { concurrency: atOnce })
    }),
    describe,
    stream: (request) => {
      const context = contextOf(request.model.name)
      return Stream.unwrap(
        Effect.map(reach(context), (at) =>
          replyStream(context, makeDecoder(context), async (signal) => {
            const call = (own: typeof fetch) => clientAt(at)(own).chat(paramsOf(request))
            return (await capture(fetch, signal, call)).response
          })
        )
      )
    }
  }
  return provider
})
