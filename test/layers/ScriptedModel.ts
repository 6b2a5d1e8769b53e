import { Effect, Layer, Stream } from "effect"
import { ModelFault } from "../../src/services/model/ModelFault.ts"
import type { ModelInfo, ModelPart, ModelRequest, Provider } from "../../src/services/model/Provider.ts"
import { Providers } from "../../src/services/model/Providers.ts"

/** One thing that the scripted model does. A plain string is text. */
export type ScriptedPiece =
  | string
  | { readonly text: string /** Pieces that it arrives in; 1 by default. */; readonly deltas?: number }
  | { readonly reasoning: string; readonly signature?: string }
  | {
      readonly call: string
      readonly input?: unknown
      readonly id?: string /** Raw arguments that are no JSON object. */
      readonly malformed?: string
    }
  | {
      readonly fault:
        | ConstructorParameters<typeof ModelFault>[0]
        | Omit<ConstructorParameters<typeof ModelFault>[0], "provider">
    }
  | { readonly delayMs: number }
  | { readonly hang: true }
  /** Ends the stream without a `finish`, as a provider tells a broken connection. */
  | { readonly cut: true }
  | {
      readonly usage: {
        readonly input?: number
        readonly output?: number
        readonly cacheRead?: number
        readonly cacheWrite?: number
      }
    }
  | { readonly finish: "stop" | "length" | "content-filter" | "tool-calls" | "pause" | "error" | "other" | "unknown" }
  | { readonly part: ModelPart }

export type ScriptedTurn = string | ReadonlyArray<ScriptedPiece>

/** A turn may depend on what was asked; an empty list answers with nothing but a finish. */
export type ScriptedReply = ScriptedTurn | ((request: ModelRequest, index: number) => ScriptedTurn)

export interface ScriptedOptions {
  /** Provider id; `scripted` by default, so that the model is `scripted/model`. */
  readonly provider?: string
  /** Facts that differ from those of `scriptedInfo`. */
  readonly info?: Partial<ModelInfo>
  /** What `keySource` says; `none` by default, null for a missing key. */
  readonly keySource?: string | null
  /** Once the script is used up its last turn is given again and again. */
  readonly repeatLast?: boolean
  /** More providers on the list, scripted each on its own. */
  readonly others?: ReadonlyArray<ScriptedModel>
  /** Models that it knows; every name by default. */
  readonly names?: ReadonlyArray<string>
  readonly listFault?: ConstructorParameters<typeof ModelFault>[0]
}

export interface ScriptedModel {
  readonly id: string
  readonly provider: Provider
  /** Every request in the order in which it came. */
  readonly requests: Array<ModelRequest>
  readonly layer: Layer.Layer<Providers>
}

export const scriptedInfo: ModelInfo = {
  provider: "scripted",
  name: "model",
  title: "Scripted model",
  contextWindow: 200_000,
  maxOutputTokens: 32_000,
  price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  tools: true,
  images: true,
  thinking: true,
  source: "scripted"
}

const cutText = (text: string, count: number): ReadonlyArray<string> => {
  const size = Math.max(1, Math.ceil(text.length / count))
  return Array.from({ length: Math.max(1, Math.ceil(text.length / size)) }, (_, i) =>
    text.slice(i * size, (i + 1) * size)
  )
}

type Step = Effect.Effect<ReadonlyArray<ModelPart>, ModelFault>

