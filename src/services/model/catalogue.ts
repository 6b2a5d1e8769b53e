import { Effect } from "effect"
import type { ModelInfo, PriceTier } from "./Provider.ts"

/** One model as the data file has it. Prices in USD per million tokens. */
export interface CatalogueRow {
  readonly provider: string
  readonly name: string
  readonly title: string
  readonly window: number
  readonly output: number
  readonly images: boolean
  readonly thinking: boolean
  readonly inputPrice: number
  readonly outputPrice: number
  readonly cacheReadPrice: number
  readonly cacheWritePrice: number
  readonly tiers: ReadonlyArray<PriceTier>
}

/** The data file `src/data/catalogue.json`, made by `scripts/catalogue.mjs`. */
export interface CatalogueData {
  /** Year and month that the prices are of. */
  readonly asOf: string
  readonly sources: ReadonlyArray<string>
  /** Short names: `sonnet` → the newest of that line. */
  readonly aliases: Readonly<Record<string, string>>
  /** What is used where the user named no model. */
  readonly defaults: { readonly anthropic: string; readonly openai: string }
  readonly models: ReadonlyArray<CatalogueRow>
}

export interface Catalogue {
  readonly asOf: string
  readonly sources: ReadonlyArray<string>
  readonly defaults: CatalogueData["defaults"]
  /** By the exact name, a short name, or a name with a date or `latest` behind it. The answer keeps the name that was asked for. */
  readonly lookup: (provider: string, name: string) => ModelInfo | undefined
  /** The provider and full name of a bare name, where the catalogue knows it. */
  readonly find: (name: string) => { readonly provider: string; readonly name: string } | undefined
  readonly of: (provider: string) => ReadonlyArray<ModelInfo>
}

/** `claude-sonnet-5-20260101`, `gpt-4o-2024-11-20`, `claude-haiku-4-5-latest`, `claude-sonnet-5[1m]` → the name without it. */
const undated = (name: string): string =>
  name.replace(/\[1m\]$/i, "").replace(/[-@](\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, "")

const infoOf = (row: CatalogueRow, asOf: string): ModelInfo => ({
  provider: row.provider,
  name: row.name,
  title: row.title,
  contextWindow: row.window,
  maxOutputTokens: row.output,
  price: {
    input: row.inputPrice,
    output: row.outputPrice,
    cacheRead: row.cacheReadPrice,
    cacheWrite: row.cacheWritePrice,
    ...(row.tiers.length === 0 ? {} : { tiers: row.tiers })
  },
  tools: true,
  images: row.images,
  thinking: row.thinking,
  source: `catalogue ${asOf}`
})

/** The questions that can be put to a catalogue. Pure. */
export const makeCatalogue = (data: CatalogueData): Catalogue => {
  const rows = new Map(data.models.map((row) => [`${row.provider}/${row.name}`, row]))
  const alias = (name: string): string | undefined =>
    Object.hasOwn(data.aliases, name.toLowerCase()) ? data.aliases[name.toLowerCase()] : undefined
  const lookup: Catalogue["lookup"] = (provider, name) => {
    const full = provider === "anthropic" ? (alias(name) ?? name) : name
    const row = rows.get(`${provider}/${full}`) ?? rows.get(`${provider}/${undated(full)}`)
    return row === undefined ? undefined : { ...infoOf(row, data.asOf), name: full }
  }
  return {
    asOf: data.asOf,
    sources: data.sources,
    defaults: data.defaults,
    lookup,
    find: (name) => {
      const provider = ["anthropic", "openai", "deepseek"].find((one) => lookup(one, name) !== undefined)
      return provider === undefined ? undefined : { provider, name: lookup(provider, name)?.name ?? name }
    },
    of: (provider) => data.models.filter((row) => row.provider === provider).map((row) => infoOf(row, data.asOf))
  }
}

let loaded: Catalogue | undefined

/** The catalogue that ships with Coder-X. Read on first use, once; nothing is fetched. */
export const loadCatalogue: Effect.Effect<Catalogue> = Effect.suspend(() =>
  loaded !== undefined
    ? Effect.succeed(loaded)
    : Effect.map(
        Effect.promise(() => import("../../data/catalogue.json", { with: { type: "json" } })),
        (file) => {
          loaded = makeCatalogue(file.default)
          return loaded
        }
      )
)

/** What is assumed of a model that nobody describes: a window of today's common size, no price. */
export const assumed = (provider: string, name: string): ModelInfo => ({
  provider,
  name,
  title: name,
  contextWindow: 128_000,
  maxOutputTokens: 16_384,
  price: undefined,
  tools: true,
  images: false,
  thinking: false,
  source: "assumed"
})
