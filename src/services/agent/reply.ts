import { Predicate, type Schema } from "effect"
import type { StopReason } from "../domain/AgentEvent.ts"
import type { AssistantPart } from "../domain/Message.ts"
import type { ToolCall } from "../domain/ToolCall.ts"
import { none, type Usage } from "../domain/Usage.ts"
import type { ModelPart } from "../model/Provider.ts"

type Options = Record<string, Schema.Json | null>
type Metadata = Readonly<Options> | undefined

interface OpenBlock {
  readonly type: "text" | "reasoning"
  readonly pieces: Array<string>
  options: Options
}

/**
 * Gathers the parts of one reply. Mutable on purpose: it sees every delta of every reply, and lives for one model call.
 * Calls are added only when their arguments are whole, so a cut reply never holds half a call.
 */
export class ReplyBuilder {
  readonly #blocks: Array<OpenBlock | AssistantPart> = []
  readonly #open = new Map<string, OpenBlock>()
  messageId: string | undefined
  usage: Usage = none
  finish: Extract<ModelPart, { type: "finish" }>["reason"] | undefined

  add(part: ModelPart): void {
    switch (part.type) {
      case "text-start":
        this.#start(part.id, "text", part.metadata)
        return
      case "reasoning-start":
        this.#start(part.id, "reasoning", part.metadata)
        return
      case "text-delta":
        this.#append(part.id, "text", part.delta)
        return
      case "reasoning-delta":
        this.#append(part.id, "reasoning", part.delta)
        return
      case "text-end":
      case "reasoning-end":
        this.#end(part.id, part.metadata)
        return
      case "tool-call":
        this.#blocks.push({
          type: "tool-call",
          id: part.id,
          name: part.name,
          params: part.params,
          ...(part.metadata === undefined ? {} : { options: part.metadata })
        })
        return
      case "response-metadata":
        this.messageId = part.id ?? this.messageId
        return
      case "finish":
        this.finish = part.reason
        this.usage = usageOf(part)
        return
      default:
        return
    }
  }

  /** Text blocks without text say nothing and some servers refuse them. Thinking without text may carry a signature. */
  content(): ReadonlyArray<AssistantPart> {
    const parts: Array<AssistantPart> = []
    for (const block of this.#blocks) {
      if (!("pieces" in block)) {
        parts.push(block)
        continue
      }
      const text = block.pieces.join("")
      const hasOptions = Object.keys(block.options).length > 0
      if (text === "" && !hasOptions) continue
      const options = hasOptions ? { options: block.options } : {}
      parts.push(block.type === "text" ? { type: "text", text, ...options } : { type: "reasoning", text, ...options })
    }
    return parts
  }

  get isEmpty(): boolean {
    return this.content().length === 0
  }

  #start(id: string, type: "text" | "reasoning", metadata: Metadata): void {
    const block: OpenBlock = { type, pieces: [], options: { ...metadata } }
    this.#open.set(id, block)
    this.#blocks.push(block)
  }

  #append(id: string, type: "text" | "reasoning", delta: string): void {
    if (!this.#open.has(id)) this.#start(id, type, undefined)
    this.#open.get(id)?.pieces.push(delta)
  }

  #end(id: string, metadata: Metadata): void {
    const block = this.#open.get(id)
    if (block === undefined) return
    for (const [provider, value] of Object.entries(metadata ?? {})) {
      const before = block.options[provider]
      block.options[provider] = isJsonObject(before) && isJsonObject(value) ? { ...before, ...value } : value
    }
    this.#open.delete(id)
  }
}

const isJsonObject = (value: Schema.Json | null | undefined): value is Schema.JsonObject =>
  Predicate.isObject(value) && !Array.isArray(value)

/** The tokens of a reply, as the part that ends it tells them. */
export const usageOf = (part: Extract<ModelPart, { type: "finish" }>): Usage => {
  const { inputTokens: input, outputTokens: output } = part.usage
  const cacheReadTokens = input.cacheRead ?? 0
  const cacheWriteTokens = input.cacheWrite ?? 0
  return {
    inputTokens: input.uncached ?? Math.max(0, (input.total ?? 0) - cacheReadTokens - cacheWriteTokens),
    cacheReadTokens,
    cacheWriteTokens,
    outputTokens: output.total ?? (output.text ?? 0) + (output.reasoning ?? 0)
  }
}

/** The provider's finish reason in the words that hosts know (Anthropic Messages API, `stop_reason`). */
export const stopReasonOf = (finish: ReplyBuilder["finish"]): StopReason => {
  switch (finish) {
    case "stop":
      return "end_turn"
    case "tool-calls":
      return "tool_use"
    case "length":
      return "max_tokens"
    case "content-filter":
      return "refusal"
    case "pause":
      return "pause_turn"
    default:
      return null
  }
}

/** The text of a reply, blocks joined: the answer, when no call follows. */
export const textOf = (content: ReadonlyArray<AssistantPart>): string =>
  content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("")

/** The calls of a reply, in order, as the pipeline takes them. */
export const callsOf = (content: ReadonlyArray<AssistantPart>): ReadonlyArray<ToolCall> =>
  content.flatMap((part) => {
    if (part.type !== "tool-call" || part.providerExecuted === true) return []
    const facts = part.options?.["coderx"]
    const malformed = isJsonObject(facts) ? facts["malformed"] : undefined
    return [
      { id: part.id, name: part.name, input: part.params, ...(typeof malformed === "string" ? { malformed } : {}) }
    ]
  })
