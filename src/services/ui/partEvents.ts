import type { AgentEvent } from "../domain/AgentEvent.ts"
import { wireUsage } from "./resultLine.ts"

type PartArrived = Extract<AgentEvent, { readonly _tag: "PartArrived" }>
type ReplyReceived = Extract<AgentEvent, { readonly _tag: "ReplyReceived" }>

/** An event in the shape of the Messages stream (https://docs.anthropic.com/en/api/messages-streaming). */
export type WireEvent = { readonly type: string } & Readonly<Record<string, unknown>>

/** Which message is being told, and the index of each of its blocks that is still open. */
interface Open {
  readonly messageId: string
  readonly blocks: Map<string, number>
  next: number
}

const nothingUsed = wireUsage({ inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 })

/** What a thinking block ends with, where the provider gave it: hosts hand it back. */
const signatureOf = (metadata: unknown): string | undefined => {
  if (typeof metadata !== "object" || metadata === null || !("anthropic" in metadata)) return undefined
  const facts = metadata.anthropic
  if (typeof facts !== "object" || facts === null || !("signature" in facts)) return undefined
  return typeof facts.signature === "string" ? facts.signature : undefined
}

/**
 * Tells the pieces of any provider's reply as an Anthropic stream: `message_start`, blocks that open, grow and close in
 * order, `message_delta` with the stop reason, `message_stop`. Keeps only which blocks are open; one for each run.
 */
export const makePartEvents = () => {
  let open: Open | undefined
  /** Calls whose arguments were told piece by piece. */
  const told = new Set<string>()

  const start = (key: string, block: WireEvent): ReadonlyArray<WireEvent> => {
    if (open === undefined) return []
    const index = open.next++
    open.blocks.set(key, index)
    return [{ type: "content_block_start", index, content_block: block }]
  }

  const grow = (key: string, delta: WireEvent, block: WireEvent): ReadonlyArray<WireEvent> => {
    const started = open?.blocks.has(key) === true ? [] : start(key, block)
    return [...started, { type: "content_block_delta", index: open?.blocks.get(key) ?? 0, delta }]
  }

  const close = (key: string): ReadonlyArray<WireEvent> => {
    const index = open?.blocks.get(key)
    if (index === undefined) return []
    open?.blocks.delete(key)
    return [{ type: "content_block_stop", index }]
  }

  const ofPart = ({ part }: PartArrived): ReadonlyArray<WireEvent> => {
    switch (part.type) {
      case "text-start":
        return start(part.id, { type: "text", text: "" })
      case "text-delta":
        return grow(part.id, { type: "text_delta", text: part.delta }, { type: "text", text: "" })
      case "reasoning-start":
        return start(part.id, { type: "thinking", thinking: "", signature: "" })
      case "reasoning-delta":
        return grow(
          part.id,
          { type: "thinking_delta", thinking: part.delta },
          { type: "thinking", thinking: "", signature: "" }
        )
      case "reasoning-end": {
        const signature = signatureOf(part.metadata)
        const signed =
          signature === undefined
            ? []
            : grow(part.id, { type: "signature_delta", signature }, { type: "thinking", thinking: "", signature: "" })
        return [...signed, ...close(part.id)]
      }
      case "tool-params-start":
        return start(part.id, { type: "tool_use", id: part.id, name: part.name, input: {} })
      case "tool-params-delta":
        return grow(
          part.id,
          { type: "input_json_delta", partial_json: part.delta },
          { type: "tool_use", id: part.id, name: "", input: {} }
        )
      case "text-end":
      case "tool-params-end":
        return close(part.id)
      case "tool-call": {
        // A provider that tells a call only when it is whole: one piece with all of its arguments.
        if (told.has(part.id)) return []
        const block = { type: "tool_use", id: part.id, name: part.name, input: {} }
        return [
          ...start(part.id, block),
          ...grow(part.id, { type: "input_json_delta", partial_json: JSON.stringify(part.params) }, block),
          ...close(part.id)
        ]
      }
      default:
        return []
    }
  }

  return {
    part: (event: PartArrived): ReadonlyArray<WireEvent> => {
      const opening: Array<WireEvent> = []
      if (open?.messageId !== event.messageId) {
        open = { messageId: event.messageId, blocks: new Map(), next: 0 }
        told.clear()
        const message = { id: event.messageId, type: "message", role: "assistant", model: event.model, content: [] }
        opening.push({
          type: "message_start",
          message: { ...message, stop_reason: null, stop_sequence: null, usage: nothingUsed }
        })
      }
      if (event.part.type === "tool-params-start") told.add(event.part.id)
      const pieces = ofPart(event)
      return opening.length === 0 ? pieces : [...opening, ...pieces]
    },
    /** The reply is whole, or was cut: what is open is closed, so that a host's parser ends in order. */
    reply: (event: ReplyReceived): ReadonlyArray<WireEvent> => {
      if (open === undefined || open.messageId !== event.messageId) return []
      const closing = [...open.blocks.keys()].flatMap(close)
      open = undefined
      return [
        ...closing,
        {
          type: "message_delta",
          delta: { stop_reason: event.stopReason, stop_sequence: null },
          usage: wireUsage(event.usage)
        },
        { type: "message_stop" }
      ]
    }
  }
}
