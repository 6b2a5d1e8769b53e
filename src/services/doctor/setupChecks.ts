import { Effect } from "effect"
import { ModelFault } from "../model/ModelFault.ts"
import { Providers } from "../model/Providers.ts"
import { Settings } from "../settings/Settings.ts"
import { Trust } from "../settings/Trust.ts"
import { type Finding, fail, ok, warn } from "./finding.ts"

/** Milliseconds that a server on this machine may take to answer. */
const patience = 2000

const sentence = (problem: Settings["Service"]["problems"][number]): string =>
  [
    problem.file,
    ...(problem.line === undefined ? [] : [`line ${problem.line}`]),
    ...(problem.key === undefined ? [] : [problem.key]),
    problem.reason
  ].join(": ")

/** A file that cannot be read at all fails; a value that was passed over warns. */
export const settings: Effect.Effect<Finding, never, Settings> = Effect.gen(function* () {
  const { problems } = yield* Settings
  if (problems.length === 0) return ok("settings", "no problems")
  const fatal = problems.some((problem) => problem.fatalForFile)
  const advice = [
    ...problems.map(sentence),
    "`coderx config edit` opens a settings file, `coderx config schema` shows what may stand in it."
  ].join("\n")
  return fatal
    ? fail("settings", "a file cannot be read", advice)
    : warn("settings", "some values were passed over", advice)
})

/** Whether this folder's own settings hold. Being untrusted is no fault unless it takes something away. */
export const trust: Effect.Effect<Finding, never, Settings | Trust> = Effect.gen(function* () {
  const { folder, problem, trusted } = yield* Trust
  const { withheld } = yield* Settings
  if (problem !== undefined) return warn("trust", problem, "Until that is mended no folder counts as trusted.")
  if (trusted) {
    const asking = withheld.filter(({ why }) => why === "unapproved").map(({ file, key }) => `${key} (${file})`)
    return asking.length === 0
      ? ok("trust", `${folder} is trusted`)
      : warn(
          "trust",
          `${folder} is trusted, but not all that it would run`,
          `New or changed, and without effect: ${[...new Set(asking)].join(", ")}. See \`coderx trust review\`.`
        )
  }
  const without = withheld.filter(({ why }) => why === "untrusted")
  if (without.length === 0) return ok("trust", `${folder} is not trusted, and asks for nothing that would need it`)
  const asked = [...new Set(without.map(({ file, key }) => `${key} (${file})`))].join(", ")
  return warn(
    "trust",
    `${folder} is not trusted`,
    `Without effect until it is: ${asked}. Look at them, then run with --trust.`
  )
})

interface Reach {
  readonly id: string
  /** The variable that its key comes from, `none` where it needs none, undefined where it is missing. */
  readonly key: string | undefined
}

const reachOf = Effect.fnUntraced(
  function* (id: string) {
    const provider = yield* (yield* Providers).get(id)
    return { id, key: yield* provider.keySource } satisfies Reach
  },
  Effect.orElseSucceed((): undefined => undefined)
)

const waysOn =
  "Set ANTHROPIC_API_KEY or OPENAI_API_KEY, or start Ollama with a model that can use tools. `coderx demo` needs none of them."

/** Names of the keys that are there (never the keys), whether Ollama answers, and whether any model can be used at all. */
export const models: Effect.Effect<ReadonlyArray<Finding>, never, Providers> = Effect.gen(function* () {
  const providers = yield* Providers
  const found = (yield* Effect.forEach(providers.ids, reachOf, { concurrency: 4 })).flatMap((reach) => reach ?? [])
  const keyed = found.filter(({ key }) => key !== undefined && key !== "none")
  const keys = keyed.map(({ id, key }) => `${key} (${id})`).join(", ")
  const listed = yield* providers.get("ollama").pipe(
    Effect.flatMap((provider) => provider.list),
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () =>
        Effect.fail(new ModelFault({ kind: "timeout", provider: "ollama", message: "it did not answer in time" }))
    }),
    Effect.result
  )
  const running = listed._tag === "Success"
  const able = running ? listed.success.filter((model) => model.tools).length : 0
  const told = running ? `${listed.success.length} models, ${able} that can use tools` : "not running"
  const ollama =
    running && able === 0
      ? warn("ollama", told, "Get a model that can use tools: ollama pull qwen3:8b")
      : ok("ollama", told)
  if (keyed.length > 0) return [ok("keys", keys), ollama]
  if (able > 0) return [ok("keys", "none, local models only"), ollama]
  return [fail("keys", "none found, and no local model to go on with", waysOn), ollama]
})
