import type { ModelPart } from "../../../services/model/Provider.ts"
import { type FaultContext, faultOf, faultOfTold, noReply } from "../../../services/model/wire/faults.ts"
import type { ReplyDecoder } from "../../../services/model/wire/replyStream.ts"
import { Sse, type SseEvent } from "../../../services/model/wire/sse.ts"
import { parsed, toldError } from "../../../services/model/wire/toldError.ts"
import { checkToolParams, toolCallPart } from "../../../services/model/wire/toolParams.ts"

type FinishReason = Extract<ModelPart, { readonly type: "finish" }>["reason"]
type Usage = Extract<ModelPart, { readonly type: "finish" }>["usage"]

/** A piece of a call. Small servers leave out `id`, `index` or send the arguments as an object. */
interface CallDelta {
  readonly index?: number
  readonly id?: string | null
  readonly function?: { readonly name?: string | null; readonly arguments?: unknown }
}

interface Delta {
  readonly content?: string | null | ReadonlyArray<{ readonly type?: string; readonly text?: string }>
  /** Text that is reasoning: `reasoning_content` of llama.cpp, vLLM and DeepSeek, `reasoning` of OpenRouter. */
  readonly reasoning_content?: string | null
  readonly reasoning?: string | null
  readonly refusal?: string | null
  readonly tool_calls?: ReadonlyArray<CallDelta> | null
}

/** What is read of a chunk of `/chat/completions`, also of a whole completion that a server sends instead. */
interface Chunk {
  readonly id?: string
  readonly model?: string
  readonly error?: unknown
  readonly choices?: ReadonlyArray<{
    readonly delta?: Delta | null
    readonly message?: Delta | null
    readonly finish_reason?: string | null
  }>
  readonly usage?: {
    readonly prompt_tokens?: number
    readonly completion_tokens?: number
    readonly prompt_tokens_details?: { readonly cached_tokens?: number; readonly cache_write_tokens?: number } | null
    readonly prompt_cache_hit_tokens?: number
    readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null
  } | null
}

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  eos: "stop",
  length: "length",
  tool_calls: "tool-calls",
  function_call: "tool-calls",
  content_filter: "content-filter",
  error: "error"
}

/** The rest of a chunk is checked where it is used: servers differ, and one odd field must not cost the reply. */
const isChunk = (value: unknown): value is Chunk => typeof value === "object" && value !== null && !Array.isArray(value)

const alive: ModelPart = { type: "response-metadata", metadata: { coderx: { alive: true } } }
const newCallId = (): string => `call_${Math.random().toString(36).slice(2, 14)}`

interface Call {
  readonly id: string
  /** The server's own id, to tell a new call from more of the same one. */
  readonly ownId: string | undefined
  name: string
  json: string
  whole: unknown
}

const usageOf = (usage: NonNullable<Chunk["usage"]>): Usage => {
  const total = usage.prompt_tokens
  const cacheRead = usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0
  const cacheWrite = usage.prompt_tokens_details?.cache_write_tokens ?? 0
  return {
    inputTokens: {
      uncached: total === undefined ? undefined : Math.max(0, total - cacheRead - cacheWrite),
      total,
      cacheRead,
      cacheWrite
    },
    outputTokens: { total: usage.completion_tokens, reasoning: usage.completion_tokens_details?.reasoning_tokens }
  }
}

