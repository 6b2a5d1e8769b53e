/** The first 32 bits of the fractional parts of a root of each of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
const fractions = (count: number, root: (prime: number) => number): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let candidate = 2; found.length < count; candidate++) {
    let prime = true
    for (let by = 2; by * by <= candidate && prime; by++) prime = candidate % by !== 0
    if (prime) found.push(((root(candidate) % 1) * 0x1_0000_0000) | 0)
  }
  return found
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

let tables: { readonly rounds: ReadonlyArray<number>; readonly start: ReadonlyArray<number> } | undefined

/** SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, in hexadecimal. Pure, for texts of some kilobytes. */
export const sha256 = (text: string): string => {
  tables ??= { rounds: fractions(64, Math.cbrt), start: fractions(8, Math.sqrt) }
  const bytes = new TextEncoder().encode(text)
  const padded = new Uint8Array((((bytes.length + 8) >> 6) << 6) + 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x2000_0000))
  view.setUint32(padded.length - 4, bytes.length << 3)
  const state = [...tables.start]
  const schedule = new Int32Array(64)
  for (let block = 0; block < padded.length; block += 64) {
    for (let at = 0; at < 16; at++) schedule[at] = view.getInt32(block + 4 * at)
    for (let at = 16; at < 64; at++) {
      const one = schedule[at - 15] ?? 0
      const two = schedule[at - 2] ?? 0
      const small0 = rotate(one, 7) ^ rotate(one, 18) ^ (one >>> 3)
      const small1 = rotate(two, 17) ^ rotate(two, 19) ^ (two >>> 10)
      schedule[at] = ((schedule[at - 16] ?? 0) + small0 + (schedule[at - 7] ?? 0) + small1) | 0
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    for (let at = 0; at < 64; at++) {
      const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      const first = (h + big1 + ((e & f) ^ (~e & g)) + (tables.rounds[at] ?? 0) + (schedule[at] ?? 0)) | 0
      const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
    }
    for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = ((state[at] ?? 0) + word) | 0
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("")
}
