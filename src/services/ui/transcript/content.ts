import type { FilePart, TextPart, UserPart } from "../../domain/Message.ts"

type Part = UserPart | TextPart | FilePart

const sizeOf = (data: unknown): string => {
  const length =
    typeof data === "string" && !/^(?:https?|data):/.test(data) ? Math.floor(data.length * 0.75) : undefined
  if (length === undefined) return ""
  return length < 1024 ? `, ${length} bytes` : `, ${Math.round(length / 1024).toLocaleString("en-US")} KiB`
}

/** Images and files of a message by name, never by their data. */
export const attachmentsOf = (content: string | ReadonlyArray<Part>): ReadonlyArray<string> =>
  typeof content === "string"
    ? []
    : content.flatMap((part) => {
        if (part.type !== "file") return []
        const kind = part.mediaType.startsWith("image/") ? "image" : "file"
        return [`${kind}: ${part.fileName ?? part.mediaType}${sizeOf(part.data)}`]
      })

/** The text of a message. */
export const contentText = (content: string | ReadonlyArray<Part>): string =>
  typeof content === "string"
    ? content
    : content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")
