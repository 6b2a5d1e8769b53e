import { Effect, type FileSystem, Option, type PlatformError } from "effect"
import { byteOrderMark, decode, isBinary } from "./encoding.ts"
import { makeHasher } from "./fingerprint.ts"
import { type LineIndex, lineIndex } from "./lineIndex.ts"

/** Some lines of a file. Numbers count from 1. */
export interface Page {
  readonly lines: ReadonlyArray<string>
  readonly startLine: number
  /** Undefined where the file is so large that it was not read to its end. */
  readonly totalLines: number | undefined
  /** There are lines after the last one of this page. */
  readonly more: boolean
  /** Lines of this page that are longer than was asked for, by number, with their length in bytes. */
  readonly cut: ReadonlyArray<{ readonly line: number; readonly bytes: number }>
  /** Of the whole file; undefined where it was not read to its end. */
  readonly hash: string | undefined
}

export interface PageQuery {
  /** First line, from 1. */
  readonly offset: number
  readonly limit: number
  /** Characters of a line that are kept. */
  readonly maxLine: number
  /** Characters of the whole page. It always holds at least one line. */
  readonly maxPage: number
}

const chunkSize = 64 * 1024

/** Up to this size a file is read to its end for the number of its lines and its fingerprint. */
export const wholeBytes = 16 * 1024 * 1024

const concat = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/**
 * Reads one page of an open text file in constant memory, however large the file and its lines are. Gives "binary"
 * where the file is none. UTF-16 is turned into UTF-8 as it comes, so that one scanner does for all. In a large file the
 * place is sought with `index`, which knows more with each page that is read.
 */
export const readPage = Effect.fnUntraced(function* (
  file: FileSystem.File,
  size: number,
  query: PageQuery,
  index: LineIndex = lineIndex(size)
): Effect.fn.Return<Page | "binary", PlatformError.PlatformError> {
  const head = Option.getOrElse(yield* file.readAlloc(Math.min(chunkSize, Math.max(size, 1))), () => new Uint8Array(0))
  if (isBinary(head)) return "binary"
  const mark = byteOrderMark(head)
  const wide =
    mark?.encoding === "utf-16le" || mark?.encoding === "utf-16be" ? new TextDecoder(mark.encoding) : undefined
  const encoder = new TextEncoder()
  const hasher = makeHasher()
  /** A line's bytes beyond this cannot reach the page: a character is at most four. */
  const maxBytes = query.maxLine * 4 + 4
  const last = query.offset + query.limit

  const kept: Array<Uint8Array> = []
  const cut: Array<{ readonly line: number; readonly bytes: number }> = []
  let current: Array<Uint8Array> = []
  let currentBytes = 0
  let keptBytes = 0
  let line = 1
  let open = false
  let full = false

  const take = (piece: Uint8Array) => {
    if (piece.length > 0) open = true
    if (full || line < query.offset || line >= last) return
    if (currentBytes < maxBytes) current.push(piece.slice(0, maxBytes - currentBytes))
    currentBytes += piece.length
  }
  const endLine = () => {
    if (!full && line >= query.offset && line < last) {
      const bytes = concat(current)
      const length = Math.min(currentBytes, query.maxLine)
      if (kept.length > 0 && keptBytes + length > query.maxPage) full = true
      else {
        kept.push(bytes)
        keptBytes += length + 8
        if (currentBytes > query.maxLine) cut.push({ line, bytes: currentBytes })
      }
    }
    current = []
    currentBytes = 0
    open = false
    line += 1
  }
  const scan = (bytes: Uint8Array) => {
    let from = 0
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
      take(bytes.subarray(from, at))
      endLine()
      from = at + 1
    }
    take(bytes.subarray(from))
  }

  let chunk: Uint8Array | undefined = head
  let first = true
  const place = size > wholeBytes && wide === undefined ? yield* index.before(file, query.offset) : undefined
  if (place !== undefined && place.position > 0) {
    yield* file.seek(BigInt(place.position), "start")
    line = place.line
    first = false
    chunk = Option.getOrUndefined(yield* file.readAlloc(chunkSize))
  }
  let ended = false
  while (chunk !== undefined) {
    if (size <= wholeBytes) hasher.feed(chunk)
    const body: Uint8Array = first ? chunk.subarray(mark?.length ?? 0) : chunk
    first = false
    scan(wide === undefined ? body : encoder.encode(wide.decode(body, { stream: true })))
    if (size > wholeBytes && (full || line >= last) && open) break
    chunk = Option.getOrUndefined(yield* file.readAlloc(chunkSize))
    ended = chunk === undefined
  }
  if (open) endLine()

  const { lines, long } = textOf(kept, query, cut)
  const total = line - 1
  const shown = query.offset + kept.length
  return {
    lines,
    startLine: query.offset,
    totalLines: ended ? total : undefined,
    more: shown <= total,
    cut: long,
    hash: ended && size <= wholeBytes ? hasher.digest() : undefined
  }
})

/** Decodes a page as one, so that all of it is read in the same encoding, and cuts what is too long by characters. */
const textOf = (kept: ReadonlyArray<Uint8Array>, query: PageQuery, cut: Page["cut"]) => {
  const parts = kept.flatMap((bytes, index) => {
    const tooLong = cut.some((entry) => entry.line === query.offset + index && entry.bytes > bytes.length)
    const whole = tooLong ? bytes.subarray(0, characterEnd(bytes)) : bytes
    return [whole, Uint8Array.of(10)]
  })
  const text = decode(concat([Uint8Array.of(10), ...parts])).text.slice(1)
  const long = new Set<number>()
  const lines = text
    .split("\n")
    .slice(0, kept.length)
    .map((content, index) => {
      const shown = content.endsWith("\r") ? content.slice(0, -1) : content
      if (shown.length <= query.maxLine) return shown.toWellFormed()
      long.add(query.offset + index)
      return shown.slice(0, query.maxLine).toWellFormed()
    })
  return { lines, long: cut.filter((entry) => long.has(entry.line)) }
}

/** Where the last whole UTF-8 character of cut bytes ends. */
const characterEnd = (bytes: Uint8Array): number => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) return bytes.length - back
  }
  return bytes.length
}
