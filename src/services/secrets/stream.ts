import type { KnownSecret } from "./known.ts"
import { findSecrets } from "./redact.ts"
import { mark } from "./span.ts"

/** Text in pieces, masked as a whole. What is held back comes with a later piece, or at the end. */
export interface RedactedStream {
  /** Takes a piece and gives what can be shown by now. */
  readonly push: (piece: string) => string
  /** Bytes that may be cut within a character. */
  readonly pushBytes: (bytes: Uint8Array) => string
  readonly end: () => string
}

/** Characters of what was shown that are looked at again: names, whose values come only now. */
const lookBack = 512
/** So much of one line is held back at most, and so much stays held when more comes. */
const longestLine = 16_384
const kept = 6_144
/** A private key is held back until its end, up to this. */
const longestBlock = 65_536

const beginning = /-{4,5} ?BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY[A-Z ]{0,10}-{0,5}|PuTTY-User-Key-File-/g
const ending = /-{4,5} ?END [A-Z0-9 ]{0,60}PRIVATE KEY[A-Z ]{0,10}-{4,5}|Private-MAC: ?[0-9a-f]{40,}/

/** Where a private key begins that has not ended yet; -1 where there is none. */
const openBlock = (text: string): number => {
  let last = -1
  for (const found of text.matchAll(beginning)) last = found.index
  return last === -1 || ending.test(text.slice(last)) ? -1 : last
}

/** The end of the last line, moved back before lines of base64, which one value may fill. */
const lineCut = (text: string): number => {
  let cut = text.lastIndexOf("\n") + 1
  while (cut > 0) {
    const before = text.lastIndexOf("\n", cut - 2) + 1
    if (!/^\s*\S*[A-Za-z0-9+/_-]{57,}\r?$/.test(text.slice(before, cut - 1).slice(-400))) return cut
    cut = before
  }
  return cut
}

/** A value of several lines may have begun: its first place in the text, or the given one. */
const beforeBegun = (text: string, cut: number, known: ReadonlyArray<KnownSecret>): number => {
  let at = cut
  for (const { value } of known) {
    const first = value.indexOf("\n")
    if (first === -1) continue
    const begun = text.lastIndexOf(value.slice(0, first + 1), cut)
    if (begun !== -1 && begun + value.length > cut) at = Math.min(at, begun)
  }
  return at
}

/** Masks text that comes in pieces, cut anywhere. Memory is bounded, and each character is looked at a bounded number of times. */
export const redactedStream = (known: () => ReadonlyArray<KnownSecret>): RedactedStream => {
  let context = ""
  let pending = ""
  /** A secret goes on beyond what was shown: the rest of it is left out. */
  let within = false
  const decoder = new TextDecoder()

  const show = (cut: number, last: boolean): string => {
    const whole = context + pending
    const from = context.length
    let to = from + cut
    let out = ""
    let at = from
    for (const { end, label, start } of findSecrets(whole, known(), "all")) {
      if (end <= at) continue
      if (start >= to) break
      // A secret that is cut waits, unless it is longer than all that may wait.
      if (end > to && start > from && pending.length < longestBlock) {
        to = start
        break
      }
      out += whole.slice(at, Math.max(start, at)) + mark(label)
      at = end
      within = end === whole.length && !last
    }
    to = Math.max(to, at)
    out += whole.slice(at, to)
    context = whole.slice(Math.max(0, to - lookBack), to)
    pending = whole.slice(to)
    return out
  }

  const push = (piece: string): string => {
    const rest = within ? piece.replace(/^[^\s"'`<>]*/, "") : piece
    if (rest === "") return ""
    within = false
    pending += rest
    const block = openBlock(pending)
    const long = pending.length > (block === -1 ? longestLine : longestBlock)
    if (!long && !rest.includes("\n")) return ""
    let cut = beforeBegun(pending, lineCut(pending), known())
    if (block !== -1 && block < cut) cut = block
    // Nothing but one long line or one endless key: its beginning is shown, as far as it can be judged.
    if (cut === 0 && long) cut = pending.length - kept
    return cut === 0 ? "" : show(cut, false)
  }

  return {
    push,
    pushBytes: (bytes) => push(decoder.decode(bytes, { stream: true })),
    end: () => {
      pending += decoder.decode()
      return pending === "" ? "" : show(pending.length, true)
    }
  }
}
