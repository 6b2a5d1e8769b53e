import { Effect } from "effect"
import { loadCatalogue } from "../model/catalogue.ts"
import { ModelFault } from "../model/ModelFault.ts"
import { Providers } from "../model/Providers.ts"
import { waysOn } from "../model/resolve.ts"
import type { FoundSetup } from "../ui/dialogs/request.ts"

/** Milliseconds that a server on this machine may take to say what it has: somebody is waiting to begin. */
const patience = 1500

/** Models of one server that are offered; the others can be typed. */
const offered = 20

type Model = FoundSetup["models"][number]

/** A vendor whose key is there, with the model that is best to begin with. */
const vendor = Effect.fnUntraced(
  function* (id: "anthropic" | "openai") {
    const providers = yield* Providers
    if (!providers.ids.includes(id)) return { facts: [], models: [] }
    const key = yield* (yield* providers.get(id)).keySource
    if (key === undefined || key === "none") return { facts: [], models: [] }
    const { defaults } = yield* loadCatalogue
    const model: Model = { reference: `${id}/${defaults[id]}`, why: `${key} is set` }
    return { facts: [`${key} is set: ${id} can be used.`], models: [model] }
  },
  Effect.orElseSucceed(() => ({ facts: [], models: [] }))
)

/** What the Ollama of this machine has. */
const ollama = Effect.gen(function* () {
  const providers = yield* Providers
  if (!providers.ids.includes("ollama")) return { facts: [], models: [] }
  const listed = yield* providers.get("ollama").pipe(
    Effect.flatMap((provider) => provider.list),
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.fail(new ModelFault({ kind: "timeout", provider: "ollama", message: "no answer in time" }))
    }),
    Effect.option
  )
  if (listed._tag === "None") return { facts: ["No Ollama answers on this machine."], models: [] }
  const able = listed.value.filter(({ tools }) => tools)
  const models = able
    .slice(0, offered)
    .map(({ name }): Model => ({ reference: `ollama/${name}`, why: "on this machine, no cost" }))
  const count = listed.value.length
  return {
    facts: [`Ollama runs, with ${count} ${count === 1 ? "model" : "models"}, ${able.length} that can use tools.`],
    models
  }
})

/** Looks for what Coder-X can begin with on this machine: keys in the environment, Ollama and its models. Never fails. */
export const lookAround: Effect.Effect<
  FoundSetup,
  never,
  Effect.Services<typeof ollama> | Effect.Services<ReturnType<typeof vendor>>
> = Effect.gen(function* () {
  const found = yield* Effect.all([vendor("anthropic"), vendor("openai"), ollama], { concurrency: 3 })
  const models = found.flatMap((one) => one.models)
  const keyed = found.slice(0, 2).some((one) => one.models.length > 0)
  return {
    models,
    facts: [...(keyed ? [] : ["No key is set in the environment."]), ...found.flatMap((one) => one.facts)],
    waysOn: models.length > 0 ? [] : waysOn.split("\n").map((line) => line.trim())
  }
}).pipe(Effect.withSpan("lookAround"))
