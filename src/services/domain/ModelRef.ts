import { Schema } from "effect"

/** A model by provider and the provider's own name for it: `ollama/qwen3:8b`, `openrouter/meta/llama-4`. */
export const ModelRef = Schema.Struct({ provider: Schema.String, name: Schema.String })
export type ModelRef = typeof ModelRef.Type

export const format = (ref: ModelRef): string => `${ref.provider}/${ref.name}`

/** Splits at the first slash. Undefined where there is no provider part: the caller decides what a bare name means. */
export const parse = (text: string): ModelRef | undefined => {
  const at = text.indexOf("/")
  if (at <= 0 || at === text.length - 1) return undefined
  return { provider: text.slice(0, at), name: text.slice(at + 1) }
}
