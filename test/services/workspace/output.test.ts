import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Schema } from "effect"
import { commandOutput, taskOutput } from "../../../src/services/workspace/commandOutput.ts"
import { lineSplitter } from "../../../src/services/workspace/lineSplitter.ts"
import { outputBuffer } from "../../../src/services/workspace/outputBuffer.ts"
import { safeText } from "../../../src/services/workspace/safeText.ts"
import { spillFile } from "../../../src/services/workspace/spillFile.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"

const Bytes = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))
const Lines = Schema.Array(Schema.Literals(["", "a", "bcd", "éüö", "0123456789", "x".repeat(25)]))
const Step = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 40 }))

const bytes = (text: string) => new TextEncoder().encode(text)

describe("safeText", () => {
  const table: ReadonlyArray<readonly [string, string]> = [
    ["plain é \t text\n", "plain é \t text\n"],
    ["\u001b[1;31mred\u001b[0m\u001b[K", "red"],
    ["\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "alink"],
    ["\u001bPq#0\u001b\\x\u001b(By\u001b=z", "xyz"],
    ["10%\r50%\r100%\n", "100%\n"],
    ["a\r\nb\r\n", "a\nb\n"],
    ["ab\b\bcd", "cd"],
    ["bell\u0007 nul\u0000 esc\u001b", "bell\ufffd nul\ufffd esc\ufffd"],
    ["half \u001b[", "half "],
    ["c1 \u009b31m", "c1 \ufffd31m"],
    ["", ""]
  ]
  for (const [raw, text] of table) it(JSON.stringify(raw), () => expect(safeText(bytes(raw))).toBe(text))

  it("replaces what is not UTF-8, and names binary output", () => {
    expect(safeText(new Uint8Array([97, 0xff, 98]))).toBe("a\ufffdb")
    expect(safeText(new Uint8Array(200))).toBe("[binary output, 200 bytes, not shown]\n")
    expect(safeText(bytes("some/file.ts\0".repeat(50)))).toBe("some/file.ts\ufffd".repeat(50))
  })

  it.prop("leaves no control character in, whatever comes", { raw: Bytes }, ({ raw }) => {
    expect(safeText(new Uint8Array(raw))).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
  })
})

describe("outputBuffer", () => {
  it.prop("keeps everything that fits, however it is cut", { chunks: Schema.Array(Bytes) }, ({ chunks }) => {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    const buffer = outputBuffer(Math.floor(size / 3), Math.ceil((size * 2) / 3))
    for (const chunk of chunks) buffer.push(new Uint8Array(chunk))
    expect([...buffer.whole()]).toEqual(chunks.flat())
  })

  it.prop(
    "keeps whole lines of the beginning and the end, and counts the rest exactly",
    { some: Lines, step: Step },
    ({ some, step }) => {
      const lines = [...some, ...Array.from({ length: 60 }, (_, i) => `line ${i}`), ...some].filter(
        (line) => line !== ""
      )
      const all = bytes(`${lines.join("\n")}\n`)
      const buffer = outputBuffer(50, 70)
      for (let at = 0; at < all.length; at += step) buffer.push(all.subarray(at, at + step))
      let told: readonly [number, number] = [0, 0]
      const shown = buffer.text((left, count) => {
        told = [left, count]
        return "CUT"
      })
      const [head = "", tail = ""] = shown.split("\n\nCUT\n\n")
      const first = head.split("\n")
      const last = tail.trimEnd().split("\n")
      expect(first).toEqual(lines.slice(0, first.length))
      expect(last).toEqual(lines.slice(-last.length))
      expect(told[1]).toBe(lines.length - first.length - last.length)
      expect(told[0]).toBe(all.length - bytes(head).length - 1 - bytes(tail).length)
      expect(shown.length).toBeLessThan(150)
    }
  )

  it("takes one endless line", () => {
    const buffer = outputBuffer(10, 10)
    for (let i = 0; i < 1000; i++) buffer.push(bytes("x"))
    expect(buffer.text((left, lines) => `${left} ${lines}`)).toBe("xxxxxxxxxx\n\n980 0\n\nxxxxxxxxxx")
  })
})

describe("lineSplitter", () => {
  it.prop("gives the lines however they arrive", { lines: Lines, step: Step }, ({ lines, step }) => {
    const all = bytes(lines.map((line) => `${line}\n`).join(""))
    const splitter = lineSplitter()
    const got: Array<string> = []
    for (let at = 0; at < all.length; at += step) got.push(...splitter.push(all.subarray(at, at + step)))
    expect([...got, ...splitter.rest()]).toEqual(lines)
  })

  it("gives a last line without its end, and cuts one that is too long", () => {
    const splitter = lineSplitter()
    expect(splitter.push(bytes(`${"x".repeat(10_000)}\nrest`))).toEqual(["x".repeat(4_000)])
    expect(splitter.rest()).toEqual(["rest"])
  })
})

const withSpill = <A, E>(
  limit: number,
  use: (spill: ReturnType<typeof spillFile>, fs: FileSystem.FileSystem) => Effect.Effect<A, E>,
  fault?: "ENOSPC"
) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    yield* fs.makeDirectory("/tmp", { recursive: true })
    return yield* use(spillFile(fs, yield* Effect.scope, Effect.succeed("/tmp/out"), limit), fs)
  }).pipe(
    Effect.scoped,
    Effect.provide(
      MemoryFileSystem.layer({ fault: (_, path) => (fault !== undefined && path === "/tmp/out" ? fault : undefined) })
    )
  )

