import * as Base64 from "effect/encoding/Base64"
import type { FilePart } from "../../domain/Message.ts"

/** A file of a message: its bytes in base64, or the address where the server can fetch it. */
export type Media =
  | { readonly mediaType: string; readonly base64: string }
  | { readonly mediaType: string; readonly url: string }

const ofText = (mediaType: string, text: string): Media => {
  const inline = /^data:([^;,]*)[^,]*;base64,/i.exec(text.slice(0, 200))
  if (inline !== null) return { mediaType: inline[1] || mediaType, base64: text.slice(inline[0].length) }
  return /^https?:\/\//i.test(text) ? { mediaType, url: text } : { mediaType, base64: text }
}

/** Reads the data of a file part in any of its forms. */
export const mediaOf = (part: FilePart): Media => {
  const { data, mediaType } = part
  if (typeof data === "string") return ofText(mediaType, data)
  if (data instanceof Uint8Array) return { mediaType, base64: Base64.encode(data) }
  if (data instanceof URL) return ofText(mediaType, data.href)
  return data._tag === "URL" ? ofText(mediaType, data.href) : { mediaType, base64: data.base64 }
}

export const isImage = (part: FilePart): boolean => part.mediaType.startsWith("image/")

/** What stands in the place of a file that the model cannot be shown. */
export const unseen = (part: FilePart): string =>
  `[${isImage(part) ? "image" : "file"}${part.fileName === undefined ? "" : ` ${part.fileName}`} (${part.mediaType}) left out: this model cannot read it]`
