import { isPdf } from "./pdfText.ts"

/** The encoding of a body: byte order mark, then the header, then what HTML says of itself, else UTF-8. */
const charset = (bytes: Uint8Array, contentType: string, isHtml: boolean): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le"
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be"
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8"
  const named = /charset\s*=\s*["']?([^\s"';,]+)/i
  const header = named.exec(contentType)?.[1]
  if (header !== undefined) return header
  if (!isHtml) return "utf-8"
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 2048))
  const meta = /<meta[^>]+charset\s*=\s*["']?([^\s"'/>;]+)/i.exec(start)?.[1]
  // A page that can be read as Latin letters is not in UTF-16, whatever it says (HTML standard, 13.2.3.2).
  return meta === undefined || /^utf-?16/i.test(meta) ? "utf-8" : meta
}

export type PageKind = "html" | "text" | "pdf" | "other"

export const kindOfPage = (contentType: string, bytes: Uint8Array): PageKind => {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? ""
  if (type === "application/pdf" || type === "application/x-pdf" || isPdf(bytes)) return isPdf(bytes) ? "pdf" : "other"
  if (type === "text/html" || type === "application/xhtml+xml") return "html"
  if (/^text\/|[/+](?:json|xml|yaml|toml|javascript|ecmascript|x-ndjson|x-sh|sql|graphql)$/.test(type)) return "text"
  if (type !== "" && type !== "application/octet-stream") return "other"
  if (bytes.includes(0)) return "other"
  return /^\s*<(?:!doctype html|html)/i.test(new TextDecoder().decode(bytes.subarray(0, 500))) ? "html" : "text"
}

export const decodePage = (bytes: Uint8Array, contentType: string, isHtml: boolean): string => {
  const label = charset(bytes, contentType, isHtml)
  try {
    return new TextDecoder(label).decode(bytes)
  } catch {
    // An encoding that nobody knows: most pages are UTF-8 whatever they claim.
    return new TextDecoder().decode(bytes)
  }
}
