import type {
  ContentBlock,
  MessageDeltaUsage,
  RawContentBlockDelta,
  RawMessageStreamEvent,
  StopReason,
  Usage
} from "@anthropic-ai/sdk/resources/messages/messages"
import type { ModelPart } from "../../../services/model/Provider.ts"
import { type FaultContext, faultOf, faultOfTold, noReply } from "../../../services/model/wire/faults.ts"
import type { ReplyDecoder } from "../../../services/model/wire/replyStream.ts"
import { Sse, type SseEvent } from "../../../services/model/wire/sse.ts"
import { parsed, toldError } from "../../../services/model/wire/toldError.ts"
import { readToolParams, toolCallPart } from "../../../services/model/wire/toolParams.ts"

type FinishReason = Extract<ModelPart, { readonly type: "finish" }>["reason"]

const reasons: Readonly<Record<StopReason, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  tool_use: "tool-calls",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  pause_turn: "pause",
  refusal: "content-filter"
}

/** A sign of life: the server works, there is nothing to show yet. */
const alive: ModelPart = { type: "response-metadata", metadata: { coderx: { alive: true } } }

const newCallId = (): string => `call_${Math.random().toString(36).slice(2, 14)}`

interface Block {
  readonly id: string
  readonly kind: "text" | "reasoning" | "tool" | "other"
  readonly name: string
  json: string
  signature: string
  /** Arguments that came whole at the start. */
  readonly input: unknown
}

const kindOf = (block: ContentBlock): Block["kind"] =>
  block.type === "text"
    ? "text"
    : block.type === "thinking" || block.type === "redacted_thinking"
      ? "reasoning"
      : block.type === "tool_use"
        ? "tool"
        : "other"

/** Decodes the event stream of the Messages API. */
export const makeDecoder = (context: FaultContext): ReplyDecoder => {
  const sse = new Sse()
  const blocks = new Map<number, Block>()
  let parts: Array<ModelPart> = []
  let usage: Partial<Usage> = {}
  let stopReason: StopReason | undefined
  let seen = false
  let whole = false
  let comments = 0

  const start = (index: number, content: ContentBlock): void => {
    const kind = kindOf(content)
    const name = content.type === "tool_use" ? content.name : ""
    const id = content.type === "tool_use" ? content.id || newCallId() : String(index)
    const input = content.type === "tool_use" ? content.input : undefined
    blocks.set(index, { id, kind, name, json: "", signature: "", input })
    if (kind === "tool") parts.push({ type: "tool-params-start", id, name })
    else if (content.type === "redacted_thinking") {
      parts.push({ type: "reasoning-start", id, metadata: { anthropic: { redactedData: content.data } } })
    } else if (kind === "reasoning") parts.push({ type: "reasoning-start", id })
    else if (kind === "text") parts.push({ type: "text-start", id })
    if (content.type === "text" && content.text) parts.push({ type: "text-delta", id, delta: content.text })
  }

  const stop = (block: Block): void => {
    const { id } = block
    if (block.kind === "text") parts.push({ type: "text-end", id })
    else if (block.kind === "reasoning") {
      const metadata = block.signature === "" ? {} : { metadata: { anthropic: { signature: block.signature } } }
      parts.push({ type: "reasoning-end", id, ...metadata })
    } else if (block.kind === "tool") {
      const raw = block.json === "" && block.input !== undefined ? JSON.stringify(block.input) : block.json
      parts.push({ type: "tool-params-end", id }, toolCallPart(id, block.name, readToolParams(raw)))
    }
  }

  const count = (more: Partial<Usage> | Partial<MessageDeltaUsage> | null | undefined): void => {
    const known = Object.entries(more ?? {}).filter(([, value]) => typeof value === "number")
    usage = { ...usage, ...Object.fromEntries(known) }
  }

  const finish = (): void => {
    const uncached = usage.input_tokens
    const cacheRead = usage.cache_read_input_tokens ?? 0
    const cacheWrite = usage.cache_creation_input_tokens ?? 0
    const total = uncached === undefined ? undefined : uncached + cacheRead + cacheWrite
    whole = true
    parts.push({
      type: "finish",
      reason: stopReason === undefined ? "unknown" : (reasons[stopReason] ?? "other"),
      usage: { inputTokens: { uncached, total, cacheRead, cacheWrite }, outputTokens: { total: usage.output_tokens } },
      metadata: { anthropic: { stopReason: stopReason ?? null } }
    })
  }

  const grow = (block: Block, delta: RawContentBlockDelta): void => {
    if (delta.type === "text_delta") parts.push({ type: "text-delta", id: block.id, delta: delta.text })
    else if (delta.type === "thinking_delta") {
      parts.push({ type: "reasoning-delta", id: block.id, delta: delta.thinking })
    } else if (delta.type === "signature_delta") block.signature += delta.signature
    else if (delta.type === "input_json_delta" && block.kind === "tool") {
      block.json += delta.partial_json
      parts.push({ type: "tool-params-delta", id: block.id, delta: delta.partial_json })
    }
  }

  const take = (event: RawMessageStreamEvent): void => {
    const block = "index" in event ? blocks.get(event.index) : undefined
    if (event.type === "content_block_delta" && block !== undefined) grow(block, event.delta)
    else if (event.type === "content_block_start") start(event.index, event.content_block)
    else if (event.type === "content_block_stop" && block !== undefined) {
      blocks.delete(event.index)
      stop(block)
    } else if (event.type === "message_start") {
      count(event.message.usage)
      parts.push({ type: "response-metadata", id: event.message.id, modelId: event.message.model })
    } else if (event.type === "message_delta") {
      stopReason = event.delta.stop_reason ?? stopReason
      count(event.usage)
    } else if (event.type === "message_stop") finish()
  }

  const read = (events: ReadonlyArray<SseEvent>): void => {
    for (const { event, data } of events) {
      if (whole) return
      seen = true
      if (event === "ping") {
        parts.push(alive)
        continue
      }
      const value = JSON.parse(data)
      if (event === "error" || value?.type === "error") {
        throw faultOfTold(context, toldError(value) ?? { type: "", message: data, status: 0 })
      }
      if (value?.type === "ping") parts.push(alive)
      else if (typeof value?.type === "string") take(value)
    }
    if (events.length === 0 && sse.comments > comments) parts.push(alive)
    comments = sse.comments
  }

  return {
    push: (bytes) => read(sse.push(bytes)),
    end: () => {
      const last = sse.end()
      if (!whole) read(last.filter(({ data }) => parsed(data) !== undefined))
      if (whole) return
      const told = toldError(parsed(sse.stray))
      if (told !== undefined) throw faultOfTold(context, told)
      if (!seen) throw noReply(context, sse.stray)
      if (stopReason === undefined || blocks.size > 0) {
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