/** Decodes the event stream of Chat Completions, as OpenAI and those who copied it speak it. */
export const makeDecoder = (context: FaultContext): ReplyDecoder => {
  const sse = new Sse()
  const calls = new Map<number, Call>()
  let parts: Array<ModelPart> = []
  let open: { readonly type: "text" | "reasoning"; readonly id: string } | undefined
  let blocks = 0
  let usage: Usage = { inputTokens: {}, outputTokens: {} }
  let reason: string | undefined
  /** The server names finish reasons at all, also as null. One that never does is taken at its word when it ends. */
  let namesReasons = false
  let seen = false
  let whole = false
  let comments = 0

  const close = (): void => {
    if (open !== undefined) parts.push({ type: `${open.type}-end`, id: open.id })
    open = undefined
  }

  const write = (type: "text" | "reasoning", delta: string | null | undefined): void => {
    if (typeof delta !== "string" || delta === "") return
    if (open?.type !== type) {
      close()
      open = { type, id: String(blocks++) }
      parts.push({ type: `${type}-start`, id: open.id })
    }
    parts.push({ type: `${type}-delta`, id: open.id, delta })
  }

  /** The call that a piece belongs to; some servers number all calls 0 and tell them apart by id. */
  const callOf = (delta: CallDelta): Call => {
    const ownId = delta.id || undefined
    const again = ownId === undefined ? undefined : [...calls.values()].find((call) => call.ownId === ownId)
    if (delta.index === undefined && again !== undefined) return again
    let index = delta.index ?? (ownId === undefined && !delta.function?.name ? calls.size - 1 : calls.size)
    const known = calls.get(index)
    if (known !== undefined && (ownId === undefined || known.ownId === undefined || ownId === known.ownId)) return known
    if (known !== undefined) {
      if (again !== undefined) return again
      index = Math.max(...calls.keys()) + 1
    }
    const id = again === undefined && ownId !== undefined ? ownId : newCallId()
    const call: Call = { id, ownId, name: delta.function?.name ?? "", json: "", whole: undefined }
    calls.set(index, call)
    close()
    parts.push({ type: "tool-params-start", id: call.id, name: call.name })
    return call
  }

  const takeCall = (delta: CallDelta): void => {
    const call = callOf(delta)
    const name = delta.function?.name
    if (name && call.name === "") call.name = name
    const args = delta.function?.arguments
    if (typeof args === "string") {
      call.json += args
      if (args !== "") parts.push({ type: "tool-params-delta", id: call.id, delta: args })
    } else if (typeof args === "object" && args !== null) call.whole = args
  }

  const take = (chunk: Chunk): void => {
    const choice = chunk.choices?.[0]
    const delta = choice?.delta ?? choice?.message
    if (!seen && (chunk.id !== undefined || chunk.model !== undefined)) {
      parts.push({
        type: "response-metadata",
        ...(chunk.id === undefined ? {} : { id: chunk.id }),
        ...(chunk.model === undefined ? {} : { modelId: chunk.model })
      })
    }
    seen = true
    if (chunk.usage) usage = usageOf(chunk.usage)
    if (choice === undefined) return
    write("reasoning", delta?.reasoning_content ?? delta?.reasoning)
    const content = delta?.content
    write(
      "text",
      typeof content === "object" && content !== null ? content.map((one) => one.text ?? "").join("") : content
    )
    write("text", delta?.refusal)
    for (const call of delta?.tool_calls ?? []) takeCall(call)
    if ("finish_reason" in choice) namesReasons = true
    if (typeof choice.finish_reason === "string") reason = choice.finish_reason
  }

  const finish = (): void => {
    close()
    for (const call of calls.values()) {
      parts.push({ type: "tool-params-end", id: call.id })
      parts.push(toolCallPart(call.id, call.name, checkToolParams(call.whole ?? call.json)))
    }
    whole = true
    const named = reason === undefined ? "unknown" : (reasons[reason] ?? "other")
    // Many servers say `stop` also where they make calls.
    const made = calls.size > 0 && (named === "stop" || named === "unknown" || named === "other")
    const none = calls.size === 0 && named === "tool-calls"
    parts.push({ type: "finish", reason: made ? "tool-calls" : none ? "stop" : named, usage })
  }

  const read = (events: ReadonlyArray<SseEvent>): void => {
    for (const { event, data } of events) {
      if (whole) return
      if (data === "[DONE]") {
        if (reason === undefined && (calls.size > 0 || !seen)) continue
        finish()
        return
      }
      const value: unknown = JSON.parse(data)
      if (!isChunk(value)) continue
      const error = event === "error" || value.error ? toldError(value) : undefined
      if (error !== undefined) throw faultOfTold(context, error)
      take(value)
    }
    if (events.length === 0 && sse.comments > comments) parts.push(alive)
    comments = sse.comments
  }

  /** A server that does not stream answers with one object. */
  const readStray = (): void => {
    const whole = sse.stray === "" ? undefined : parsed(sse.stray)
    const error = toldError(whole)
    if (error !== undefined) throw faultOfTold(context, error)
    if (isChunk(whole)) take(whole)
  }

  return {
    push: (bytes) => read(sse.push(bytes)),
    end: () => {
      const last = sse.end()
      if (!whole) read(last.filter(({ data }) => data === "[DONE]" || parsed(data) !== undefined))
      if (whole) return
      if (!seen) readStray()
      if (!seen) throw noReply(context, sse.stray)
      if (reason === undefined && (namesReasons || calls.size > 0)) {
        throw faultOf(context, "cut", `${context.title} ended the reply before it was whole.`)
      }
      finish()
    },
    take: () => {
      const out = parts
      parts = []
      return out
    },
    get whole() {
      return whole
    }
  }
}
