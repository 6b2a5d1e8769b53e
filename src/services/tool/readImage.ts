import { Effect } from "effect"
import * as Base64 from "effect/encoding/Base64"
import { printableLine } from "../domain/printable.ts"
import { Files } from "../workspace/Files.ts"
import { Images } from "../workspace/Images.ts"
import type { Target } from "../workspace/target.ts"
import { ToolFailed } from "./CoderTool.ts"
import { failed } from "./fileTarget.ts"
import { imageKind } from "./imageKind.ts"
import { imageSize } from "./imageSize.ts"

/** Largest file that is opened, in bytes. */
const maxFile = 32_000_000
/** Most pixels that are decoded: four bytes each in memory, and a small file can claim any number of them. */
const maxPixels = 50_000_000
/** Anthropic takes images of 5 MB in base64. */
const maxSent = 3_750_000
/** Anthropic scales what is larger itself, after it was sent: https://docs.claude.com/en/docs/build-with-claude/vision */
const longest = 1568

/** An image for models that see, scaled down where it is larger than they look at. */
export const readImage = Effect.fnUntraced(function* (target: Target) {
  const bytes = yield* Effect.mapError((yield* Files).bytes(target, maxFile), failed)
  const name = printableLine(target.requested)
  const type = imageKind(bytes)
  if (type === undefined) {
    return yield* new ToolFailed({
      message: `${name} is named like an image but is not a PNG, JPEG, GIF or WebP.`
    })
  }
  const original = { filePath: target.real, originalSize: bytes.length }
  const size = imageSize(bytes, type)
  const fits = size === undefined || Math.max(size.width, size.height) <= longest
  if (fits && bytes.length <= maxSent) {
    return { type: "image", file: { ...original, base64: Base64.encode(bytes), type } } as const
  }
  if (size !== undefined && size.width * size.height > maxPixels) {
    return yield* new ToolFailed({
      message: `${name} has ${size.width} x ${size.height} pixels: it is too large to be shown. Make a smaller copy and read that.`
    })
  }
  const scaled = yield* (yield* Images).scale(bytes, { longest, most: maxSent })
  if (scaled === undefined) {
    return yield* new ToolFailed({ message: `${name} (${type}, ${bytes.length} bytes) cannot be decoded.` })
  }
  const dimensions = {
    originalWidth: size?.width ?? scaled.width,
    originalHeight: size?.height ?? scaled.height,
    displayWidth: scaled.width,
    displayHeight: scaled.height
  }
  const file = { ...original, base64: Base64.encode(scaled.bytes), type: scaled.type, dimensions }
  return { type: "image", file } as const
})
