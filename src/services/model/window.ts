import type { Message } from "../domain/Message.ts"
import { inWindow, type Usage } from "../domain/Usage.ts"
import type { ModelInfo, ModelRequest, ToolSpec } from "./Provider.ts"

/** An image is counted as this many tokens, near the most that providers charge for one of the size that we send. */
export const imageTokens = 1_600
/** Roles, block marks and ids around one message or part. */
const overhead = 4

/**
 * Tokens of a text, without a tokenizer: about four characters a token, and one a character beyond the alphabets that
 * tokenizers pack well (CJK, kana, hangul, emoji), where the rule of four would be far too low.
 */
export const estimateText = (text: string): number => {
  let wide = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x2e80) wide++
  return Math.ceil((text.length - wide) / 4) + wide
}

const estimateJson = (value: unknown): number =>
  value === undefined ? 0 : estimateText(typeof value === "string" ? value : JSON.stringify(value))

type Part = Exclude<Message["content"], string>[number]

const estimatePart = (part: Part): number => {
  switch (part.type) {
    case "text":
    case "reasoning":
      return estimateText(part.text)
    case "file":
      return imageTokens
    case "tool-call":
      return overhead + estimateText(part.name) + estimateJson(part.params)
    case "tool-result":
      return (
        overhead +
        (part.modelOutput === undefined
          ? estimateJson(part.result)
          : part.modelOutput.reduce(
              (sum, one) => sum + (one.type === "text" ? estimateText(one.text) : imageTokens),
              0
            ))
      )
    default:
      return overhead
  }
}

export const estimateParts = (parts: ReadonlyArray<Part>): number =>
  parts.reduce((sum, part) => sum + estimatePart(part), 0)

export const estimateMessage = (message: Message): number =>
  overhead + (typeof message.content === "string" ? estimateText(message.content) : estimateParts(message.content))

export const estimateMessages = (messages: ReadonlyArray<Message>): number =>
  messages.reduce((sum, message) => sum + estimateMessage(message), 0)

/** Tokens of what every request of a session carries: the system prompt and the tools. */
export const estimateFixed = (system: ReadonlyArray<string>, tools: ReadonlyArray<ToolSpec>): number =>
  system.reduce((sum, block) => sum + estimateText(block), 0) +
  tools.reduce(
    (sum, tool) =>
      sum + overhead + estimateText(tool.name) + estimateText(tool.description) + estimateJson(tool.inputSchema),
    0
  )

/** What a provider counted: the usage of a reply, and how many messages the request and that reply are together. */
export interface Counted {
  readonly usage: Usage
  readonly messages: number
}

/**
 * Tokens of a request: the provider's own count for what it has seen, an estimate for what is new. Only the new messages are
 * looked at, so the cost of asking does not grow with the conversation.
 */
export const estimateRequest = (
  request: Pick<ModelRequest, "system" | "tools" | "messages">,
  counted?: Counted
): number =>
  counted !== undefined && inWindow(counted.usage) > 0 && counted.messages <= request.messages.length
    ? inWindow(counted.usage) + estimateMessages(request.messages.slice(counted.messages))
    : estimateFixed(request.system, request.tools) + estimateMessages(request.messages)

/** From how many tokens on the conversation is compacted: a share of the window (`compactAt`, 0.8 unless set otherwise). */
export const compactionThreshold = (model: Pick<ModelInfo, "contextWindow">, compactAt: number): number =>
  Math.floor(model.contextWindow * Math.min(1, Math.max(0.1, compactAt)))
