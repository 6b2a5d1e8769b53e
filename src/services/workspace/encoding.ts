import { Result } from "effect"

/**
 * How a file's bytes stand for text. `utf-8-broken` is UTF-8 with bytes in it that are none: each of those is kept as
 * the lone surrogate U+DC80 + (byte - 0x80), as Python's `surrogateescape` does, and comes out as the same byte.
 */
export type Encoding = "utf-8" | "utf-8-broken" | "utf-16le" | "utf-16be" | "windows-1252"

export interface Decoded {
  readonly text: string
  readonly encoding: Encoding
  /** The file begins with a byte order mark; `text` does not hold it. */
  readonly bom: boolean
}

/** Bytes that are looked at to tell text from binary, as git does it. */
export const sniffedBytes = 8192

/** Windows-1252 above ASCII and below 0xA0 (WHATWG index); every byte has a character of its own, so that nothing is lost. */
const upper = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"
const upperCodes = new Map([...upper].map((character, index) => [character, 0x80 + index]))

const startsWith = (bytes: Uint8Array, ...mark: ReadonlyArray<number>) =>
  mark.every((byte, index) => bytes[index] === byte)

/** The byte order mark that a file begins with, and its length in bytes. UTF-32 counts as binary: nobody writes source in it. */
export const byteOrderMark = (
  bytes: Uint8Array
): { readonly encoding: Encoding; readonly length: number } | undefined => {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return { encoding: "utf-8", length: 3 }
  if (startsWith(bytes, 0xff, 0xfe) && !startsWith(bytes, 0xff, 0xfe, 0, 0)) return { encoding: "utf-16le", length: 2 }
  if (startsWith(bytes, 0xfe, 0xff)) return { encoding: "utf-16be", length: 2 }
  return undefined
}

/** Whether bytes without a UTF-16 mark are no text: a NUL, or more than a tenth of control characters, among the first 8 KiB. */
export const isBinary = (bytes: Uint8Array): boolean => {
  const mark = byteOrderMark(bytes)
  if (mark?.encoding === "utf-16le" || mark?.encoding === "utf-16be") return false
  const head = bytes.subarray(0, sniffedBytes)
  let controls = 0
  for (const byte of head) {
    if (byte === 0) return true
    if (byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== 0x1b) controls += 1
  }
  return controls > head.length / 10
}

const decode16 = (bytes: Uint8Array, low: 0 | 1): string => {
  const units: Array<string> = []
  for (let at = 0; at + 1 < bytes.length; at += 8192) {
    const codes: Array<number> = []
    const end = Math.min(at + 8192, bytes.length - 1)
    for (let unit = at; unit < end; unit += 2) {
      codes.push((bytes[unit + low] ?? 0) | ((bytes[unit + 1 - low] ?? 0) << 8))
    }
    units.push(String.fromCharCode(...codes))
  }
  return units.join("")
}

const encode16 = (text: string, low: 0 | 1): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2)
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    bytes[index * 2 + low] = code & 0xff
    bytes[index * 2 + 1 - low] = code >> 8
  }
  return bytes
}

const decodeSingle = (bytes: Uint8Array): string => {
  const pieces: Array<string> = []
  for (let at = 0; at < bytes.length; at += 4096) {
    const part = Array.from(bytes.subarray(at, at + 4096), (byte) =>
      byte >= 0x80 && byte < 0xa0 ? upper.charCodeAt(byte - 0x80) : byte
    )
    pieces.push(String.fromCharCode(...part))
  }
  return pieces.join("")
}

/** Length of the well-formed multi-byte character at `at` (Unicode table 3-7); 0 where there is none. */
const sequence = (bytes: Uint8Array, at: number): number => {
  const first = bytes[at] ?? 0
  const second = bytes[at + 1] ?? 0
  const follows = (offset: number) => ((bytes[at + offset] ?? 0) & 0xc0) === 0x80
  if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0
  if (first >= 0xe0 && first <= 0xef) {
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0
    return follows(1) && follows(2) ? 3 : 0
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0
    return follows(1) && follows(2) && follows(3) ? 4 : 0
  }
  return 0
}

