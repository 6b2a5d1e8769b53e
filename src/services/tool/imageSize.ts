/** Width and height in pixels. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
const u16le = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
const u24le = (bytes: Uint8Array, at: number): number => u16le(bytes, at) | ((bytes[at + 2] ?? 0) << 16)
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65_536 + u16(bytes, at + 2)

/** The first frame header: markers from C0 to CF but for C4, C8 and CC (ITU T.81, table B.1). */
const jpegSize = (bytes: Uint8Array): ImageSize | undefined => {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (marker >= 0xd0 && marker <= 0xd8) at += 2
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: u16(bytes, at + 5), width: u16(bytes, at + 7) }
    } else at += 2 + u16(bytes, at + 2)
  }
  return undefined
}

/** RIFF container with one of three kinds of first chunk (RFC 9649, section 2.3 on). */
const webpSize = (bytes: Uint8Array): ImageSize | undefined => {
  const chunk = String.fromCharCode(...bytes.subarray(12, 16))
  if (chunk === "VP8X") return { width: u24le(bytes, 24) + 1, height: u24le(bytes, 27) + 1 }
  if (chunk === "VP8 ") return { width: u16le(bytes, 26) & 0x3fff, height: u16le(bytes, 28) & 0x3fff }
  if (chunk !== "VP8L") return undefined
  const bits = u16le(bytes, 21) + u16le(bytes, 23) * 65_536
  return { width: (bits & 0x3fff) + 1, height: (Math.floor(bits / 16_384) & 0x3fff) + 1 }
}

/** The size that an image's header tells; undefined where it tells none. */
export const imageSize = (bytes: Uint8Array, type: string): ImageSize | undefined => {
  const found = bytes.length < 24 ? undefined : sizeOf(bytes, type)
  return found === undefined || found.width === 0 || found.height === 0 ? undefined : found
}

const sizeOf = (bytes: Uint8Array, type: string): ImageSize | undefined => {
  switch (type) {
    case "image/png":
      return { width: u32(bytes, 16), height: u32(bytes, 20) }
    case "image/gif":
      return { width: u16le(bytes, 6), height: u16le(bytes, 8) }
    case "image/webp":
      return webpSize(bytes)
    default:
      return jpegSize(bytes)
  }
}
