import { Effect, Schema } from "effect"

/** A PDF has no text that can be read. `message` follows the name of the file. */
export class PdfUnreadable extends Schema.TaggedError<PdfUnreadable>()("PdfUnreadable", { message: Schema.String }) {}

/** Some pages of a PDF as text. */
export interface PdfPages {
  /** Number of the first one, from 1. */
  readonly first: number
  readonly pages: ReadonlyArray<string>
  readonly total: number
}

/** Characters of text after which no further page is taken. */
const textLimit = 200_000

const mark = new TextEncoder().encode("%PDF-")

/** By its first bytes; some writers put a little before the mark (ISO 32000-1, annex H.3.4.1). */
export const isPdf = (bytes: Uint8Array): boolean => {
  const start = bytes.subarray(0, 1024)
  for (let at = start.indexOf(37); at !== -1; at = start.indexOf(37, at + 1)) {
    if (mark.every((byte, index) => start[at + index] === byte)) return true
  }
  return false
}

interface Item {
  readonly str: string
  readonly hasEOL: boolean
  /** Where it stands; the last of the six is its height on the page. */
  readonly transform: ReadonlyArray<number>
  readonly height: number
}

/** Lines as they stand on the page, with an empty one where the gap is larger than that of two lines. */
const lay = (items: ReadonlyArray<Item>): string => {
  let text = ""
  let line: number | undefined
  for (const { hasEOL, height, str, transform } of items) {
    const at = transform[5] ?? 0
    if (line !== undefined && str !== "" && Math.abs(at - line) > Math.max(height, 1) * 1.8 && text.endsWith("\n")) {
      text += "\n"
    }
    text += str
    if (str !== "") line = at
    if (hasEOL) text += "\n"
  }
  return text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
}

const reason = (cause: unknown): string => {
  const name = cause instanceof Error ? cause.name : ""
  if (name === "PasswordException") return "is a PDF with a password: it cannot be read."
  return `is a PDF that cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`
}

/** The text of a PDF. The library that reads it is loaded on first use. Nothing in the file is run or fetched. */
export const pdfText = Effect.fnUntraced(function* (
  bytes: Uint8Array,
  wanted: { readonly first: number; readonly most: number }
): Effect.fn.Return<PdfPages, PdfUnreadable> {
  return yield* Effect.tryPromise({
    try: async () => {
      const { getDocumentProxy } = await import("unpdf")
      // The library takes the bytes away from whoever holds them.
      const document = await getDocumentProxy(bytes.slice(), { verbosity: 0 })
      try {
        const pages: Array<string> = []
        let size = 0
        for (let page = wanted.first; page <= document.numPages && pages.length < wanted.most; page++) {
          const { items } = await (await document.getPage(page)).getTextContent()
          const text = lay(items.flatMap((item) => ("str" in item ? [item] : [])))
          size += text.length
          if (pages.length > 0 && size > textLimit) break
          pages.push(text)
        }
        return { first: wanted.first, pages, total: document.numPages }
      } finally {
        await document.loadingTask.destroy()
      }
    },
    catch: (cause) => new PdfUnreadable({ message: reason(cause) })
  })
})

/** Pages with their numbers, and how to read on. */
export const pagesForModel = ({ first, pages, total }: PdfPages): string => {
  const shown = pages.map((text, index) => `[page ${first + index} of ${total}]\n${text || "[no text: an image?]"}`)
  return shown.join("\n\n")
}
