import { Effect, Redacted, Schema, Stream } from "effect"
import { OpenAI } from "openai/client"
import { Host } from "../../services/host/Host.ts"
import { assumed } from "../../services/model/catalogue.ts"
import type { FaultKind, ModelFault } from "../../services/model/ModelFault.ts"
import type { ModelInfo, Provider } from "../../services/model/Provider.ts"
import { capture } from "../../services/model/wire/capture.ts"
import { type FaultContext, faultOf } from "../../services/model/wire/faults.ts"
import { replyStream } from "../../services/model/wire/replyStream.ts"
import { addressOf, askServer, firstText, overCatalogue, usableKey } from "../../services/model/wire/serverFacts.ts"
import { Network } from "../../services/network/Network.ts"
import { Keys } from "../../services/settings/Keys.ts"
import { Settings } from "../../services/settings/Settings.ts"
import { type ListedModel, ModelList, Props, type Said, saidOf } from "./openaiCompatible/facts.ts"
import { makeDecoder } from "./openaiCompatible/reply.ts"
import { paramsOf } from "./openaiCompatible/request.ts"
import type { OpenAiRow } from "./openaiCompatible/rows.ts"

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }
/** The longest that a timer takes: `Models` watches that a call does not hang. */
const noLimitMs = 2_147_483_647
/** The SDK wants a key; a server that needs none gets this one. */
const noKey = "none"

/**
 * Faults after which a model is used without the server's list: not every server keeps one, what the settings say of its
 * window must hold without it, and what is truly wrong the request itself will tell.
 */
const unlisted: ReadonlySet<FaultKind> = new Set([
  "model-missing",
  "request",
  "malformed",
  "network",
  "timeout",
  "server"
])

const decodeList = Schema.decodeUnknownEffect(ModelList)
const decodeProps = Schema.decodeUnknownEffect(Props)

