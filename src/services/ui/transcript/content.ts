import type { FilePart, TextPart, UserPart } from "../../domain/Message.ts"
import { counted } from "./words.ts"

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

/** How the parts behind a prompt begin that hold what it names (`slash/expand`, `interactive/content`). */
const contents = /^Contents of (.+?):(?:\n|$)/
const imageLabel = /^\[image \d+\]:$/

/** What a user's input shows of itself: what was written, and by name what was put behind it. */
export interface ShownInput {
  readonly text: string
  readonly attachments: ReadonlyArray<string>
  /** With the contents of files; only where it differs. */
  readonly whole?: string
}

/** A user's input for the transcript. Files that it names are named again, not written out. */
export const inputOf = (content: string | ReadonlyArray<UserPart>): ShownInput => {
  if (typeof content === "string") return { text: content, attachments: [] }
  const written: Array<string> = []
  const attachments: Array<string> = []
  let labelled = false
  for (const [index, part] of content.entries()) {
    if (part.type === "file") {
      attachments.push(...attachmentsOf([part]))
      continue
    }
    const named = index === 0 ? undefined : (contents.exec(part.text) ?? undefined)
    const body = part.text.slice(named?.[0].length ?? 0)
    if (named !== undefined && body !== "")
      attachments.push(`file: ${named[1]}, ${counted(body.trimEnd().split("\n").length, "line")}`)
    const label = index > 0 && (named === undefined ? imageLabel.test(part.text) : body === "")
    // Behind a label the Read tool says in words what the image is that follows.
    if (named === undefined && !label && !labelled) written.push(part.text)
    labelled = label
  }
  const text = written.join("\n")
  const whole = contentText(content)
  return { text, attachments, ...(whole === text ? {} : { whole }) }
}

/** The text of a message. */
export const contentText = (content: string | ReadonlyArray<Part>): string =>
  typeof content === "string"
    ? content
    : content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")
