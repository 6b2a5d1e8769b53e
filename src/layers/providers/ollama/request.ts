import type { ChatRequest, Message as OllamaMessage, Tool } from "ollama/browser"
import type { AssistantMessage, FilePart, Message, TextPart, ToolMessage } from "../../../services/domain/Message.ts"
import type { ModelRequest } from "../../../services/model/Provider.ts"
import { resultParts, textOf, toolResults, userParts } from "../../../services/model/wire/content.ts"
import { isImage, mediaOf, unseen } from "../../../services/model/wire/media.ts"

/** Text and images apart, as the API wants them; what it cannot take is named in the text. */
const split = (parts: ReadonlyArray<TextPart | FilePart>, images: boolean) => {
  const shown: Array<string> = []
  const texts = parts.map((part): TextPart => {
    if (part.type === "text") return part
    const media = mediaOf(part)
    if (!images || !isImage(part) || "url" in media) return { type: "text", text: unseen(part) }
    shown.push(media.base64)
    return { type: "text", text: "" }
  })
  const content = textOf(texts.filter(({ text }) => text !== ""))
  return { content, ...(shown.length === 0 ? {} : { images: shown }) }
}

const assistantOf = (message: AssistantMessage): ReadonlyArray<OllamaMessage> => {
  if (typeof message.content === "string") return [{ role: "assistant", content: message.content }]
  const parts = message.content
  const content = parts.flatMap((part) => (part.type === "text" && part.text !== "" ? [part.text] : [])).join("\n\n")
  const thinking = parts.flatMap((part) => (part.type === "reasoning" ? [part.text] : [])).join("\n\n")
  const calls = parts.flatMap((part) =>
    part.type === "tool-call"
      ? [{ function: { name: part.name, arguments: typeof part.params === "object" ? { ...part.params } : {} } }]
      : []
  )
  if (content === "" && calls.length === 0) return []
  return [
    {
      role: "assistant",
      content,
      ...(thinking === "" ? {} : { thinking }),
      ...(calls.length === 0 ? {} : { tool_calls: calls })
    }
  ]
}

/** One message a result. Templates show images of the user alone: those of results follow as a user's message. */
const toolOf = (message: ToolMessage, images: boolean): ReadonlyArray<OllamaMessage> => {
  const results = toolResults(message).map((result) => ({ name: result.name, ...split(resultParts(result), images) }))
  const shown = results.flatMap((result) => result.images ?? [])
  return [
    ...results.map(({ name, content }) => ({ role: "tool", tool_name: name, content })),
    ...(shown.length === 0 ? [] : [{ role: "user", content: "What the tools returned as images:", images: shown }])
  ]
}

const messagesOf = (message: Message, images: boolean): ReadonlyArray<OllamaMessage> =>
  message.role === "user"
    ? [{ role: "user", ...split(userParts(message), images) }]
    : message.role === "assistant"
      ? assistantOf(message)
      : toolOf(message, images)

/** gpt-oss thinks in levels, all others think or do not. */
const thinkOf = ({ model, effort }: ModelRequest): ChatRequest["think"] =>
  !model.thinking ? undefined : effort !== undefined && /gpt-oss/.test(model.name) ? effort : true

/**
 * The body of a request, `messages` last. `num_ctx` is the window of the model: the server's own default is a few thousand
 * tokens, beyond which it cuts the prompt and says nothing.
 */
export const paramsOf = (request: ModelRequest): ChatRequest & { stream: true } => {
  const { model, maxOutputTokens } = request
  const system = request.system.filter((text) => text.trim() !== "").join("\n\n")
  const think = thinkOf(request)
  const tools =
    request.toolChoice === "none"
      ? []
      : request.tools.map(
          (tool): Tool => ({
            type: "function",
            function: { name: tool.name, description: tool.description, parameters: { ...tool.inputSchema } }
          })
        )
  return {
    model: model.name,
    stream: true,
    ...(think === undefined ? {} : { think }),
    options: {
      num_ctx: model.contextWindow,
      ...(maxOutputTokens === undefined ? {} : { num_predict: maxOutputTokens })
    },
    ...(tools.length === 0 ? {} : { tools }),
    messages: [
      ...(system === "" ? [] : [{ role: "system", content: system }]),
      ...request.messages.flatMap((message) => messagesOf(message, model.images))
    ]
  }
}
