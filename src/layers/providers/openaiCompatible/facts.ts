import { Schema } from "effect"
import type { ModelInfo, Price } from "../../../services/model/Provider.ts"

const count = Schema.optional(Schema.NullOr(Schema.Number))
const text = Schema.optional(Schema.NullOr(Schema.String))
const texts = Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))

/** What is read of an entry of `/models`: every server adds its own, most leave nearly all of it out. */
export const ListedModel = Schema.Struct({
  id: Schema.String,
  /** OpenRouter. */
  name: text,
  context_length: count,
  supported_parameters: texts,
  architecture: Schema.optional(Schema.NullOr(Schema.Struct({ input_modalities: texts }))),
  top_provider: Schema.optional(Schema.NullOr(Schema.Struct({ max_completion_tokens: count }))),
  pricing: Schema.optional(
    Schema.NullOr(Schema.Struct({ prompt: text, completion: text, input_cache_read: text, input_cache_write: text }))
  ),
  /** vLLM. */
  max_model_len: count,
  /** Groq and others. */
  context_window: count,
  /** LM Studio, `/api/v0/models`. */
  type: text,
  max_context_length: count,
  loaded_context_length: count,
  capabilities: Schema.optional(Schema.Unknown),
  /** llama.cpp. */
  meta: Schema.optional(Schema.NullOr(Schema.Struct({ n_ctx: count, n_ctx_train: count })))
})
export type ListedModel = typeof ListedModel.Type

export const ModelList = Schema.Struct({ data: Schema.Array(ListedModel) })

/** `GET /props` of llama.cpp. */
export const Props = Schema.Struct({
  default_generation_settings: Schema.optional(Schema.Struct({ n_ctx: count })),
  modalities: Schema.optional(Schema.Struct({ vision: Schema.optional(Schema.Boolean) }))
})

const perMillion = (perToken: string | null | undefined): number | undefined => {
  const price = Number(perToken ?? Number.NaN)
  return Number.isFinite(price) && price >= 0 ? Math.round(price * 1e12) / 1e6 : undefined
}

const priceOf = (pricing: ListedModel["pricing"]): Price | undefined => {
  const input = perMillion(pricing?.prompt)
  const output = perMillion(pricing?.completion)
  if (input === undefined || output === undefined) return undefined
  const cacheRead = perMillion(pricing?.input_cache_read) ?? input
  return { input, output, cacheRead, cacheWrite: perMillion(pricing?.input_cache_write) ?? input }
}

export type Said = { readonly [K in keyof Omit<ModelInfo, "provider" | "name" | "source">]?: ModelInfo[K] | undefined }

const positive = (...values: ReadonlyArray<number | null | undefined>): number | undefined =>
  values.find((value): value is number => typeof value === "number" && value > 0)

/** What an entry says; the window that is loaded counts before the one that the model was trained for. */
export const saidOf = (model: ListedModel): Said => ({
  title: model.name ?? undefined,
  contextWindow: positive(
    model.loaded_context_length,
    model.max_model_len,
    model.meta?.n_ctx,
    model.context_length,
    model.context_window,
    model.max_context_length,
    model.meta?.n_ctx_train
  ),
  maxOutputTokens: positive(model.top_provider?.max_completion_tokens),
  price: priceOf(model.pricing),
  tools: model.supported_parameters?.includes("tools"),
  thinking: model.supported_parameters?.includes("reasoning"),
  images: model.architecture?.input_modalities?.includes("image") ?? (model.type === "vlm" ? true : undefined)
})
