import type * as Response from "effect/ai/Response"
import type { Effect, Stream } from "effect"
import type { Message } from "../domain/Message.ts"
import type { ModelFault } from "./ModelFault.ts"

/**
 * A piece of a reply: the encoded stream parts of `effect/ai` (types only, see domain/Message).
 * Conventions on top of it:
 * - thinking signatures and redacted thinking: `metadata.anthropic` on `reasoning-start`/`reasoning-end`
 * - a call whose arguments are not one JSON object: `tool-call` with `params: {}` and `metadata.coderx.malformed = raw text`
 * - every reply that is whole ends with one `finish`; a stream that ends without one was cut (providers fail with `Cut`)
 * - tool-call parts are emitted only when their arguments are complete
 * - thinking in `metadata.anthropic`: `signature` on `reasoning-end`, `redactedData` on `reasoning-start`; the same keys in
 *   `options.anthropic` of a reasoning part send it back
 * - `response-metadata` with `metadata.coderx.alive` is a sign of life (a ping): nothing to show, but the call is not hung
 * - what the user should know beside the reply: `response-metadata` with `metadata.coderx.notice`; `Models` tells it
 * - a sign of life without content (a ping): `response-metadata` with `metadata.coderx.alive`, so that a thinking model does not count as hung
 */
export type ModelPart = Response.StreamPartEncoded

/** A tool as a provider offers it to its model. `inputSchema` is JSON Schema. */
export interface ToolSpec {
  readonly name: string
  readonly description: string
  readonly inputSchema: Readonly<Record<string, unknown>>
}

/** Prices in USD per million tokens. */
export interface Price {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  /** Other prices for the whole call once its prompt is longer than `above` tokens; rising. */
  readonly tiers?: ReadonlyArray<PriceTier>
}

export interface PriceTier extends Omit<Price, "tiers"> {
  readonly above: number
}

export interface ModelInfo {
  readonly provider: string
  readonly name: string
  readonly title: string
  /** Tokens that fit into the window. */
  readonly contextWindow: number
  readonly maxOutputTokens: number
  /** Undefined where the price is unknown; zeros for local models. */
  readonly price: Price | undefined
  readonly tools: boolean
  readonly images: boolean
  readonly thinking: boolean
  /** Where the facts come from: `catalogue 2026-11`, `server`, `assumed`. */
  readonly source: string
}

export interface ModelRequest {
  readonly model: ModelInfo
  /** Stable blocks first, so that prompt caches hold. */
  readonly system: ReadonlyArray<string>
  readonly tools: ReadonlyArray<ToolSpec>
  readonly messages: ReadonlyArray<Message>
  readonly maxOutputTokens?: number
  readonly effort?: "low" | "medium" | "high"
  readonly toolChoice?: "auto" | "none" | { readonly tool: string }
}

/** One vendor or server kind. A plain record: many of a kind, one registry (`Providers`). */
export interface Provider {
  readonly id: string
  readonly title: string
  /** True where the server runs on this machine or network at no price (Ollama, llama.cpp). */
  readonly local: boolean
  /** Where the key comes from (`ANTHROPIC_API_KEY`), `none` where none is needed, undefined where one is missing. */
  readonly keySource: Effect.Effect<string | undefined>
  /** The models that the server says it has. */
  readonly list: Effect.Effect<ReadonlyArray<ModelInfo>, ModelFault>
  /** What the server knows of one model, over what the catalogue knows. */
  readonly describe: (name: string) => Effect.Effect<ModelInfo, ModelFault>
  /**
   * For keys that can be renewed (a login, not a plain key): renews, and says whether the same request is worth one repeat.
   * `Models` calls it after a 401, once a request and never twice at the same time.
   */
  readonly renewKey?: Effect.Effect<boolean>
  /** One reply. Interrupting it closes the connection. No retries here: `Models.stream` decides those. */
  readonly stream: (request: ModelRequest) => Stream.Stream<ModelPart, ModelFault>
}
