import type { Message } from "../domain/Message.ts"
import { inWindow } from "../domain/Usage.ts"
import { memorySections } from "../instructions/memoryText.ts"
import type { ToolSpec } from "../model/Provider.ts"
import { estimateFixed, estimateMessage, estimateParts } from "../model/window.ts"
import { callLabel } from "./callLabel.ts"
import type { SessionState } from "./RunState.ts"

export type ContextKind = "system" | "memory" | "tool" | "message" | "result"

/** One thing that the next request holds. */
export interface ContextSource {
  readonly kind: ContextKind
  /** Raw text: whoever shows it makes it safe. */
  readonly name: string
  readonly tokens: number
  /** Of all that the request holds, 0 to 1. */
  readonly share: number
  /** Whether the provider has it in its cache, by what it said of the last request; undefined where it said nothing yet. */
  readonly cached: boolean | undefined
}

/** How full the window is, and with what. Tokens; the parts are estimates that add up to the whole, which the provider counted as far as it could. */
export interface ContextUsage {
  readonly model: string
  readonly tokens: number
  readonly window: number
  readonly categories: ReadonlyArray<{ readonly name: string; readonly tokens: number }>
  /** In the order in which providers cache them: tools, system prompt, memory files, messages. */
  readonly sources: ReadonlyArray<ContextSource>
}

type Weighed = Pick<ContextSource, "kind" | "name"> & {
  readonly estimate: number
  /** It is part of what the provider counted. */
  readonly counted: boolean
}

const nameLength = 60

const firstWords = (text: string): string => {
  const words = text.trim().split(/\s+/, 12).join(" ")
  return words.length <= nameLength ? words : `${words.slice(0, nameLength - 1)}…`
}

type Part = Exclude<Message["content"], string>[number]

const textOf = (content: Message["content"]): string =>
  typeof content === "string" ? content : content.map((part: Part) => (part.type === "text" ? part.text : "")).join(" ")

const callsOf = (message: Message) =>
  message.role !== "assistant" || typeof message.content === "string"
    ? []
    : message.content.flatMap((part) => (part.type === "tool-call" ? [part] : []))

const messageName = (message: Message): string => {
  const words = firstWords(textOf(message.content))
  if (message.role === "user") return `You: ${words === "" ? "(attachment)" : words}`
  const calls = callsOf(message).map((call) => call.name)
  return `Reply: ${words === "" ? calls.join(", ") : words}`
}

/** Each message, and of those that hold results each result. */
const weighMessages = (messages: ReadonlyArray<Message>, counted: number): ReadonlyArray<Weighed> => {
  const labels = new Map(messages.flatMap(callsOf).map((call) => [call.id, callLabel(call.name, call.params)]))
  return messages.flatMap((message, index): ReadonlyArray<Weighed> => {
    const known = index < counted
    if (message.role !== "tool") {
      return [{ kind: "message", name: messageName(message), estimate: estimateMessage(message), counted: known }]
    }
    return message.content.map((part) => ({
      kind: "result",
      name: part.type === "tool-result" ? (labels.get(part.id) ?? part.name) : part.type,
      estimate: estimateParts([part]),
      counted: known
    }))
  })
}

const weighSystem = (system: ReadonlyArray<string>, counted: boolean): ReadonlyArray<Weighed> => {
  const blocks = system.map(memorySections)
  const rest = blocks.map((block) => block.rest)
  const files = blocks.flatMap((block) => block.files)
  return [
    { kind: "system", name: "System prompt", estimate: estimateFixed(rest, []), counted },
    ...files.map(
      ({ path, text }): Weighed => ({ kind: "memory", name: path, estimate: estimateFixed([text], []), counted })
    )
  ]
}

const sum = (items: ReadonlyArray<Weighed>): number => items.reduce((all, { estimate }) => all + estimate, 0)

/**
 * Sums up a session's next request by source.
 *
 * @param tokens what the next request holds in all
 */
export const contextUsageOf = (state: SessionState, tools: ReadonlyArray<ToolSpec>, tokens: number): ContextUsage => {
  const { contextWindow, name } = state.model
  const { messages } = state.conversation
  const counted = state.counted !== undefined && state.counted.messages <= messages.length ? state.counted : undefined
  const weighed: ReadonlyArray<Weighed> = [
    ...tools.map(
      (tool): Weighed => ({
        kind: "tool",
        name: tool.name,
        estimate: estimateFixed([], [tool]),
        counted: counted !== undefined
      })
    ),
    ...weighSystem(state.system, counted !== undefined),
    ...weighMessages(messages, counted?.messages ?? 0)
  ]
  const covered = counted === undefined ? 0 : inWindow(counted.usage)
  const factors = {
    counted: covered / Math.max(1, sum(weighed.filter((one) => one.counted))),
    estimated: Math.max(0, tokens - covered) / Math.max(1, sum(weighed.filter((one) => !one.counted)))
  }
  const cachedUpTo = counted === undefined ? undefined : counted.usage.cacheReadTokens + counted.usage.cacheWriteTokens

  let end = 0
  const sources = weighed.map((one): ContextSource => {
    const start = end
    end += one.estimate * (one.counted ? factors.counted : factors.estimated)
    // Rounded as sums, so that the parts add up to the whole.
    const held = Math.round(end) - Math.round(start)
    return {
      kind: one.kind,
      name: one.name,
      tokens: held,
      share: tokens === 0 ? 0 : held / tokens,
      cached: cachedUpTo === undefined ? undefined : one.counted && (start + end) / 2 < cachedUpTo
    }
  })
  const of = (...kinds: ReadonlyArray<ContextKind>) =>
    sources.reduce((all, source) => all + (kinds.includes(source.kind) ? source.tokens : 0), 0)
  return {
    model: name,
    tokens,
    window: contextWindow,
    categories: [
      { name: "System prompt", tokens: of("system") },
      { name: "Memory files", tokens: of("memory") },
      { name: "Tools", tokens: of("tool") },
      { name: "Messages", tokens: of("message", "result") },
      { name: "Free space", tokens: Math.max(0, contextWindow - tokens) }
    ],
    sources
  }
}
