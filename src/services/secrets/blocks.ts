import type { Span } from "./span.ts"

/** A private key longer than this is no key. */
const longest = 65_536

const begins = /-{4,5} ?BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}|PuTTY-User-Key-File-[0-9]/g
const ends = /-{4,5} ?END [A-Z0-9 ]{0,80}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g
const puttyEnds = /Private-MAC: ?[0-9a-f]{0,128}/g

/** What stands in a key that was cut: lines of base64, headers, and line ends as they are or as escapes. */
const cutBody =
  /(?:[A-Za-z0-9+/=]{1,512}|[ \t]{1,64}|\r?\n|\\{1,4}[rn]|[>|#]|(?:Proc-Type|DEK-Info|Version|Comment|Key|Hash|Charset)[:-] ?[^\r\n\\]{0,200}){1,4096}/y

/** Finds the first end after a place. Asked for places in order, it goes over the text once. */
const following = (text: string, pattern: RegExp): ((from: number) => number | undefined) => {
  const found = [...text.matchAll(pattern)].map((end) => [end.index, end.index + end[0].length] as const)
  let next = 0
  return (from) => {
    while (next < found.length && (found[next]?.[0] ?? 0) < from) next++
    const [start, end] = found[next] ?? []
    return start === undefined || start - from > longest ? undefined : end
  }
}

/** Blocks of private keys, from their first line to their last. One that was cut is masked as far as it goes. */
export const blocks = (text: string, spans: Array<Span>): void => {
  begins.lastIndex = 0
  let found = begins.exec(text)
  if (found === null) return
  const pem = following(text, ends)
  const putty = following(text, puttyEnds)
  for (; found !== null; found = begins.exec(text)) {
    const from = found.index + found[0].length
    const isPutty = found[0].startsWith("PuTTY")
    let end = isPutty ? putty(from) : pem(from)
    if (end === undefined) {
      if (isPutty) continue
      cutBody.lastIndex = from
      end = from + (cutBody.exec(text)?.[0].trimEnd().length ?? 0)
    }
    // The first line alone, in a text about keys, is no key.
    if (end - from > 24) spans.push({ start: found.index, end, label: "private-key" })
    begins.lastIndex = Math.max(end, from)
  }
}
