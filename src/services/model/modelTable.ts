import { printableLine } from "../domain/printable.ts"
import type { ModelInfo, Price } from "./Provider.ts"

/** 1000000 → `1M`, 272000 → `272k`, 8192 → `8k`. */
export const tokens = (count: number): string => {
  if (count >= 1_000_000) return `${Math.round(count / 10_000) / 100}M`
  return count >= 1_000 ? `${Math.round(count / 1_000)}k` : String(count)
}

const usd = (value: number): string => `$${value}`

const isFree = (price: Price | undefined): boolean => price?.input === 0 && price.output === 0

const priceText = (price: Price | undefined): string => {
  if (price === undefined) return "unknown"
  return isFree(price) ? "free" : `${usd(price.input)} / ${usd(price.output)}`
}

const abilities = (model: ModelInfo): string =>
  [model.tools ? "tools" : "", model.images ? "images" : "", model.thinking ? "thinking" : ""]
    .filter(Boolean)
    .join(" ") || "text only"

/** Columns side by side, two blanks apart; no blanks at line ends. */
const align = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

export interface Listed {
  readonly models: ReadonlyArray<ModelInfo>
  readonly unavailable: ReadonlyArray<{ readonly provider: string; readonly reason: string }>
}

/** `coderx model list` as text. Prices are USD per million tokens, in and out. */
export const listText = (listed: Listed): string => {
  const rows = listed.models.map((model) => [
    printableLine(`${model.provider}/${model.name}`),
    tokens(model.contextWindow),
    tokens(model.maxOutputTokens),
    priceText(model.price),
    abilities(model),
    model.source
  ])
  const table =
    rows.length === 0 ? [] : [align([["MODEL", "WINDOW", "OUTPUT", "$/M IN / OUT", "CAN", "FACTS FROM"], ...rows])]
  const missing = listed.unavailable.map((one) => `  ${one.provider}: ${printableLine(one.reason)}`)
  return [...table, ...(missing.length === 0 ? [] : [["Not available:", ...missing].join("\n")])].join("\n\n")
}

/** The facts of a model as plain JSON: an unknown price is null. */
export const modelJson = (model: ModelInfo) => ({
  id: `${model.provider}/${model.name}`,
  provider: model.provider,
  name: model.name,
  title: model.title,
  contextWindow: model.contextWindow,
  maxOutputTokens: model.maxOutputTokens,
  price: model.price ?? null,
  tools: model.tools,
  images: model.images,
  thinking: model.thinking,
  source: model.source
})

export const listJson = (listed: Listed) => ({ models: listed.models.map(modelJson), unavailable: listed.unavailable })

/** `coderx model info` as text. */
export const infoText = (model: ModelInfo, keySource: string): string => {
  const { price } = model
  const perMillion = (value: number): string => `${usd(value)} per million tokens`
  const prices =
    price === undefined
      ? [["Price", "unknown: the cost of a run is told as null"]]
      : isFree(price)
        ? [["Price", "free: it runs on a machine of yours"]]
        : [
            ["Input", perMillion(price.input)],
            ["Output", perMillion(price.output)],
            ["Cache read", perMillion(price.cacheRead)],
            ["Cache write", perMillion(price.cacheWrite)],
            ...(price.tiers ?? []).map((tier) => [
              `Above ${tokens(tier.above)}`,
              `${usd(tier.input)} in, ${usd(tier.output)} out, ${usd(tier.cacheRead)} cache read, ${usd(tier.cacheWrite)} cache write`
            ])
          ]
  return align([
    ["Model", printableLine(`${model.provider}/${model.name}`)],
    ["Title", printableLine(model.title)],
    ["Window", `${model.contextWindow} tokens`],
    ["Output", `at most ${model.maxOutputTokens} tokens`],
    ["Can", abilities(model)],
    ...prices,
    ["Key", keySource === "none" ? (isFree(price) ? "not needed" : "not set") : keySource],
    ["Facts from", model.source]
  ])
}
