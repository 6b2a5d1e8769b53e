import type { ModelPart } from "../../../services/model/Provider.ts"
import { type FaultContext, faultOf, faultOfTold } from "../../../services/model/wire/faults.ts"
import { Lines } from "../../../services/model/wire/lines.ts"
import type { ReplyDecoder } from "../../../services/model/wire/replyStream.ts"
import { parsed, toldError } from "../../../services/model/wire/toldError.ts"
import { checkToolParams, toolCallPart } from "../../../services/model/wire/toolParams.ts"

type FinishReason = Extract<ModelPart, { readonly type: "finish" }>["reason"]

/** What is read of a line of `/api/chat`. */
interface ChatLine {
  readonly model?: string
  readonly error?: unknown
  readonly message?: {
    readonly content?: string | null
    readonly thinking?: string | null
    readonly tool_calls?: ReadonlyArray<{
      readonly id?: string
      readonly function?: { readonly name?: string; readonly arguments?: unknown }
    }> | null
  } | null
  readonly done?: boolean
  readonly done_reason?: string
  readonly prompt_eval_count?: number
  readonly eval_count?: number
}

/** The rest of a line is checked where it is used. */
const isLine = (value: unknown): value is ChatLine =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const newCallId = (): string => `call_${Math.random().toString(36).slice(2, 14)}`

/** Decodes the lines of JSON that Ollama streams. */
export const makeDecoder = (context: FaultContext): ReplyDecoder => {
  const lines = new Lines()
  let parts: Array<ModelPart> = []
  let open: { readonly type: "text" | "reasoning"; readonly id: string } | undefined
  let blocks = 0
  let calls = 0
  let seen = false
  let whole = false

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

  const finish = (line: ChatLine): void => {
    close()
    whole = true
    const reason: FinishReason =
      line.done_reason === "length"
        ? "length"
        : calls > 0
          ? "tool-calls"
          : line.done_reason === "load"
            ? "other"
            : "stop"
    // The count of a prompt that is cached in the server is the whole prompt's, so all of it is new to us.
    parts.push({
      type: "finish",
      reason,
      usage: {
        inputTokens: { uncached: line.prompt_eval_count, total: line.prompt_eval_count, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: line.eval_count }
      }
    })
  }

  const take = (line: ChatLine): void => {
    if (line.error !== undefined && line.error !== null) {
      throw faultOfTold(context, toldError(line) ?? { type: "", message: "", status: 0 })
    }
    if (!seen && line.model !== undefined) parts.push({ type: "response-metadata", modelId: line.model })
    seen = true
    write("reasoning", line.message?.thinking)
    write("text", line.message?.content)
    for (const call of line.message?.tool_calls ?? []) {
      close()
      const id = call.id || newCallId()
      const name = call.function?.name ?? ""
      const args = call.function?.arguments
      calls++
      parts.push({ type: "tool-params-start", id, name })
      parts.push({ type: "tool-params-delta", id, delta: typeof args === "string" ? args : JSON.stringify(args ?? {}) })
      parts.push({ type: "tool-params-end", id })
      parts.push(toolCallPart(id, name, checkToolParams(args)))
    }
    if (line.done === true) finish(line)
  }

  const read = (texts: ReadonlyArray<string>): void => {
    for (const text of texts) {
      if (whole) return
      if (text.trim() === "") continue
      const value: unknown = JSON.parse(text)
      if (isLine(value)) take(value)
    }
  }

  return {
    push: (bytes) => read(lines.push(bytes)),
    end: () => {
      const last = lines.end()
      if (!whole) read(last.filter((text) => parsed(text) !== undefined))
      if (whole) return
      if (!seen && last.every((text) => text.trim() === "")) {
        throw faultOf(context, "empty", `${context.title} sent an empty reply.`)
      }
      throw faultOf(context, "cut", `${context.title} ended the reply before it was whole.`)
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
