import type { Span } from "./span.ts"

/** A private key longer than this is no key; its rest is masked as lines of base64 as long as there are such. */
const longest = 65_536

const begins = /-{4,5} ?BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}|PuTTY-User-Key-File-[0-9]/g

/** What stands in a key that was cut: lines of base64, headers, and line ends as they are or as escapes. */
const cutBody =
  /(?:[A-Za-z0-9+/=]{1,512}|[ \t]{1,64}|\r?\n|\\{1,4}[rn]|[>|#]|(?:Proc-Type|DEK-Info|Version|Comment|Key|Hash|Charset)[:-] ?[^\r\n\\]{0,200})*/y

/** Blocks of private keys, from their first line to their last. One that was cut is masked as far as it goes. */
export const blocks = (text: string, spans: Array<Span>): void => {
  begins.lastIndex = 0
  for (let found = begins.exec(text); found !== null; found = begins.exec(text)) {
    const from = found.index + found[0].length
    const putty = found[0].startsWith("PuTTY")
    const window = text.slice(from, from + longest)
    const last = putty
      ? /Private-MAC: ?[0-9a-f]{0,128}/.exec(window)
      : /-{4,5} ?END [A-Z0-9 ]{0,80}PRIVATE KEY(?: BLOCK)? ?-{4,5}/.exec(window)
    let end: number
    if (last !== null) end = from + last.index + last[0].length
    else if (putty) continue
    else {
      cutBody.lastIndex = from
      end = from + (cutBody.exec(window.length < longest ? text : text)?.[0].replace(/\s+$/, "").length ?? 0)
    }
    // The first line alone, in a text about keys, is no key.
    if (end - from > 24) spans.push({ start: found.index, end, label: "private-key" })
    begins.lastIndex = Math.max(end, from)
  }
}
