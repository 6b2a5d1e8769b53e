import { BaseAnthropic } from "@anthropic-ai/sdk/client"
import { Effect, Redacted, Schema, Stream } from "effect"
import { Host } from "../../services/host/Host.ts"
import { assumed, loadCatalogue } from "../../services/model/catalogue.ts"
import type { ModelInfo, Provider } from "../../services/model/Provider.ts"
import { capture } from "../../services/model/wire/capture.ts"
import { type FaultContext, faultOf } from "../../services/model/wire/faults.ts"
import { replyStream } from "../../services/model/wire/replyStream.ts"
import { addressOf, askServer, firstText, overCatalogue, usableKey } from "../../services/model/wire/serverFacts.ts"
import { Network } from "../../services/network/Network.ts"
import { Keys } from "../../services/settings/Keys.ts"
import { Settings } from "../../services/settings/Settings.ts"
import { makeDecoder } from "./anthropic/reply.ts"
import { paramsOf } from "./anthropic/request.ts"

const id = "anthropic"
const keyName = "ANTHROPIC_API_KEY"
const address = "https://api.anthropic.com"

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }
/** The longest that a timer takes: `Models` watches that a call does not hang. */
const noLimitMs = 2_147_483_647

const Supported = Schema.Struct({ supported: Schema.Boolean })
/** What is read of `GET /v1/models`. Gateways leave most of it out. */
const ListedModel = Schema.Struct({
  id: Schema.String,
  display_name: Schema.optional(Schema.NullOr(Schema.String)),
  max_input_tokens: Schema.optional(Schema.NullOr(Schema.Number)),
  max_tokens: Schema.optional(Schema.NullOr(Schema.Number)),
  capabilities: Schema.optional(
    Schema.NullOr(Schema.Struct({ image_input: Schema.optional(Supported), thinking: Schema.optional(Supported) }))
  )
})
const decodeList = Schema.decodeUnknownEffect(Schema.Struct({ data: Schema.Array(ListedModel) }))
const decodeModel = Schema.decodeUnknownEffect(ListedModel)

const infoOf = (model: typeof ListedModel.Type): Effect.Effect<ModelInfo> =>
  overCatalogue(assumed(id, model.id), {
    title: model.display_name ?? undefined,
    contextWindow: model.max_input_tokens ?? undefined,
    maxOutputTokens: model.max_tokens ?? undefined,
    images: model.capabilities?.image_input?.supported,
    thinking: model.capabilities?.thinking?.supported
  })

/** Claude models over the Messages API, through Anthropic's SDK. */
export const make: Effect.Effect<Provider, never, Keys | Settings | Network | Host> = Effect.gen(function* () {
  const keys = yield* Keys
  const { values } = yield* Settings
  const host = yield* Host
  const fetch = (yield* Network).fetch("model")

  const contextOf = (model: string, secret?: string): FaultContext => ({
    provider: id,
    title: "Anthropic",
    keyName,
    secret,
    model,
    missingHint: `Is the name right? coderx model list shows what there is; a name of the current line is claude-sonnet-5-5.`
  })

  /** Key and address of a call; both are read anew each time, so that a change takes effect at once. */
  const access = Effect.fnUntraced(function* (model: string) {
    const found = yield* keys.find(keyName)
    if (found === undefined) {
      const context = contextOf(model)
      return yield* faultOf(context, "authentication", `There is no key for Anthropic: ${keyName} is not set.`)
    }
    const secret = yield* usableKey(contextOf(model), Redacted.value(found.key))
    const context = contextOf(model, secret)
    const given = firstText(values.baseUrls[id], host.env["ANTHROPIC_BASE_URL"]) ?? address
    const baseURL = yield* addressOf(context, given, "The address of Anthropic (ANTHROPIC_BASE_URL)")
    const client = (own: typeof fetch) =>
      new BaseAnthropic({
        apiKey: secret,
        authToken: null,
        webhookKey: null,
        baseURL,
        fetch: own,
        maxRetries: 0,
        timeout: noLimitMs,
        logger: silent,
        logLevel: "off",
        openTelemetry: false
      })
    return { context, client }
  })

  const ask = Effect.fnUntraced(function* (model: string, path: string) {
    const { context, client } = yield* access(model)
    const answer = yield* askServer(context, fetch, (own) =>
      client(own)
        .get(path)
        .then((body: unknown) => body)
    )
    return { context, answer }
  })

  const provider: Provider = {
    id,
    title: "Anthropic",
    local: false,
    keySource: Effect.map(keys.find(keyName), (found) => found?.source),
    list: Effect.gen(function* () {
      const { context, answer } = yield* ask("", "/v1/models?limit=1000")
      const { data } = yield* Effect.mapError(decodeList(answer), () =>
        faultOf(context, "malformed", "Anthropic answered the question for its models with something else.")
      )
      return yield* Effect.forEach(data, infoOf)
    }),
    describe: Effect.fn("Anthropic.describe")(function* (name) {
      const known = (yield* loadCatalogue).lookup(id, name)
      if (known !== undefined) return known
      const asked = ask(name, `/v1/models/${encodeURIComponent(name)}`)
      return yield* asked.pipe(
        Effect.flatMap(({ answer }) => decodeModel(answer)),
        Effect.flatMap(infoOf),
        Effect.catch(() => Effect.succeed(assumed(id, name)))
      )
    }),
    stream: (request) =>
      Stream.unwrap(
        Effect.map(access(request.model.name), ({ context, client }) =>
          replyStream(context, makeDecoder(context), async (signal) => {
            // As text, so that the SDK does not look at it with classes whose first use loads Node's whole fetch.
            const body = JSON.stringify(paramsOf(request))
            const headers = { "content-type": "application/json", accept: "text/event-stream" }
            const call = (own: typeof fetch) =>
              client(own).post("/v1/messages", { body, headers, stream: true }).asResponse()
            return (await capture(fetch, signal, call)).response
          })
        )
      )
  }
  return provider
})