describe("the output of a command", () => {
  it.effect("begins a file only when it outgrows memory, with all that came before", () =>
    withSpill(1_000_000, (spill, fs) =>
      Effect.gen(function* () {
        const output = commandOutput(spill)
        yield* output.accept("stdout", bytes("a".repeat(20_000)))
        expect(spill.state()).toEqual({ _tag: "Unused" })
        yield* output.accept("stderr", bytes("b".repeat(9_000)))
        expect(spill.state()).toEqual({ _tag: "Unused" })
        yield* output.accept("stdout", bytes("c".repeat(9_000)))
        yield* output.accept("stdout", bytes("d"))
        expect(spill.state()).toEqual({ _tag: "Kept", path: "/tmp/out", cut: false })
        yield* spill.settled
        expect(yield* fs.readFileString("/tmp/out")).toBe(
          `${"a".repeat(20_000)}${"b".repeat(9_000)}${"c".repeat(9_000)}d`
        )
        expect(output.text()).toContain("the whole output is in /tmp/out: Read it")
        expect(output.stderr()).toBe("b".repeat(9_000))
      })
    )
  )

  it.effect("cuts the file at its limit, and says so", () =>
    withSpill(100, (spill, fs) =>
      Effect.gen(function* () {
        const output = taskOutput(spill)
        for (const text of ["x".repeat(60), "y".repeat(60), "z"]) yield* output.accept("stdout", bytes(text))
        yield* spill.settled
        expect(spill.state()).toEqual({ _tag: "Kept", path: "/tmp/out", cut: true })
        expect(yield* fs.readFileString("/tmp/out")).toBe("x".repeat(60) + "y".repeat(40))
        yield* output.accept("stdout", bytes("w\n".repeat(20_000)))
        expect(output.news()).toMatch(/left out here; the first \d+ MB are in \/tmp\/out/)
        expect(output.news()).toBe("")
      })
    )
  )

  it.effect("writes what came meanwhile in one piece, in order, from both outputs", () =>
    withSpill(1_000_000_000, (spill, fs) =>
      Effect.gen(function* () {
        const output = commandOutput(spill)
        const texts = Array.from({ length: 400 }, (_, n) => `${String(n).padStart(9_999, "-")}\n`)
        yield* Effect.forEach(texts, (text, n) => output.accept(n % 2 === 0 ? "stdout" : "stderr", bytes(text)), {
          discard: true
        })
        yield* spill.settled
        expect(yield* fs.readFileString("/tmp/out")).toBe(texts.join(""))
      })
    )
  )

  it.effect("goes on where the disk is full, and says what was lost", () =>
    withSpill(
      1_000_000,
      (spill) =>
        Effect.gen(function* () {
          const output = commandOutput(spill)
          for (let i = 0; i < 10; i++) yield* output.accept("stdout", bytes("line\n".repeat(1_500)))
          expect(spill.state()._tag).toBe("Failed")
          expect(output.text()).toMatch(/\(\d+ lines\) left out here; they could not be kept: /)
        }),
      "ENOSPC"
    )
  )
})