/** Bytes that are not UTF-8 throughout: Windows-1252 where nothing above ASCII is, else UTF-8 with the odd bytes kept. */
const decodeBroken = (bytes: Uint8Array): Decoded => {
  const pieces: Array<string> = []
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  let from = 0
  let multibyte = false
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0
    const length = byte < 0x80 ? 1 : sequence(bytes, at)
    if (length > 1) multibyte = true
    if (length === 0) {
      pieces.push(decoder.decode(bytes.subarray(from, at)), String.fromCharCode(0xdc00 + byte))
      from = at + 1
    }
    at += length || 1
  }
  if (!multibyte) return { text: decodeSingle(bytes), encoding: "windows-1252", bom: false }
  pieces.push(decoder.decode(bytes.subarray(from)))
  return { text: pieces.join(""), encoding: "utf-8-broken", bom: false }
}

/** Bytes as text, without loss: `encode` gives the same bytes back but for an odd last byte of UTF-16. */
export const decode = (bytes: Uint8Array): Decoded => {
  const mark = byteOrderMark(bytes)
  const body = bytes.subarray(mark?.length ?? 0)
  if (mark?.encoding === "utf-16le") return { text: decode16(body, 0), encoding: "utf-16le", bom: true }
  if (mark?.encoding === "utf-16be") return { text: decode16(body, 1), encoding: "utf-16be", bom: true }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body)
    return { text, encoding: "utf-8", bom: mark !== undefined }
  } catch {
    return { ...decodeBroken(body), bom: mark !== undefined }
  }
}

const joined = (head: ReadonlyArray<number>, body: Uint8Array): Uint8Array => {
  if (head.length === 0) return body
  const bytes = new Uint8Array(head.length + body.length)
  bytes.set(head)
  bytes.set(body, head.length)
  return bytes
}

/** Text as bytes; fails with the first character that the encoding does not have. */
export const encode = (text: string, encoding: Encoding, bom: boolean): Result.Result<Uint8Array, string> => {
  switch (encoding) {
    case "utf-8": {
      if (!text.isWellFormed()) return Result.fail("half of a surrogate pair")
      return Result.succeed(joined(bom ? [0xef, 0xbb, 0xbf] : [], new TextEncoder().encode(text)))
    }
    case "utf-16le":
      return Result.succeed(joined(bom ? [0xff, 0xfe] : [], encode16(text, 0)))
    case "utf-16be":
      return Result.succeed(joined(bom ? [0xfe, 0xff] : [], encode16(text, 1)))
    case "windows-1252": {
      const bytes = new Uint8Array(text.length)
      for (let index = 0; index < text.length; index++) {
        const code = text.charCodeAt(index)
        const byte = code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : upperCodes.get(text[index] ?? "")
        if (byte === undefined) return Result.fail(String.fromCodePoint(text.codePointAt(index) ?? code))
        bytes[index] = byte
      }
      return Result.succeed(joined(bom ? [0xef, 0xbb, 0xbf] : [], bytes))
    }
    case "utf-8-broken": {
      const pieces = text.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/)
      if (pieces.some((piece, index) => index % 2 === 0 && !piece.isWellFormed()))
        return Result.fail("half of a surrogate pair")
      const encoder = new TextEncoder()
      const parts = pieces.map((piece, index) =>
        index % 2 === 0 ? encoder.encode(piece) : Uint8Array.of(piece.charCodeAt(0) - 0xdc00)
      )
      const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
      parts.reduce((at, part) => {
        body.set(part, at)
        return at + part.length
      }, 0)
      return Result.succeed(joined(bom ? [0xef, 0xbb, 0xbf] : [], body))
    }
  }
}
