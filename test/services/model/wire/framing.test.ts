import { describe, expect, it } from "vitest"
import { LineTooLong, Lines, longestLine } from "../../../../src/services/model/wire/lines.ts"
import { Sse } from "../../../../src/services/model/wire/sse.ts"

const bytes = (text: string) => new TextEncoder().encode(text)

/** All ways to cut `text` in two, one byte a piece, and some random cuts. */
const cutsOf = (text: string): ReadonlyArray<ReadonlyArray<Uint8Array>> => {
  const all = bytes(text)
  const inTwo = Array.from(all, (_, i) => [all.subarray(0, i), all.subarray(i)])
  const single = Array.from(all, (_, i) => all.subarray(i, i + 1))
  let seed = 7
  const random = Array.from({ length: 50 }, () => {
    const out: Array<Uint8Array> = []
    for (let at = 0; at < all.length; ) {
      seed = (seed * 16_807) % 2_147_483_647
      const size = 1 + (seed % 9)
      out.push(all.subarray(at, at + size))
      at += size
    }
    return out
  })
  return [...inTwo, single, ...random]
}

const linesOf = (pieces: ReadonlyArray<Uint8Array>) => {
  const lines = new Lines()
  return [...pieces.flatMap((piece) => lines.push(piece)), ...lines.end()]
}

const eventsOf = (pieces: ReadonlyArray<Uint8Array>) => {
  const sse = new Sse()
  const events = [...pieces.flatMap((piece) => sse.push(piece)), ...sse.end()]
  return { events, stray: sse.stray, comments: sse.comments }
}

describe("lines", () => {
  it.each([
    ["LF, CR, CRLF", "a\nb\rc\r\nd", ["a", "b", "c", "d"]],
    ["blank ones", "a\n\n\r\n\r\rb\n", ["a", "", "", "", "", "b"]],
    ["a CR at the end", "a\r", ["a"]],
    ["characters of several bytes", "日本\n🙂é\n", ["日本", "🙂é"]],
    ["nothing", "", []]
  ])("%s, however they are cut", (_, text, expected) => {
    for (const pieces of [[bytes(text)], ...cutsOf(text)]) expect(linesOf(pieces)).toEqual(expected)
  })

  it("gives up a line that does not end, in memory of its limit", () => {
    const lines = new Lines()
    const piece = bytes("x".repeat(1 << 20))
    expect(() => {
      for (let i = 0; i < 64; i++) lines.push(piece)
    }).toThrow(LineTooLong)
    const fits = new Lines()
    for (let i = 0; i < longestLine / piece.length; i++) fits.push(piece)
    expect(fits.push(bytes("\n"))).toHaveLength(1)
  })
})

describe("server-sent events", () => {
  const text =
    ': hello\n\nevent: a\ndata: {"x":1}\n\ndata:one\ndata:  two\nid: 7\nretry: 9\n\nevent: no data\n\n{"error":\n"stray"}\n\ndata: 日\r\n\r\ndata: last'

  it("are the same however they are cut", () => {
    const expected = {
      events: [
        { event: "a", data: '{"x":1}' },
        { event: undefined, data: "one\n two" },
        { event: undefined, data: "日" },
        { event: undefined, data: "last" }
      ],
      stray: '{"error":\n"stray"}\n',
      comments: 1
    }
    for (const pieces of [[bytes(text)], ...cutsOf(text)]) expect(eventsOf(pieces)).toEqual(expected)
  })

  it("gives up an event that does not end", () => {
    const sse = new Sse()
    const piece = bytes(`data: ${"x".repeat(1 << 20)}\n`)
    expect(() => {
      for (let i = 0; i < 64; i++) sse.push(piece)
    }).toThrow(LineTooLong)
  })

  it("keeps little of what is no event", () => {
    const sse = new Sse()
    for (let i = 0; i < 64; i++) sse.push(bytes(`${"x".repeat(1 << 14)}\n`))
    expect(sse.stray.length).toBeLessThan(200_000)
  })
})