/** A server that speaks Chat Completions, through OpenAI's SDK. Which one is a row of data. */
export const make = (row: OpenAiRow): Effect.Effect<Provider, never, Keys | Settings | Network | Host> =>
  Effect.gen(function* () {
    const keys = yield* Keys
    const { values } = yield* Settings
    const host = yield* Host
    const fetch = (yield* Network).fetch("model")
    const address = firstText(values.baseUrls[row.id], host.env[row.baseUrlEnv]) ?? row.baseUrl
    const elsewhere = address.trim().replace(/\/+$/, "") !== row.baseUrl
    /** A server that stands in for the vendor's may do without its key. */
    const needsKey = row.needsKey && !elsewhere

    const contextOf = (model: string, secret?: string): FaultContext => ({
      provider: row.id,
      title:
        elsewhere || row.local
          ? `${row.title} (${URL.canParse(address) ? new URL(address).host : address})`
          : row.title,
      keyName: row.keyName,
      secret,
      model,
      missingHint: `coderx model list shows what ${row.title} has. Is its address right? Most end in /v1.`,
      startHint: row.startHint
    })

    /** Key and address of a call; both are read anew each time, so that a change takes effect at once. */
    const access = Effect.fnUntraced(function* (model: string) {
      const found = yield* keys.find(row.keyName)
      if (found === undefined && needsKey) {
        const message = `There is no key for ${row.title}: ${row.keyName} is not set.`
        return yield* faultOf(contextOf(model), "authentication", message)
      }
      const secret = found === undefined ? undefined : yield* usableKey(contextOf(model), Redacted.value(found.key))
      const context = contextOf(model, secret)
      const baseURL = yield* addressOf(context, address, `The address of ${row.title} (${row.baseUrlEnv})`)
      const client = (own: typeof fetch) =>
        new OpenAI({
          apiKey: secret ?? noKey,
          adminAPIKey: null,
          ...(elsewhere || row.id !== "openai" ? { organization: null, project: null } : {}),
          webhookSecret: null,
          baseURL,
          fetch: own,
          maxRetries: 0,
          timeout: noLimitMs,
          logger: silent,
          logLevel: "off",
          defaultHeaders: secret === undefined ? { authorization: null } : {}
        })
      return { context, client, baseURL }
    })

    const ask = Effect.fnUntraced(function* (path: string) {
      const { context, client, baseURL } = yield* access("")
      const address = path.startsWith("/models") ? path : new URL(path, baseURL).href
      const answer = yield* askServer(context, fetch, (own) =>
        client(own)
          .get(address)
          .then((body: unknown) => body)
      )
      return { context, answer }
    })

    const listAt = Effect.fnUntraced(function* (path: string) {
      const { context, answer } = yield* ask(path)
      const { data } = yield* Effect.mapError(decodeList(answer), () =>
        faultOf(context, "malformed", `${context.title} answered the question for its models with something else.`)
      )
      return data
    })

    /** The window that the server really runs with, where it tells that in another place than its list. */
    const moreOf = (name: string): Effect.Effect<Said, ModelFault> => {
      if (row.factsPath === undefined || row.contextWindow !== undefined) return Effect.succeed({})
      const told: Effect.Effect<Said, ModelFault | Schema.SchemaError> =
        row.factsPath === "/props"
          ? ask(row.factsPath).pipe(
              Effect.flatMap(({ answer }) => decodeProps(answer)),
              Effect.map((props) => ({
                contextWindow: props.default_generation_settings?.n_ctx ?? undefined,
                images: props.modalities?.vision
              }))
            )
          : listAt(row.factsPath).pipe(
              Effect.map((models) => {
                const found = models.find((model) => model.id === name)
                return found === undefined ? {} : saidOf(found)
              })
            )
      return Effect.catch(told, () => Effect.succeed({}))
    }

    const infoOf = Effect.fnUntraced(function* (name: string, listed: ListedModel | undefined, more: Said) {
      const own = {
        contextWindow: row.contextWindow,
        price: row.local ? { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } : undefined
      }
      const said = [listed === undefined ? {} : saidOf(listed), more, own].map((one) =>
        Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined))
      )
      const info: ModelInfo = yield* overCatalogue(assumed(row.id, name), Object.assign({}, ...said))
      return info
    })

    const provider: Provider = {
      id: row.id,
      title: row.title,
      local: row.local,
      keySource: Effect.map(keys.find(row.keyName), (found) => found?.source ?? (needsKey ? undefined : "none")),
      list: Effect.gen(function* () {
        const shown = (yield* listAt("/models")).filter((model) => elsewhere || row.hidden?.test(model.id) !== true)
        return yield* Effect.forEach(shown, (model) =>
          Effect.flatMap(moreOf(model.id), (more) => infoOf(model.id, model, more))
        )
      }),
      describe: Effect.fn("OpenAiCompatible.describe")(function* (name) {
        if (row.bareList && !elsewhere) return yield* infoOf(name, undefined, {})
        const models = yield* Effect.catchIf(
          listAt("/models"),
          ({ kind }) => unlisted.has(kind),
          () => Effect.succeed([])
        )
        const only = row.local && models.length === 1 ? models[0] : undefined
        const listed = models.find((model) => model.id === name) ?? only
        return yield* infoOf(name, listed, yield* moreOf(name))
      }),
      stream: (request) =>
        Stream.unwrap(
          Effect.map(access(request.model.name), ({ context, client }) =>
            replyStream(context, makeDecoder(context), async (signal) => {
              // As text, so that the SDK does not look at it with classes whose first use loads Node's whole fetch.
              const body = JSON.stringify(paramsOf(row, request))
              const headers = { "content-type": "application/json", accept: "text/event-stream" }
              const call = (own: typeof fetch) =>
                client(own).post("/chat/completions", { body, headers, stream: true }).asResponse()
              return (await capture(fetch, signal, call)).response
            })
          )
        )
    }
    return provider
  })
