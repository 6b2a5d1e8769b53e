import type { Message } from "../domain/Message.ts"
import type { Redactor } from "../secrets/Secrets.ts"
import type { ModelInfo, ModelPart, ModelRequest } from "./Provider.ts"
import type { Call, Heard, Line } from "./recording.ts"

/** 53 bits, enough to tell two requests apart; no secret rests on it. (cyrb53, public domain, bryc.) */
export const hash = (text: string): string => {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16).padStart(14, "0")
}

const textOf = (parts: ReadonlyArray<{ readonly type: string; readonly text?: string }>): string =>
  parts.map((part) => (part.type === "text" ? (part.text ?? "") : `[${part.type}]`)).join("\n")

/** What messages hold that no model said: inputs and tool results, in order. */
export const heardOf = (messages: ReadonlyArray<Message>, turn: number): ReadonlyArray<Heard> =>
  messages.flatMap((message): ReadonlyArray<Heard> => {
    if (message.role === "assistant") return []
    if (message.role === "user") {
      return [
        { type: "input", turn, text: typeof message.content === "string" ? message.content : textOf(message.content) }
      ]
    }
    return message.content.flatMap((part): ReadonlyArray<Heard> => {
      if (part.type !== "tool-result") return []
      const own = typeof part.result === "string" ? part.result : JSON.stringify(part.result ?? null)
      const text = part.modelOutput === undefined ? own : textOf(part.modelOutput)
      return [{ type: "tool_result", turn, id: part.id, name: part.name, failed: part.isFailure, text }]
    })
  })

/** The request in outline. The hash is over the messages and tools as they were sent. */
export const outline = (request: ModelRequest): Call["request"] => ({
  messages: request.messages.length,
  tools: request.tools.map((tool) => tool.name),
  hash: hash(JSON.stringify([request.messages, request.tools]))
})

/** The facts of a model that are kept. Prices are not: a replay costs nothing. */
export const infoOf = (model: ModelInfo): Call["model"] => ({
  provider: model.provider,
  name: model.name,
  title: model.title,
  contextWindow: model.contextWindow,
  maxOutputTokens: model.maxOutputTokens,
  tools: model.tools,
  images: model.images,
  thinking: model.thinking
})

/** One line, without secrets. */
export const encode = (line: Line, redactor?: Redactor): string => {
  if (redactor === undefined) return `${JSON.stringify(line)}\n`
  const whole = line.type === "call" ? { ...line, parts: joinSecret(line.parts, redactor) } : line
  return `${JSON.stringify(redactor.value(whole))}\n`
}

type Delta = Extract<ModelPart, { readonly delta: string }>
const isDelta = (part: ModelPart): part is Delta => "delta" in part && typeof part.delta === "string"

/** A secret that arrived in pieces would not be seen in any of them, so the deltas of a block that holds one are joined. */
const joinSecret = (parts: ReadonlyArray<ModelPart>, redactor: Redactor): ReadonlyArray<ModelPart> => {
  const blocks = new Map<string, string>()
  for (const part of parts) if (isDelta(part)) blocks.set(part.id, (blocks.get(part.id) ?? "") + part.delta)
  const masked = new Map(
    [...blocks].flatMap(([id, text]) => {
      const shown = redactor.text(text)
      return shown === text ? [] : [[id, shown] as const]
    })
  )
  if (masked.size === 0) return parts
  const told = new Set<string>()
  return parts.flatMap((part) => {
    const text = isDelta(part) ? masked.get(part.id) : undefined
    if (!isDelta(part) || text === undefined) return [part]
    if (told.has(part.id)) return []
    told.add(part.id)
    return [{ ...part, delta: text }]
  })
}
