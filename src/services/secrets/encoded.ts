import type { Span } from "./span.ts"

/** Base64 of both alphabets, also folded into lines of equal length, and hexadecimal. */
const base64Runs = /[A-Za-z0-9+/_-]{16,}(?:(?<=[A-Za-z0-9+/_-]{57})\r?\n[A-Za-z0-9+/_-]{4,})*={0,2}/g
const hexRuns = /(?:[0-9a-f]{2}){12,}|(?:[0-9A-F]{2}){12,}/g

const digit = (code: number): number => {
  if (code >= 65 && code <= 90) return code - 65
  if (code >= 97 && code <= 122) return code - 71
  if (code >= 48 && code <= 57) return code + 4
  if (code === 43 || code === 45) return 62
  return code === 47 || code === 95 ? 63 : -1
}

/** The bytes of a run as characters, read from one of its first four places, and where each group of four began. */
const decoded = (run: string, from: number): { readonly text: string; readonly places: ReadonlyArray<number> } => {
  const out: Array<string> = []
  const places: Array<number> = []
  let bits = 0
  let held = 0
  let began = from
  for (let i = from; i < run.length; i++) {
    const value = digit(run.charCodeAt(i))
    if (value < 0) continue
    if (held === 0) began = i
    bits = ((bits << 6) | value) & 0xffffff
    held += 6
    if (held >= 8) {
      held -= 8
      out.push(String.fromCharCode((bits >> held) & 0xff))
      places.push(began)
      began = i
    }
  }
  places.push(run.length)
  return { text: out.join(""), places }
}

/** Text of eight bits, or of sixteen with a zero in every other. */
const readable = (text: string): boolean => {
  const head = text.slice(0, 48)
  return head.replace(/[^\t\n\r -~]/g, "").length >= head.length * 0.85
}

const wide = (text: string): boolean => /^(?:[\t\n\r -~]\0){6}/.test(text)

type Detect = (text: string) => ReadonlyArray<Span>

/**
 * Secrets in what is encoded in a text. `words` finds any secret in readable text, `known` the known values in whatever
 * the bytes give: these may begin anywhere.
 */
export const encoded = (text: string, words: Detect, known: Detect | undefined, spans: Array<Span>): void => {
  for (const run of text.matchAll(base64Runs)) {
    for (let from = 0; from < 4; from++) {
      const { places, text: bytes } = decoded(run[0], from)
      if (wide(bytes)) {
        const label = words(bytes.replaceAll("\0", ""))[0]?.label
        if (label !== undefined) spans.push({ start: run.index, end: run.index + run[0].length, label })
        continue
      }
      const found = readable(bytes) ? words(bytes) : known?.(bytes)
      for (const { end, label, start } of found ?? []) {
        const last = end >= bytes.length ? run[0].length : Math.min(run[0].length, (places[end] ?? run[0].length) + 1)
        spans.push({ start: run.index + (places[start] ?? 0), end: run.index + last, label })
      }
    }
  }
  for (const run of text.matchAll(hexRuns)) {
    const bytes = run[0].replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))
    for (const { end, label, start } of readable(bytes) ? words(bytes) : []) {
      spans.push({ start: run.index + start * 2, end: run.index + end * 2, label })
    }
  }
}
