import type { PdfPages } from "../workspace/Pdfs.ts"

const mark = new TextEncoder().encode("%PDF-")

/** By its first bytes; some writers put a little before the mark (ISO 32000-1, annex H.3.4.1). */
export const isPdf = (bytes: Uint8Array): boolean => {
  const start = bytes.subarray(0, 1024)
  for (let at = start.indexOf(37); at !== -1; at = start.indexOf(37, at + 1)) {
    if (mark.every((byte, index) => start[at + index] === byte)) return true
  }
  return false
}

/** Pages with their numbers, and how to read on. */
export const pagesForModel = ({ first, pages, total }: PdfPages): string => {
  const shown = pages.map((text, index) => `[page ${first + index} of ${total}]\n${text || "[no text: an image?]"}`)
  return shown.join("\n\n")
}
