import type { FilePart, TextPart, ToolMessage, ToolResultPart, UserMessage } from "../../domain/Message.ts"

/** The parts of a user's message; a plain text is one part. */
export const userParts = (message: UserMessage): ReadonlyArray<TextPart | FilePart> =>
  typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content

/** What the model reads of a tool's result. */
export const resultParts = (part: ToolResultPart): ReadonlyArray<TextPart | FilePart> => {
  if (part.modelOutput !== undefined) return part.modelOutput
  const { result } = part
  const text = typeof result === "string" ? result : result === undefined ? "" : JSON.stringify(result)
  return [{ type: "text", text }]
}

export const toolResults = (message: ToolMessage): ReadonlyArray<ToolResultPart> =>
  message.content.filter((part) => part.type === "tool-result")

export const textOf = (parts: ReadonlyArray<TextPart | FilePart>): string =>
  parts
    .filter((part) => part.type === "text")
    .map((part) => part.text)
    .join("\n")
