/** Bytes that a sequence needs in all, by its first byte; 1 also for bytes that begin none. */
const lengthOf = (byte: number): number =>
  byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? (byte < 0xf0 ? 3 : 1) : byte >= 0xc2 ? 2 : 1

/** Where the bytes of a character begin that is not whole yet; the length where all are whole. */
const wholeUntil = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) return lengthOf(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

const joined = (one: Uint8Array, other: Uint8Array): Uint8Array => {
  if (one.length === 0) return other
  const all = new Uint8Array(one.length + other.length)
  all.set(one)
  all.set(other, one.length)
  return all
}

/** The text of what came before and now, and the bytes that wait for the rest of their character. Bad bytes become U+FFFD. */
export const decodeUtf8 = (before: Uint8Array, chunk: Uint8Array): readonly [text: string, rest: Uint8Array] => {
  const bytes = joined(before, chunk)
  const end = wholeUntil(bytes)
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, end))
  return [text, bytes.slice(end)]
}
