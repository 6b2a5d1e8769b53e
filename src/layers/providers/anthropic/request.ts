import type {
  ContentBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
  OutputConfig,
  ThinkingConfigParam,
  Tool,
  ToolChoice
} from "@anthropic-ai/sdk/resources/messages/messages"
import type { AssistantPart, FilePart, Message, TextPart } from "../../../services/domain/Message.ts"
import type { ModelRequest } from "../../../services/model/Provider.ts"
import { resultParts, toolResults, userParts } from "../../../services/model/wire/content.ts"
import { isImage, mediaOf, unseen } from "../../../services/model/wire/media.ts"

const cacheMark = { cache_control: { type: "ephemeral" } } as const

type Seen = Extract<ContentBlockParam, { readonly type: "text" | "image" | "document" }>

/** The API refuses blocks without a visible character. */
const isBlank = (text: string): boolean => text.trim() === ""

const imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"] as const

const fileBlock = (part: FilePart, images: boolean): Seen => {
  const media = mediaOf(part)
  const imageType = imageTypes.find((type) => type === media.mediaType)
  if (isImage(part) && images) {
    if ("url" in media) return { type: "image", source: { type: "url", url: media.url } }
    if (imageType !== undefined)
      return { type: "image", source: { type: "base64", media_type: imageType, data: media.base64 } }
  }
  if (media.mediaType === "application/pdf") {
    return {
      type: "document",
      source:
        "url" in media
          ? { type: "url", url: media.url }
          : { type: "base64", media_type: "application/pdf", data: media.base64 }
    }
  }
  return { type: "text", text: unseen(part) }
}

const seenBlocks = (parts: ReadonlyArray<TextPart | FilePart>, images: boolean): Array<Seen> =>
  parts.flatMap((part): Array<Seen> => {
    if (part.type === "file") return [fileBlock(part, images)]
    return isBlank(part.text) ? [] : [{ type: "text", text: part.text }]
  })

/** The API takes letters, digits, `_` and `-` in ids; other providers give others. */
const idOf = (id: string): string => id.replace(/[^a-zA-Z0-9_-]/g, "_")

const assistantBlock = (part: AssistantPart): ReadonlyArray<ContentBlockParam> => {
  switch (part.type) {
    case "text":
      return isBlank(part.text) ? [] : [{ type: "text", text: part.text }]
    case "reasoning": {
      const own = part.options?.["anthropic"]
      if (typeof own !== "object" || own === null) return []
      if ("redactedData" in own && typeof own["redactedData"] === "string")
        return [{ type: "redacted_thinking", data: own["redactedData"] }]
      return "signature" in own && typeof own["signature"] === "string"
        ? [{ type: "thinking", thinking: part.text, signature: own["signature"] }]
        : []
    }
    case "tool-call":
      return [{ type: "tool_use", id: idOf(part.id), name: part.name, input: part.params ?? {} }]
    default:
      return []
  }
}

const blocksOf = (message: Message, images: boolean): Array<ContentBlockParam> => {
  if (message.role === "user") return seenBlocks(userParts(message), images)
  if (message.role === "tool") {
    return toolResults(message).map((part) => {
      const content = seenBlocks(resultParts(part), images)
      return {
        type: "tool_result",
        tool_use_id: idOf(part.id),
        ...(content.length === 0 ? {} : { content }),
        ...(part.isFailure ? { is_error: true } : {})
      }
    })
  }
  if (typeof message.content === "string")
    return isBlank(message.content) ? [] : [{ type: "text", text: message.content }]
  return message.content.flatMap(assistantBlock)
}

/** Marks the end of what the next request will begin with. Thinking takes no mark. */
const marked = (block: ContentBlockParam): ContentBlockParam =>
  block.type === "thinking" || block.type === "redacted_thinking" ? block : { ...block, ...cacheMark }

/**
 * One message for one message, so that a longer conversation begins with the bytes of the shorter one; only results of one
 * reply's calls must stand together. The last two messages of the user's side carry a cache mark.
 */
