import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Schema } from "effect"
import { linesOf } from "../../../src/services/workspace/lines.ts"
import { lineCounter } from "../../../src/services/workspace/lineCounter.ts"
import { lineIndex } from "../../../src/services/workspace/lineIndex.ts"
import { type PageQuery, readPage } from "../../../src/services/workspace/pageReader.ts"
import { hashOf } from "../../../src/services/workspace/fingerprint.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"

const wide: PageQuery = { offset: 1, limit: 2000, maxLine: 2000, maxPage: 1_000_000 }

const page = (content: string | Uint8Array, query: Partial<PageQuery> = {}) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const file = yield* fs.open("/f")
    return yield* readPage(file, Number((yield* file.stat).size), { ...wide, ...query })
  }).pipe(Effect.scoped, Effect.provide(MemoryFileSystem.layer({ files: { "/f": content } })))

const many = Array.from({ length: 50_000 }, (_, index) => `line ${index + 1}`).join("\n")

describe("readPage", () => {
  it.effect("reads lines in the middle of a long file", () =>
    Effect.gen(function* () {
      const read = yield* page(many, { offset: 40_001, limit: 3 })
      expect(read).toMatchObject({
        lines: ["line 40001", "line 40002", "line 40003"],
        startLine: 40_001,
        totalLines: 50_000,
        more: true,
        cut: []
      })
    })
  )
  it.effect("knows the end, with and without a final line feed", () =>
    Effect.gen(function* () {
      expect(yield* page("a\nb")).toMatchObject({ lines: ["a", "b"], totalLines: 2, more: false })
      expect(yield* page("a\nb\n")).toMatchObject({ lines: ["a", "b"], totalLines: 2, more: false })
      expect(yield* page("a\nb\n", { limit: 1 })).toMatchObject({ lines: ["a"], totalLines: 2, more: true })
      expect(yield* page("\n\n")).toMatchObject({ lines: ["", ""], totalLines: 2 })
      expect(yield* page("")).toMatchObject({ lines: [], totalLines: 0, more: false })
      expect(yield* page("a\n", { offset: 9 })).toMatchObject({ lines: [], totalLines: 1, more: false })
    })
  )
  it.effect("cuts long lines and says so", () =>
    Effect.gen(function* () {
      const read = yield* page(`short\n${"é".repeat(3000)}\n${"x".repeat(9_000_000)}\nend\n`)
      if (read === "binary") throw new Error("binary")
      expect(read.lines.map((line) => line.length)).toEqual([5, 2000, 2000, 3])
      expect(read.lines[1]).toBe("é".repeat(2000))
      expect(read.cut).toEqual([
        { line: 2, bytes: 6000 },
        { line: 3, bytes: 9_000_000 }
      ])
      expect(yield* page("é".repeat(1999))).toMatchObject({ lines: ["é".repeat(1999)], cut: [] })
    })
  )
  it.effect("bounds the whole page by characters, but never to nothing", () =>
    Effect.gen(function* () {
      const read = yield* page("a".repeat(50).concat("\n").repeat(10), { maxPage: 120 })
      expect(read).toMatchObject({ totalLines: 10, more: true })
      if (read !== "binary") expect(read.lines).toHaveLength(2)
      expect(yield* page("a".repeat(50), { maxPage: 10 })).toMatchObject({ lines: ["a".repeat(50)], more: false })
    })
  )
  it.effect("reads CRLF, UTF-16, Latin-1 and refuses binary", () =>
    Effect.gen(function* () {
      expect(yield* page("a\r\nb\r\n")).toMatchObject({ lines: ["a", "b"] })
      expect(yield* page(Uint8Array.from([0xff, 0xfe, 0xe9, 0, 10, 0, 98, 0]))).toMatchObject({
        lines: ["é", "b"],
        totalLines: 2
      })
      expect(yield* page(Uint8Array.from([0xef, 0xbb, 0xbf, 97, 10]))).toMatchObject({ lines: ["a"] })
      expect(yield* page(Uint8Array.from([0xe9, 10, 0x80]))).toMatchObject({ lines: ["é", "€"] })
      expect(yield* page(Uint8Array.from([0xc3, 0xa9, 10, 0xff]))).toMatchObject({ lines: ["é", "\ufffd"] })
      expect(yield* page(Uint8Array.from([1, 0, 2]))).toBe("binary")
    })
  )
  it.effect("stops reading a very large file after the page", () =>
    Effect.gen(function* () {
      const large = new Uint8Array(17 * 1024 * 1024).fill(120)
      for (let at = 99; at < large.length; at += 100) large[at] = 10
      const read = yield* page(large, { offset: 5, limit: 2 })
      expect(read).toMatchObject({ startLine: 5, totalLines: undefined, more: true, hash: undefined })
      const end = yield* page(large, { offset: 178_250, limit: 2000 })
      expect(end).toMatchObject({ totalLines: 178_258, more: false })
    })
  )
  it.effect.prop(
    "agrees with splitting the whole text",
    { text: Schema.String, offset: Schema.Literals([1, 2, 3]), eol: Schema.Literals(["\n", "\r\n"]) },
    ({ text, offset, eol }) =>
      Effect.gen(function* () {
        const content = text
          .toWellFormed()
          .replace(/[\0-\u001f\ufeff]/g, " ")
          .replaceAll("a", eol)
          .replaceAll(" ", eol)
        const read = yield* page(content, { offset, limit: 2 })
        const lines = linesOf(content)
        expect(read).toMatchObject({
          lines: lines.slice(offset - 1, offset + 1),
          totalLines: lines.length,
          more: lines.length > offset + 1,
          hash: hashOf(new TextEncoder().encode(content))
        })
      })
  )

  /** Over 16 MiB, with lines of all lengths, some longer than a block of the index. */
  const large = (() => {
    const lines: Array<string> = []
    for (let size = 0; size < 20 * 1024 * 1024; size += lines.at(-1)?.length ?? 0) {
      lines.push(
        lines.length % 9000 === 4000 ? "L".repeat(1_200_000) : `${lines.length + 1}${".".repeat(lines.length % 200)}`
      )
    }
    return lines
  })()

  it.effect("finds any line of a large file, by an index that grows with each page", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* fs.open("/f")
      const size = Number((yield* file.stat).size)
      const index = lineIndex(size)
      for (const from of [1, 3999, 4000, 4001, 4002, 90_000, 13_002, 13_001, 2, large.length - 1, large.length]) {
        const read = yield* readPage(file, size, { ...wide, offset: from, limit: 3 }, index)
        if (read === "binary") throw new Error("binary")
        const wanted = large.slice(from - 1, from + 2).map((line) => line.slice(0, 2000))
        expect([from, read.lines, read.more]).toEqual([from, wanted, from + 2 < large.length])
        yield* file.seek(0n, "start")
      }
      const end = yield* readPage(file, size, { ...wide, offset: large.length + 10 }, index)
      expect(end).toMatchObject({ lines: [], totalLines: large.length, more: false })
    }).pipe(Effect.scoped, Effect.provide(MemoryFileSystem.layer({ files: { "/f": large.join("\n") } })))
  )

  it("counts line feeds as a plain loop does", () => {
    const counter = lineCounter(2, 65_536)
    const bytes = counter.buffers[1] ?? new Uint8Array(0)
    for (const at of [0, 1, 15, 16, 63, 64, 65, 200, 65_535]) bytes[at] = 10
    for (const [length, count] of [
      [0, 0],
      [1, 1],
      [16, 3],
      [65, 6],
      [66, 7],
      [65_536, 9]
    ] as const)
      expect([length, counter.count(1, length)]).toEqual([length, count])
    expect(counter.count(0, 65_536)).toBe(0)
  })
})
