import { describe, expect, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { decode, type Encoding, encode, isBinary } from "../../../src/services/workspace/encoding.ts"
import { hashOf, makeHasher } from "../../../src/services/workspace/fingerprint.ts"
import { eolOf, linesOf, toEol, toLf } from "../../../src/services/workspace/lines.ts"

const bytes = (...values: ReadonlyArray<number>) => Uint8Array.from(values)
const utf8 = (text: string) => new TextEncoder().encode(text)

describe("encoding", () => {
  const table: ReadonlyArray<
    readonly [name: string, input: Uint8Array, text: string, encoding: Encoding, bom: boolean]
  > = [
    ["ascii", utf8("a\n"), "a\n", "utf-8", false],
    ["empty", bytes(), "", "utf-8", false],
    ["utf-8", utf8("é€😀"), "é€😀", "utf-8", false],
    ["utf-8 with a mark", bytes(0xef, 0xbb, 0xbf, 97), "a", "utf-8", true],
    ["a second mark is text", bytes(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 97), "\ufeffa", "utf-8", true],
    ["utf-16le", bytes(0xff, 0xfe, 0xe9, 0, 0x3d, 0xd8, 0, 0xde), "é😀", "utf-16le", true],
    ["utf-16be", bytes(0xfe, 0xff, 0, 0xe9), "é", "utf-16be", true],
    ["latin-1", bytes(99, 0xe9, 10), "cé\n", "windows-1252", false],
    ["windows quotes", bytes(0x93, 97, 0x94), "“a”", "windows-1252", false],
    ["one bad byte in utf-8", bytes(0xc3, 0xa9, 0xff, 97), "é\udcffa", "utf-8-broken", false],
    ["overlong form is no utf-8", bytes(0xc3, 0xa9, 0xc0, 0x80), "é\udcc0\udc80", "utf-8-broken", false],
    [
      "an encoded surrogate is no utf-8",
      bytes(0xc3, 0xa9, 0xed, 0xa0, 0x80),
      "é\udced\udca0\udc80",
      "utf-8-broken",
      false
    ],
    ["cut at the end", bytes(0xc3, 0xa9, 0xe2, 0x82), "é\udce2\udc82", "utf-8-broken", false]
  ]
  it.each(table)("reads %s", (_, input, text, encoding, bom) => {
    expect(decode(input)).toEqual({ text, encoding, bom })
    expect(encode(text, encoding, bom)).toEqual(Result.succeed(input))
  })

  const byte = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))
  it.prop(
    "gives any bytes back as they were",
    { raw: Schema.Array(byte), start: Schema.Literals([0, 1, 2, 3]) },
    ({ raw, start }) => {
      const heads = [[], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]] as const
      const body = start > 1 && raw.length % 2 === 1 ? [...raw, 0] : raw
      const input = bytes(...(heads[start] ?? []), ...body)
      const decoded = decode(input)
      expect(encode(decoded.text, decoded.encoding, decoded.bom)).toEqual(Result.succeed(input))
    }
  )
  it.prop("gives any text back as it was", { text: Schema.String, bom: Schema.Boolean }, ({ text, bom }) => {
    /* FF FE 00 00 is the mark of UTF-32. */
    const clean = text.toWellFormed().replace(/^\0+/, "")
    for (const encoding of ["utf-8", "utf-16le", "utf-16be"] as const) {
      const encoded = encode(clean, encoding, bom || encoding !== "utf-8")
      if (!bom && encoding === "utf-8" && clean.startsWith("\ufeff")) continue
      expect(Result.map(encoded, (raw) => decode(raw).text)).toEqual(Result.succeed(clean))
    }
  })

  it("names what an encoding does not have", () => {
    expect(encode("a→b", "windows-1252", false)).toEqual(Result.fail("→"))
    expect(encode("😀", "windows-1252", false)).toEqual(Result.fail("😀"))
    expect(encode("a\ud800", "utf-8", false)).toEqual(Result.fail("half of a surrogate pair"))
    expect(encode("é\ud800", "utf-8-broken", false)).toEqual(Result.fail("half of a surrogate pair"))
  })

  it("tells text from binary", () => {
    expect(isBinary(utf8("plain\ttext\r\n\u001b[31m"))).toBe(false)
    expect(isBinary(bytes(97, 0, 98))).toBe(true)
    expect(isBinary(bytes(0xff, 0xfe, 97, 0))).toBe(false)
    expect(isBinary(bytes(0xff, 0xfe, 0, 0, 97, 0, 0, 0))).toBe(true)
    expect(isBinary(bytes(1, 2, 3, 4, 97))).toBe(true)
    expect(isBinary(bytes())).toBe(false)
    expect(isBinary(Uint8Array.from([...utf8("x".repeat(8192)), 0]))).toBe(false)
  })
})

describe("lines", () => {
  it.each([
    ["", "none"],
    ["a", "none"],
    ["a\n", "lf"],
    ["a\r\nb\r\n", "crlf"],
    ["a\r\nb\n", "mixed"],
    ["a\rb", "none"]
  ])("%j ends its lines in %s", (text, eol) => expect(eolOf(text)).toBe(eol))
  it("counts lines as editors do", () => {
    expect(linesOf("")).toEqual([])
    expect(linesOf("a")).toEqual(["a"])
    expect(linesOf("a\n")).toEqual(["a"])
    expect(linesOf("a\r\n\r\nb")).toEqual(["a", "", "b"])
    expect(linesOf("\n")).toEqual([""])
  })
  it("takes on the endings of a file, and leaves a mixed one alone", () => {
    expect(toEol("a\nb\r\n", "crlf")).toBe("a\r\nb\r\n")
    expect(toEol("a\nb\r\n", "lf")).toBe("a\nb\n")
    expect(toEol("a\nb\r\n", "mixed")).toBe("a\nb\r\n")
    expect(toEol("a\r\n", "none")).toBe("a\r\n")
    expect(toLf("a\rb\r\n")).toBe("a\rb\n")
  })
})

describe("fingerprint", () => {
  it.prop("does not depend on the pieces", { one: Schema.String, two: Schema.String }, ({ one, two }) => {
    const hasher = makeHasher()
    hasher.feed(utf8(one))
    hasher.feed(utf8(two))
    const whole = Uint8Array.from([...utf8(one), ...utf8(two)])
    expect(hasher.digest()).toBe(hashOf(whole))
  })
  it("differs for small changes", () => {
    const seen = new Set<string>()
    for (let index = 0; index < 2000; index++) seen.add(hashOf(utf8(`line ${index}`)))
    for (const text of ["", "\0", "\0\0", "ab", "ba", "a", "b"]) seen.add(hashOf(utf8(text)))
    expect(seen.size).toBe(2007)
  })
})
