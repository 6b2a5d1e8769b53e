/**
 * Tells whether a file's bytes are the ones that were seen: two 32-bit lanes of FNV-1a with different starts and a
 * final mix. Against mistakes, not against an adversary, and it can be fed piece by piece.
 */
export interface Hasher {
  readonly feed: (bytes: Uint8Array) => void
  readonly digest: () => string
}

const mix = (lane: number, length: number): string => {
  let mixed = lane ^ length
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0).toString(16).padStart(8, "0")
}

export const makeHasher = (): Hasher => {
  let one = 0x811c9dc5
  let two = 0x050c5d1f
  let length = 0
  return {
    feed: (bytes) => {
      length += bytes.length
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] ?? 0
        one = Math.imul(one ^ byte, 0x01000193)
        two = Math.imul(two ^ byte, 0x5bd1e995)
        two ^= two >>> 15
      }
    },
    digest: () => mix(one, length) + mix(two, length)
  }
}

export const hashOf = (bytes: Uint8Array): string => {
  const hasher = makeHasher()
  hasher.feed(bytes)
  return hasher.digest()
}
