const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** The media type of an image that models can see, by its first bytes: PNG, JPEG, GIF, WebP. */
export const imageKind = (bytes: Uint8Array): string | undefined => {
  if (bytes[0] === 0x89 && ascii(bytes, 1, 4) === "PNG") return "image/png"
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg"
  if (ascii(bytes, 0, 4) === "GIF8") return "image/gif"
  return ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP" ? "image/webp" : undefined
}

/** Names that such an image may have; the bytes decide. */
export const imageName = /\.(png|jpe?g|gif|webp)$/i
