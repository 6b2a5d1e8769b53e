import type { Message, ToolResultPart } from "../domain/Message.ts"
import type { ModelInfo } from "../model/Provider.ts"

const unseen = (mediaType: string): string =>
  `[An attachment of type ${mediaType} stands here. This model cannot see it.]`

const blindResult = (part: ToolResultPart): ToolResultPart => {
  if (part.modelOutput === undefined) return part
  const { modelOutput, ...rest } = part
  return {
    ...rest,
    result: modelOutput.map((one) => (one.type === "text" ? one.text : unseen(one.mediaType))).join("\n")
  }
}

const blind = (message: Message): Message => {
  if (typeof message.content === "string") return message
  switch (message.role) {
    case "user":
      return {
        ...message,
        content: message.content.map((part) =>
          part.type === "file" ? { type: "text", text: unseen(part.mediaType) } : part
        )
      }
    case "tool":
      return {
        ...message,
        content: message.content.map((part) => (part.type === "tool-result" ? blindResult(part) : part))
      }
    default:
      return message
  }
}

/** The messages as a model can take them: for one that cannot see, images are named instead of sent. The records keep them. */
export const visibleTo = (
  model: Pick<ModelInfo, "images">,
  messages: ReadonlyArray<Message>
): ReadonlyArray<Message> => (model.images ? messages : messages.map(blind))
