import { Effect, Result } from "effect"
import { type Catalogue, loadCatalogue } from "./catalogue.ts"
import { ModelFault } from "./ModelFault.ts"
import type { ModelInfo } from "./Provider.ts"
import type { Providers } from "./Providers.ts"

/** A server that does not list its models within this time is told as not answering. */
const listTimeout = "5 seconds"

/** The server says that it has the model; what it leaves open is filled from the catalogue. */
export const enrich = (catalogue: Catalogue, model: ModelInfo): ModelInfo => {
  if (model.source !== "assumed") return model
  const known = catalogue.lookup(model.provider, model.name)
  return known === undefined ? model : { ...known, name: model.name }
}

const listOf = Effect.fnUntraced(function* (providers: Providers["Service"], id: string) {
  const provider = yield* providers.get(id)
  if ((yield* provider.keySource) === undefined) {
    return yield* new ModelFault({ kind: "authentication", provider: id, message: "no key is set" })
  }
  return yield* Effect.timeoutOrElse(provider.list, {
    duration: listTimeout,
    orElse: () => Effect.fail(new ModelFault({ kind: "timeout", provider: id, message: "no answer within 5 s" }))
  })
})

/** Asks all providers at once. One that fails takes nothing from the others. */
export const listModels = Effect.fn("Models.list")(function* (providers: Providers["Service"]) {
  const catalogue = yield* loadCatalogue
  const answers = yield* Effect.forEach(
    providers.ids,
    (id) => Effect.map(Effect.result(listOf(providers, id)), (answer) => ({ id, answer })),
    { concurrency: "unbounded" }
  )
  return {
    models: answers.flatMap(({ answer }) =>
      Result.isSuccess(answer) ? answer.success.map((model) => enrich(catalogue, model)) : []
    ),
    unavailable: answers.flatMap(({ id, answer }) =>
      Result.isFailure(answer) ? [{ provider: id, reason: answer.failure.message }] : []
    )
  }
})
