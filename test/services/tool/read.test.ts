import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { read } from "../../../src/services/tool/read.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { call, fileWorld } from "./fileWorld.ts"
import { pdfOf } from "./pdfs.ts"

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0])
const notebook = JSON.stringify({
  cells: [
    { cell_type: "markdown", id: "a1", metadata: {}, source: ["# T\n", "x"] },
    {
      cell_type: "code",
      execution_count: 1,
      metadata: {},
      outputs: [
        { output_type: "stream", name: "stdout", text: ["hi\n"] },
        { output_type: "display_data", data: { "image/png": "iVBOR", "text/plain": "<Figure>" }, metadata: {} },
        { output_type: "error", ename: "E", evalue: "bad", traceback: [] }
      ],
      source: "print('hi')"
    }
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5
})

const files: MemoryFileSystem.MemoryOptions["files"] = {
  "/ws/a.txt": "one\ntwo\nthree\n",
  "/ws/no-end.txt": "one\ntwo",
  "/ws/empty.txt": "",
  "/ws/crlf.txt": "one\r\ntwo\r\n",
  "/ws/long.txt": `${"x".repeat(5000)}\nshort\n`,
  "/ws/many.txt": Array.from({ length: 5000 }, (_, index) => `line ${index + 1}\n`).join(""),
  "/ws/wide.txt": `${"y".repeat(1900)}\n`.repeat(100),
  "/ws/bin": Uint8Array.from([1, 0, 2]),
  "/ws/pic.png": png,
  "/ws/fake.png": "no picture",
  "/ws/r.pdf": pdfOf([["The report"], ["Its end"]]),
  "/ws/fake.pdf": "no report",
  "/ws/big.png": new Uint8Array(32_000_001),
  "/ws/n.ipynb": notebook,
  "/ws/huge.ipynb": JSON.stringify({
    cells: Array.from({ length: 9 }, () => ({ cell_type: "raw", metadata: {}, source: "s".repeat(30_000) })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5
  }),
  "/ws/broken.ipynb": "{ not json",
  "/ws/dir/b.ts": "",
  "/ws/dir/sub/c.ts": "",
  "/ws/none": { directory: true },
  "/ws/pipe": { special: "FIFO" },
  "/ws/sock": { special: "Socket" },
  "/ws/dev": { special: "CharacterDevice" },
  "/ws/secret": { file: "x", mode: 0 },
  "/ws/link.txt": { link: "a.txt" }
}

const told = (input: unknown) =>
  Effect.map(call(read, input), (done) => done.text).pipe(
    Effect.provide(fileWorld()),
    Effect.provide(MemoryFileSystem.layer({ files }))
  )

describe("Read", () => {
  const table: ReadonlyArray<readonly [name: string, input: unknown, text: string]> = [
    ["numbered lines", { file_path: "a.txt" }, "     1\tone\n     2\ttwo\n     3\tthree"],
    ["an absolute path", { file_path: "/ws/a.txt" }, "     1\tone\n     2\ttwo\n     3\tthree"],
    ["through a link", { file_path: "link.txt" }, "     1\tone\n     2\ttwo\n     3\tthree"],
    ["no final line feed", { file_path: "no-end.txt" }, "     1\tone\n     2\ttwo"],
    ["CRLF", { file_path: "crlf.txt" }, "     1\tone\n     2\ttwo"],
    ["an empty file", { file_path: "empty.txt" }, "[the file is empty]"],
    ["a part", { file_path: "a.txt", offset: 2, limit: 1 }, "     2\ttwo\n[lines 2-2 of 3; read on with offset 3]"],
    [
      "offset 0 is the first line",
      { file_path: "a.txt", offset: 0, limit: 1 },
      "     1\tone\n[lines 1-1 of 3; read on with offset 2]"
    ],
    ["beyond the end", { file_path: "a.txt", offset: 9 }, "[the file has 3 lines: nothing at offset 9]"],
    [
      "long lines",
      { file_path: "long.txt" },
      `     1\t${"x".repeat(2000)}\n     2\tshort\n[line 1 has 5000 bytes and was cut after 2000 characters]`
    ],
    ["a directory", { file_path: "dir" }, "b.ts\nsub/"],
    ["an empty directory", { file_path: "none" }, "[the directory is empty]"],
    ["an image", { file_path: "pic.png" }, "/ws/pic.png (image/png, 9 bytes)\n<image/png>"],
    [
      "a text that is named like an image",
      { file_path: "fake.png" },
      "! fake.png is named like an image but is not a PNG, JPEG, GIF or WebP."
    ],
    [
      "a large image",
      { file_path: "big.png" },
      "! big.png is too large for this: 32000001 bytes, the limit is 32000000."
    ],
    ["a binary file", { file_path: "bin" }, "! bin is a binary file (3 bytes): it is not shown as text."],
    ["a pipe", { file_path: "pipe" }, "! pipe cannot be read: it is a pipe."],
    ["a socket", { file_path: "sock" }, "! sock cannot be read: it is a socket."],
    ["a device", { file_path: "dev" }, "! dev cannot be read: it is a device or a file of the kernel."],
    ["no permission", { file_path: "secret" }, "! secret was not read: the system denies permission."],
    [
      "a name nearly right",
      { file_path: "a.tx" },
      "! a.tx does not exist. Did you mean /ws/a.txt? Relative paths start at /ws."
    ],
    [
      "no such directory",
      { file_path: "x/y/z.ts" },
      "! x/y/z.ts does not exist. There is no directory /ws/x/y either. Relative paths start at /ws."
    ],
    ["a broken notebook is text", { file_path: "broken.ipynb" }, "     1\t{ not json"]
  ]
  it.effect.each(table)("%s", ([, input, text]) => Effect.map(told(input), (got) => expect(got).toBe(text)))

  it.effect("shows a notebook as cells", () =>
    Effect.gen(function* () {
      expect(yield* told({ file_path: "n.ipynb" })).toBe(
        '<cell id="a1" type="markdown">\n# T\nx\n</cell>\n<cell id="cell-1" type="code">\nprint(\'hi\')\n</cell>\n<outputs>\nhi\n\n<Figure> (image/png)\nE: bad\n</outputs>'
      )
      expect(yield* told({ file_path: "n.ipynb", limit: 1 })).toContain('     1\t{"cells"')
    })
  )

  it.live("shows a PDF page by page, and says how to read on", () =>
    Effect.gen(function* () {
      expect(yield* told({ file_path: "r.pdf", limit: 1 })).toBe(
        "[page 1 of 2]\nThe report\n\n[pages 1-1 of 2; read on with offset 2]"
      )
      expect(yield* told({ file_path: "r.pdf", offset: 2 })).toBe("[page 2 of 2]\nIts end")
      expect(yield* told({ file_path: "r.pdf", offset: 9 })).toBe("[the PDF has 2 pages: nothing at offset 9]")
      expect(yield* told({ file_path: "fake.pdf" })).toBe("! fake.pdf is named like a PDF but is none.")
    })
  )

  it.effect("bounds a large notebook and says so", () =>
    Effect.gen(function* () {
      const text = yield* told({ file_path: "huge.ipynb" })
      expect(text.length).toBeLessThan(100_000)
      expect(text).toContain("… (10000 more characters)")
      expect(text).toContain("[6 more of 9 cells; with offset and limit the file is read as text]")
    })
  )

  it.effect("stops after 2000 lines and 80,000 characters, and says how to read on", () =>
    Effect.gen(function* () {
      const many = yield* told({ file_path: "many.txt" })
      expect(many.split("\n")).toHaveLength(2001)
      expect(many.endsWith("  2000\tline 2000\n[lines 1-2000 of 5000; read on with offset 2001]")).toBe(true)
      const wide = yield* told({ file_path: "wide.txt" })
      expect(wide.length).toBeLessThan(85_000)
      expect(wide).toContain("[lines 1-41 of 100; read on with offset 42]")
    })
  )

  it.effect("gives hosts the typed output", () =>
    Effect.gen(function* () {
      const output = (input: unknown) => Effect.map(call(read, input), (done) => done.output)
      expect(yield* output({ file_path: "a.txt", offset: 2 })).toEqual({
        type: "text",
        file: {
          filePath: "/ws/a.txt",
          content: "two\nthree",
          numLines: 2,
          startLine: 2,
          totalLines: 3,
          more: false,
          cut: []
        }
      })
      expect(yield* output({ file_path: "pic.png" })).toEqual({
        type: "image",
        file: { filePath: "/ws/pic.png", base64: "iVBORw0KGgoA", type: "image/png", originalSize: 9 }
      })
    }).pipe(Effect.provide(fileWorld()), Effect.provide(MemoryFileSystem.layer({ files })))
  )

  it.effect("refuses wrong arguments and unusable paths in words", () =>
    Effect.gen(function* () {
      expect(yield* told({})).toContain("file_path")
      expect(yield* told({ file_path: "a.txt", limit: 0 })).toContain("limit")
      expect(yield* told({ file_path: "a\nb" })).toContain("control character")
    })
  )

  it.live("reads 100 lines in the middle of a large file without holding it", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const dir = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-read-" }))
      const block = new TextEncoder().encode(`${"z".repeat(99)}\n`.repeat(10_000))
      const file = yield* fs.open(`${dir}/big.log`, { flag: "w" })
      for (let index = 0; index < 150; index++) yield* file.writeAll(block)
      const before = process.memoryUsage().arrayBuffers
      const done = yield* Effect.provide(
        call(read, { file_path: "big.log", offset: 700_000, limit: 100 }),
        fileWorld({ host: { cwd: dir } })
      )
      expect(done.text.split("\n")).toHaveLength(101)
      expect(done.text.endsWith("[lines 700000-700099; read on with offset 700100]")).toBe(true)
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000)
    }).pipe(Effect.scoped, Effect.provide(nodeFileSystem))
  )
})
