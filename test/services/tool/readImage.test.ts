import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Base64 from "effect/encoding/Base64"
import { Result } from "effect"
import { crc32, deflateSync } from "node:zlib"
import { imageKind } from "../../../src/services/tool/imageKind.ts"
import { imageSize } from "../../../src/services/tool/imageSize.ts"
import { read } from "../../../src/services/tool/read.ts"
import { Images } from "../../../src/services/workspace/Images.ts"
import { realImages } from "../codemap/mapWorld.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { call, fileWorld } from "./fileWorld.ts"

const chunk = (name: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(name), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A picture in shades of grey whose pixels `shade` tells. */
const pngOf = (width: number, height: number, shade: (at: number) => number): Uint8Array => {
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0])
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  const rows = Buffer.alloc((width + 1) * height)
  for (let at = 0; at < rows.length; at++) if (at % (width + 1) !== 0) rows[at] = shade(at)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 1 })),
    chunk("IEND", new Uint8Array())
  ])
}

/** Does not compress: a picture of it is as large as its pixels. */
const noise = (at: number): number => (Math.imul(at ^ (at >>> 7), 0x9e3779b1) >>> 13) & 255

const small = pngOf(20, 10, () => 128)
const wide = pngOf(3136, 1000, (at) => (at >> 4) & 255)
const noisy = pngOf(2600, 2600, noise)
const bomb = Buffer.from(small)
bomb.writeUInt32BE(60_000, 16)
bomb.writeUInt32BE(60_000, 20)
const torn = wide.slice(0, 200)

const readIn = (name: string) =>
  call(read, { file_path: name }).pipe(
    Effect.provide(fileWorld()),
    Effect.provide(
      MemoryFileSystem.layer({
        files: {
          "/ws/small.png": small,
          "/ws/wide.png": wide,
          "/ws/noisy.png": noisy,
          "/ws/bomb.png": bomb,
          "/ws/torn.png": torn
        }
      })
    )
  )

const shown = (output: unknown) => {
  const { file } = output as { readonly file: { readonly base64: string; readonly type: string } }
  const bytes = Result.getOrThrow(Base64.decode(file.base64))
  return { kind: imageKind(bytes), told: file.type, bytes: bytes.length, ...imageSize(bytes, file.type) }
}

describe("reading an image", () => {
  it.effect("sends one that fits as it is", () =>
    Effect.gen(function* () {
      const { output, text } = yield* readIn("small.png")
      expect(text).toBe(`/ws/small.png (image/png, ${small.length} bytes)\n<image/png>`)
      expect(shown(output)).toEqual({
        kind: "image/png",
        told: "image/png",
        bytes: small.length,
        width: 20,
        height: 10
      })
    })
  )

  it.effect("scales one that is larger than models look at, and says by how much", () =>
    Effect.gen(function* () {
      const { output, text } = yield* readIn("wide.png")
      expect(text).toContain("3136x1000 pixels, shown at 1568x500: multiply coordinates by 2")
      expect(shown(output)).toMatchObject({ kind: "image/png", told: "image/png", width: 1568, height: 500 })
    })
  )

  it.effect("takes another format where a PNG would be too large to send", () =>
    Effect.gen(function* () {
      const { output } = yield* readIn("noisy.png")
      const { bytes, ...rest } = shown(output)
      expect(rest).toEqual({ kind: "image/jpeg", told: "image/jpeg", width: 1568, height: 1568 })
      expect(bytes).toBeLessThan(3_750_000)
    })
  )

  it.effect("does not decode what claims more pixels than memory should hold, nor what is torn", () =>
    Effect.gen(function* () {
      expect((yield* readIn("bomb.png")).text).toBe(
        "! bomb.png has 60000 x 60000 pixels: it is too large to be shown. Make a smaller copy and read that."
      )
      expect((yield* readIn("torn.png")).text).toBe("! torn.png (image/png, 200 bytes) cannot be decoded.")
    })
  )
})

describe("imageSize", () => {
  it.effect("reads the header of what the library writes", () =>
    Effect.gen(function* () {
      const { scale } = yield* Images
      const jpeg = yield* scale(noisy, { longest: 333, most: 60_000 })
      expect(jpeg?.type).toBe("image/jpeg")
      expect(imageSize(jpeg?.bytes ?? new Uint8Array(), "image/jpeg")).toEqual({
        width: jpeg?.width,
        height: jpeg?.height
      })
    }).pipe(Effect.provide(realImages))
  )

  const bytes = (text: string, ...rest: ReadonlyArray<number>) => Buffer.concat([Buffer.from(text), Buffer.from(rest)])
  const webp = (kind: string, ...rest: ReadonlyArray<number>) => bytes(`RIFF----WEBP${kind}----`, ...rest)
  it.each([
    ["image/gif", bytes("GIF89a", 0x40, 0x01, 0xf0, 0x00, ...Array<number>(20).fill(0)), { width: 320, height: 240 }],
    ["image/webp", webp("VP8X", 0, 0, 0, 0, 0x3f, 0x01, 0, 0xef, 0, 0), { width: 320, height: 240 }],
    ["image/webp", webp("VP8 ", 0, 0, 0, 0x9d, 1, 0x2a, 0x40, 0x01, 0xf0, 0), { width: 320, height: 240 }],
    ["image/webp", webp("VP8L", 0x2f, 0x3f, 0xc1, 0x3b, 0, 0, 0, 0, 0), { width: 320, height: 240 }],
    ["image/webp", webp("ALPH", 0, 0, 0, 0, 0, 0, 0, 0), undefined],
    [
      "image/jpeg",
      bytes("", 0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 11, 8, 0, 240, 1, 64, ...Array<number>(10).fill(0)),
      { width: 320, height: 240 }
    ],
    ["image/jpeg", bytes("", 0xff, 0xd8, ...Array<number>(30).fill(0)), undefined],
    ["image/png", bytes("", 0x89), undefined]
  ])("of %s", (type, header, size) => {
    expect(imageSize(header, type)).toEqual(size)
  })
})