/** The steps of one reply: each gives the parts that arrive together, waits, or fails. */
const stepsOf = (provider: string, turn: ScriptedTurn, index: number): ReadonlyArray<Step> => {
  const pieces = typeof turn === "string" ? [turn] : turn
  const steps: Array<Step> = []
  const emit = (...parts: ReadonlyArray<ModelPart>) => void steps.push(Effect.succeed(parts))
  let usage = { input: 100, output: 10, cacheRead: 0, cacheWrite: 0 }
  let reason: "stop" | "length" | "content-filter" | "tool-calls" | "pause" | "error" | "other" | "unknown" | undefined
  let calls = 0
  let blocks = 0
  for (const piece of pieces) {
    if (typeof piece === "string" || "text" in piece) {
      const [text, deltas] = typeof piece === "string" ? [piece, 1] : [piece.text, piece.deltas ?? 1]
      const id = `text-${blocks++}`
      emit({ type: "text-start", id })
      for (const delta of cutText(text, deltas)) emit({ type: "text-delta", id, delta })
      emit({ type: "text-end", id })
    } else if ("reasoning" in piece) {
      const id = `reasoning-${blocks++}`
      emit({ type: "reasoning-start", id }, { type: "reasoning-delta", id, delta: piece.reasoning })
      emit({ type: "reasoning-end", id, metadata: { anthropic: { signature: piece.signature ?? "sig" } } })
    } else if ("call" in piece) {
      const id = piece.id ?? `call_${index}_${calls}`
      calls++
      const raw = piece.malformed ?? JSON.stringify(piece.input ?? {})
      emit({ type: "tool-params-start", id, name: piece.call }, { type: "tool-params-delta", id, delta: raw })
      emit({ type: "tool-params-end", id })
      emit(
        piece.malformed === undefined
          ? { type: "tool-call", id, name: piece.call, params: piece.input ?? {} }
          : {
              type: "tool-call",
              id,
              name: piece.call,
              params: {},
              metadata: { coderx: { malformed: piece.malformed } }
            }
      )
    } else if ("fault" in piece) {
      steps.push(Effect.fail(new ModelFault({ provider, ...piece.fault })))
      return steps
    } else if ("delayMs" in piece) steps.push(Effect.as(Effect.sleep(piece.delayMs), []))
    else if ("hang" in piece) {
      steps.push(Effect.never)
      return steps
    } else if ("cut" in piece) {
      steps.push(
        Effect.fail(
          new ModelFault({ kind: "cut", provider, message: "The connection broke in the middle of the reply." })
        )
      )
      return steps
    } else if ("usage" in piece) usage = { ...usage, ...piece.usage }
    else if ("finish" in piece) reason = piece.finish
    else emit(piece.part)
  }
  emit({
    type: "finish",
    reason: reason ?? (calls > 0 ? "tool-calls" : "stop"),
    usage: {
      inputTokens: {
        uncached: usage.input,
        total: usage.input + usage.cacheRead + usage.cacheWrite,
        cacheRead: usage.cacheRead,
        cacheWrite: usage.cacheWrite
      },
      outputTokens: { total: usage.output, text: usage.output, reasoning: 0 }
    }
  })
  return steps
}

/**
 * A provider whose replies are written down in the test, and what it was asked. Its model is `scripted/model` unless told
 * otherwise; any name under its provider is known. Running past the end of the script dies, so that no test passes by luck.
 */
export const scriptedModel = (replies: ReadonlyArray<ScriptedReply>, options: ScriptedOptions = {}): ScriptedModel => {
  const id = options.provider ?? "scripted"
  const info: ModelInfo = { ...scriptedInfo, provider: id, ...options.info }
  const requests: Array<ModelRequest> = []
  const missing = (name: string) =>
    new ModelFault({ kind: "model-missing", provider: id, message: `${id} has no model ${name}.` })
  const replyTo = (request: ModelRequest): Stream.Stream<ModelPart, ModelFault> => {
    const index = requests.length
    requests.push(request)
    const reply = replies[index] ?? (options.repeatLast === true ? replies.at(-1) : undefined)
    if (reply === undefined)
      return Stream.die(new Error(`The script of ${id} has ${replies.length} replies; request ${index + 1} came.`))
    const steps = stepsOf(id, typeof reply === "function" ? reply(request, index) : reply, index)
    return Stream.fromIterable(steps, { chunkSize: 1 }).pipe(
      Stream.mapEffect((step) => step),
      Stream.flatMap((parts) => Stream.fromIterable(parts))
    )
  }
  const provider: Provider = {
    id,
    title: info.title,
    local: info.price?.input === 0 && info.price.output === 0,
    keySource: Effect.succeed(options.keySource === null ? undefined : (options.keySource ?? "none")),
    list:
      options.listFault === undefined
        ? Effect.succeed((options.names ?? [info.name]).map((name) => ({ ...info, name })))
        : Effect.fail(new ModelFault(options.listFault)),
    describe: (name) =>
      options.names === undefined || options.names.includes(name)
        ? Effect.succeed({ ...info, name })
        : Effect.fail(missing(name)),
    stream: (request) => Stream.suspend(() => replyTo(request))
  }
  const all = [provider, ...(options.others ?? []).map((other) => other.provider)]
  const layer = Layer.succeed(
    Providers,
    Providers.of({
      ids: all.map((one) => one.id),
      get: (wanted) => {
        const found = all.find((one) => one.id === wanted)
        return found === undefined
          ? Effect.fail(
              new ModelFault({ kind: "model-missing", provider: wanted, message: `There is no provider ${wanted}.` })
            )
          : Effect.succeed(found)
      }
    })
  )
  return { id, provider, requests, layer }
}
