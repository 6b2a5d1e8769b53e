import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
  ChatCompletionTool
} from "openai/resources/chat/completions"
import type { AssistantMessage, FilePart, Message, TextPart, ToolMessage } from "../../../services/domain/Message.ts"
import type { ModelRequest } from "../../../services/model/Provider.ts"
import { resultParts, textOf, toolResults, userParts } from "../../../services/model/wire/content.ts"
import { isImage, mediaOf, unseen } from "../../../services/model/wire/media.ts"
import type { OpenAiRow } from "./rows.ts"

const filePart = (part: FilePart, images: boolean): ChatCompletionContentPart => {
  if (!isImage(part) || !images) return { type: "text", text: unseen(part) }
  const media = mediaOf(part)
  return {
    type: "image_url",
    image_url: { url: "url" in media ? media.url : `data:${media.mediaType};base64,${media.base64}` }
  }
}

/** Plain text as a string, which every server takes; a list only where there is more than text. */
const contentOf = (parts: ReadonlyArray<TextPart | FilePart>, images: boolean) =>
  parts.every((part) => part.type === "text")
    ? textOf(parts)
    : parts.map((part) =>
        part.type === "text" ? ({ type: "text", text: part.text } as const) : filePart(part, images)
      )

const assistantOf = (message: AssistantMessage): ReadonlyArray<ChatCompletionMessageParam> => {
  const parts =
    typeof message.content === "string" ? [{ type: "text" as const, text: message.content }] : message.content
  const text = parts.flatMap((part) => (part.type === "text" && part.text !== "" ? [part.text] : [])).join("\n\n")
  const calls = parts.flatMap((part) =>
    part.type === "tool-call"
      ? [
          {
            id: part.id,
            type: "function" as const,
            function: { name: part.name, arguments: JSON.stringify(part.params ?? {}) }
          }
        ]
      : []
  )
  if (text === "" && calls.length === 0) return []
  return [
    { role: "assistant", content: text === "" ? null : text, ...(calls.length === 0 ? {} : { tool_calls: calls }) }
  ]
}

/** One message a result. A result takes text alone: its images follow as a user's message. */
const toolOf = (message: ToolMessage, images: boolean): ReadonlyArray<ChatCompletionMessageParam> => {
  const results = toolResults(message).map((result) => ({ id: result.id, parts: resultParts(result) }))
  const files = results.flatMap(({ parts }) => parts.filter((part) => part.type === "file"))
  return [
    ...results.map(({ id, parts }) => ({
      role: "tool" as const,
      tool_call_id: id,
      content: textOf(parts) || (parts.some((part) => part.type === "file") ? "(image)" : "")
    })),
    ...(files.length === 0
      ? []
      : [
          {
            role: "user" as const,
            content: [
              { type: "text" as const, text: "What the tools returned as images:" },
              ...files.map((file) => filePart(file, images))
            ]
          }
        ])
  ]
}

const messagesOf = (message: Message, images: boolean): ReadonlyArray<ChatCompletionMessageParam> =>
  message.role === "user"
    ? [{ role: "user", content: contentOf(userParts(message), images) }]
    : message.role === "assistant"
      ? assistantOf(message)
      : toolOf(message, images)

const choiceOf = (choice: ModelRequest["toolChoice"]) =>
  typeof choice === "object" ? { type: "function" as const, function: { name: choice.tool } } : choice

/** OpenRouter's own way to ask for an effort. */
type Params = ChatCompletionCreateParamsStreaming & { readonly reasoning?: { readonly effort: string } }

/** The body of a request, `messages` last: all before them is the same from one request to the next. */
export const paramsOf = (row: OpenAiRow, request: ModelRequest): Params => {
  const { model, effort } = request
  const system = request.system.filter((text) => text.trim() !== "").join("\n\n")
  const tools = request.tools.map(
    (tool): ChatCompletionTool => ({
      type: "function",
      function: { name: tool.name, description: tool.description, parameters: { ...tool.inputSchema } }
    })
  )
  const choice = tools.length === 0 ? undefined : choiceOf(request.toolChoice)
  return {
    model: model.name,
    stream: true,
    stream_options: { include_usage: true },
    ...(request.maxOutputTokens === undefined ? {} : { [row.limitField]: request.maxOutputTokens }),
    ...(effort === undefined || !model.thinking || row.effort === "none"
      ? {}
      : row.effort === "reasoning"
        ? { reasoning: { effort } }
        : { reasoning_effort: effort }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(choice === undefined ? {} : { tool_choice: choice }),
    messages: [
      ...(system === "" ? [] : [{ role: "system" as const, content: system }]),
      ...request.messages.flatMap((message) => messagesOf(message, model.images))
    ]
  }
}
