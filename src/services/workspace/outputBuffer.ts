import { safeText } from "./safeText.ts"

/** Bytes kept of the beginning and of the end. Together with the notice they stay below 30,000 characters. */
export const headBytes = 10_000
export const tailBytes = 19_000

/** Collects output of any length in constant memory: the beginning, the end, and how much was between them. */
export interface OutputBuffer {
  /** Bytes taken in so far. */
  readonly size: () => number
  /** Whether so many more bytes can be taken in with nothing left out. */
  readonly fits: (more: number) => boolean
  /** @param lines how many line feeds there are, where that is known */
  readonly push: (bytes: Uint8Array, lines?: number) => void
  /** Everything, as long as nothing was left out. */
  readonly whole: () => Uint8Array
  /** The beginning and the end, with a line feed in place of what was left out. */
  readonly kept: () => Uint8Array
  /** Safe text, with `notice(bytes, lines)` in place of what was left out. */
  readonly text: (notice: (bytes: number, lines: number) => string) => string
}

const newline = 10

export const countLines = (bytes: Uint8Array): number => {
  let lines = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === newline) lines++
  return lines
}

const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export const outputBuffer = (headLimit = headBytes, tailLimit = tailBytes): OutputBuffer => {
  const head: Array<Uint8Array> = []
  let headSize = 0
  // A ring: `next` is where the next byte goes, so that the oldest byte stands there once it has come round.
  let ring: Uint8Array | undefined
  let next = 0
  let size = 0
  let lines = 0

  const pushTail = (bytes: Uint8Array): void => {
    ring ??= new Uint8Array(tailLimit)
    const last = bytes.length > tailLimit ? bytes.subarray(bytes.length - tailLimit) : bytes
    const first = Math.min(last.length, tailLimit - next)
    ring.set(last.subarray(0, first), next)
    ring.set(last.subarray(first), 0)
    next = (next + last.length) % tailLimit
  }

  const tail = (): Uint8Array => {
    if (ring === undefined) return new Uint8Array(0)
    const held = size - headSize
    return held < tailLimit ? ring.subarray(0, held) : joined([ring.subarray(next), ring.subarray(0, next)])
  }

  const whole = (): Uint8Array => joined([...head, tail()])

  return {
    size: () => size,
    fits: (more) => size + more <= headLimit + tailLimit,
    push: (bytes, feeds = countLines(bytes)) => {
      const room = Math.min(bytes.length, headLimit - headSize)
      // Copied: a chunk may be a small view of a large pool.
      if (room > 0) head.push(bytes.slice(0, room))
      headSize += Math.max(room, 0)
      if (room < bytes.length) pushTail(bytes.subarray(Math.max(room, 0)))
      size += bytes.length
      lines += feeds
    },
    whole,
    kept: () => (size <= headLimit + tailLimit ? whole() : joined([...head, Uint8Array.of(newline), tail()])),
    text: (notice) => {
      if (size <= headLimit + tailLimit) return safeText(whole())
      const start = joined(head)
      const end = tail()
      // Whole lines where there are some, so that no line of two halves appears.
      const headEnd = start.lastIndexOf(newline) + 1 || start.length
      const tailStart = end.indexOf(newline) + 1
      const first = start.subarray(0, headEnd)
      const last = end.subarray(tailStart < end.length ? tailStart : 0)
      const left = size - first.length - last.length
      const between = notice(left, lines - countLines(first) - countLines(last))
      return `${safeText(first).trimEnd()}\n\n${between}\n\n${safeText(last)}`
    }
  }
}