export const messagesOf = (messages: ReadonlyArray<Message>, images: boolean): Array<MessageParam> => {
  const out: Array<{ role: "user" | "assistant"; content: Array<ContentBlockParam> }> = []
  let afterTool = false
  for (const message of messages) {
    const content = blocksOf(message, images)
    if (content.length === 0) continue
    const last = out.at(-1)
    if (afterTool && message.role === "tool" && last !== undefined) last.content.push(...content)
    else out.push({ role: message.role === "assistant" ? "assistant" : "user", content })
    afterTool = message.role === "tool"
  }
  for (const message of out.filter((one) => one.role === "user").slice(-2)) {
    const last = message.content.pop()
    if (last !== undefined) message.content.push(marked(last))
  }
  return out
}

/** `claude-opus-4-5-20251101` is 4.5, `claude-3-7-sonnet-20250219` is 3.7, `claude-sonnet-5` is 5. Undefined without a number. */
const versionOf = (name: string): number | undefined => {
  const match = /claude-(?:[a-z]+-)?(\d{1,2})(?:-(\d{1,2}))?(?=-|$|@|\[)/.exec(name)
  return match === null ? undefined : Number(match[1]) + Number(match[2] ?? 0) / 10
}

const budgets = { low: 0, medium: 8_192, high: 24_576 } as const

/**
 * Models from 4.6 on decide themselves how much they think and take an effort; older ones think within a budget of tokens,
 * asked for by effort alone (Opus 4.5 takes both). A forced tool excludes thinking.
 */
export const thinkingOf = (
  request: ModelRequest,
  maxTokens: number
): { readonly thinking?: ThinkingConfigParam; readonly output_config?: OutputConfig } => {
  const { model, effort } = request
  if (!model.thinking) return {}
  const version = versionOf(model.name)
  const adaptive = version === undefined || version >= 4.6
  const takesEffort = adaptive || /claude-opus-4-5/.test(model.name)
  const forced = typeof request.toolChoice === "object"
  const budget = Math.min(effort === undefined ? 0 : budgets[effort], maxTokens - 4_096)
  const thinking: ThinkingConfigParam | undefined = adaptive
    ? { type: "adaptive" }
    : budget >= 1_024
      ? { type: "enabled", budget_tokens: budget }
      : undefined
  return {
    ...(thinking === undefined || forced ? {} : { thinking }),
    ...(takesEffort && effort !== undefined ? { output_config: { effort } } : {})
  }
}

const choiceOf = (choice: ModelRequest["toolChoice"]): ToolChoice | undefined =>
  typeof choice === "object" ? { type: "tool", name: choice.tool } : choice === "none" ? { type: "none" } : undefined

/** The body of a request, `messages` last: all before them is the same from one request to the next. */
export const paramsOf = (request: ModelRequest): MessageCreateParamsStreaming => {
  const { model } = request
  const maxTokens = Math.min(request.maxOutputTokens ?? model.maxOutputTokens, model.maxOutputTokens)
  const system = request.system.filter((text) => !isBlank(text))
  const toolChoice = request.tools.length === 0 ? undefined : choiceOf(request.toolChoice)
  const tools = request.tools.map(
    (tool, index): Tool => ({
      name: tool.name,
      description: tool.description,
      input_schema: { ...tool.inputSchema, type: "object" },
      eager_input_streaming: true,
      ...(index === request.tools.length - 1 ? cacheMark : {})
    })
  )
  return {
    model: model.name,
    max_tokens: maxTokens,
    stream: true,
    ...(system.length === 0
      ? {}
      : {
          system: system.map((text, index) => ({
            type: "text",
            text,
            ...(index === system.length - 1 ? cacheMark : {})
          }))
        }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoice }),
    ...thinkingOf(request, maxTokens),
    messages: messagesOf(request.messages, model.images)
  }
}
