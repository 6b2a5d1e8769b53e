import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { AssistantPart } from "../domain/Message.ts"
import { hasFailed, type SettledCall, type ToolContent } from "../domain/ToolCall.ts"
import { resultLine, wireUsage } from "./resultLine.ts"

/** One line of `stream-json`, before `session_id` and `uuid` are put on it. */
export type HostLine = { readonly type: string } & Readonly<Record<string, unknown>>

type Event<Tag extends AgentEvent["_tag"]> = Extract<AgentEvent, { readonly _tag: Tag }>

const initLine = (event: Event<"SessionOpened">, version: string): HostLine => ({
  type: "system",
  subtype: "init",
  cwd: event.cwd,
  session_id: event.sessionId,
  tools: event.tools,
  mcp_servers: event.mcpServers,
  model: event.model,
  permissionMode: event.permissionMode,
  slash_commands: event.slashCommands ?? [],
  apiKeySource: event.apiKeySource,
  agents: [],
  skills: [],
  output_style: "default",
  coderx_version: version
})

const signature = (part: Extract<AssistantPart, { type: "reasoning" }>): string => {
  const facts: unknown = part.options?.["anthropic"]
  return typeof facts === "object" && facts !== null && "signature" in facts && typeof facts.signature === "string"
    ? facts.signature
    : ""
}

/** A block of a reply in the words of the Messages API; undefined for what no host knows. */
const block = (part: AssistantPart): HostLine | undefined => {
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text }
    case "reasoning":
      return { type: "thinking", thinking: part.text, signature: signature(part) }
    case "tool-call":
      return { type: "tool_use", id: part.id, name: part.name, input: part.params }
    default:
      return undefined
  }
}

/** One line a block, all with the id of their message. */
const assistantLines = (event: Event<"ReplyReceived">): ReadonlyArray<HostLine> =>
  event.content.flatMap((part) => {
    const content = block(part)
    if (content === undefined) return []
    const message = { id: event.messageId, type: "message", role: "assistant", model: event.model, content: [content] }
    return [
      {
        type: "assistant",
        message: { ...message, stop_reason: event.stopReason, stop_sequence: null, usage: wireUsage(event.usage) },
        parent_tool_use_id: null
      }
    ]
  })

const base64Of = (data: unknown): string | undefined => {
  if (typeof data === "string") return data
  return typeof data === "object" && data !== null && "base64" in data && typeof data.base64 === "string"
    ? data.base64
    : undefined
}

/** What the model read of a call, as the Messages API takes it. */
const resultContent = (content: ToolContent): unknown =>
  typeof content === "string"
    ? content
    : content.map((part) =>
        part.type === "text"
          ? { type: "text", text: part.text }
          : { type: "image", source: { type: "base64", media_type: part.mediaType, data: base64Of(part.data) ?? "" } }
      )

const toolResultLine = (settled: SettledCall): HostLine => ({
  type: "user",
  message: {
    role: "user",
    content: [
      {
        type: "tool_result",
        tool_use_id: settled.call.id,
        content: resultContent(settled.content),
        is_error: hasFailed(settled)
      }
    ]
  },
  parent_tool_use_id: null,
  tool_use_result: settled.output
})

const system = (subtype: string, facts: Readonly<Record<string, unknown>>): HostLine => ({
  type: "system",
  subtype,
  ...facts
})

/** The lines that tell an event, pieces of a reply excepted. Contract section 2. */
export const hostLines = (
  event: AgentEvent,
  facts: { readonly sessionId: string; readonly version: string; readonly uuid: () => string }
): ReadonlyArray<HostLine> => {
  switch (event._tag) {
    case "SessionOpened":
      return [initLine(event, facts.version)]
    case "ReplyReceived":
      return assistantLines(event)
    case "ToolSettled":
      return [toolResultLine(event.settled)]
    case "RetryScheduled":
      return [system("api_retry", { attempt: event.attempt, delay_ms: event.delayMs, reason: event.reason })]
    case "ModelFellBack":
      return [system("model_fallback", { from: event.from, to: event.to, reason: event.reason })]
    case "Compacted":
      return [
        system("compact_boundary", {
          compact_metadata: {
            trigger: event.trigger,
            pre_tokens: event.tokensBefore,
            post_tokens: event.tokensAfter,
            dropped: event.dropped
          }
        })
      ]
    case "PermissionModeChanged":
      return [system("status", { status: null, permissionMode: event.mode })]
    case "Warned":
      return [system("warning", { message: event.message })]
    case "RunEnded":
      return [resultLine(event, facts.sessionId, facts.uuid())]
    default:
      return []
  }
}
