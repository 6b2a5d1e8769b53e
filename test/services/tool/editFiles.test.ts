import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { edit } from "../../../src/services/tool/edit.ts"
import { read } from "../../../src/services/tool/read.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { type Draw, pick, seeded } from "../workspace/editSlips.ts"
import { call, fileWorld } from "./fileWorld.ts"

/* Everything here but the tool is written anew: nothing of the encoder, of line endings or of places is shared. */

type Encoding = "utf-8" | "utf-8 with a mark" | "utf-16le" | "utf-16be" | "latin-1"
const encodings: ReadonlyArray<Encoding> = ["utf-8", "utf-8 with a mark", "utf-16le", "utf-16be", "latin-1"]

/** What Windows-1252 has where Latin-1 has control characters, as far as it is used here. */
const typographic = new Map([
  [0x2013, 0x96],
  [0x201c, 0x93],
  [0x201d, 0x94]
])

/** The bytes of a text; undefined where the encoding lacks a character. */
const bytesOf = (text: string, encoding: Encoding): Uint8Array | undefined => {
  const units = [...Array(text.length).keys()].map((at) => text.charCodeAt(at))
  switch (encoding) {
    case "utf-8":
      return new TextEncoder().encode(text)
    case "utf-8 with a mark":
      return new TextEncoder().encode(`\ufeff${text}`)
    case "utf-16le":
      return Uint8Array.from([0xfeff, ...units].flatMap((unit) => [unit & 0xff, unit >> 8]))
    case "utf-16be":
      return Uint8Array.from([0xfeff, ...units].flatMap((unit) => [unit >> 8, unit & 0xff]))
    case "latin-1": {
      const bytes = units.map((unit) => (unit < 0x80 || (unit >= 0xa0 && unit < 0x100) ? unit : typographic.get(unit)))
      return bytes.includes(undefined) ? undefined : Uint8Array.from(bytes.map((byte) => byte ?? 0))
    }
  }
}

const words = [
  "alpha",
  "b",
  "  ",
  "    ",
  "\t",
  "(x)",
  "{",
  "}",
  '"q"',
  "'",
  "café",
  "é",
  "ß",
  "$&",
  "\\n",
  "...",
  "0",
  "="
]
const wide = ["“q”", "–", "日本", "😀", "cafe\u0301"]
const line = (draw: Draw, more: ReadonlyArray<string>) =>
  Array.from({ length: Math.floor(draw() * 5) }, () => pick(draw, [...words, ...more])).join("")

/** A text with line feeds only, and each line's own ending. */
const makeFile = (draw: Draw, encoding: Encoding) => {
  const more = encoding === "latin-1" ? [] : wide
  const count = 1 + Math.floor(draw() * 14)
  const texts = Array.from({ length: count }, () => line(draw, more))
  /* What tells Latin-1 from UTF-8. */
  if (encoding === "latin-1") texts.push("été")
  const kind = pick(draw, ["\n", "\r\n", "mixed"])
  const final = draw() < 0.7
  const ends = texts.map((_, index) =>
    index === texts.length - 1 && !final ? "" : kind === "mixed" ? pick(draw, ["\n", "\r\n"]) : kind
  )
  const used = ends.some((end) => end !== "") ? kind : "\n"
  return { texts, ends, kind: used, lf: texts.map((text, index) => text + (ends[index] === "" ? "" : "\n")).join("") }
}

/** The text with line feeds only, from one offset on, with the endings that the lines have in the file. */
const ended = (lf: string, from: number, to: number, ends: ReadonlyArray<string>): string => {
  let number = lf.slice(0, from).split("\n").length - 1
  return lf.slice(from, to).replace(/\n/g, () => ends[number++] ?? "\n")
}

describe("Edit on files of every kind", () => {
  it.effect("does what is said to the byte, or refuses and touches nothing", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const draw = seeded(77)
      let [applied, refused] = [0, 0]
      for (let round = 0; round < 600; round++) {
        const encoding = pick(draw, encodings)
        const { ends, kind, lf, texts } = makeFile(draw, encoding)
        const before = bytesOf(texts.map((text, index) => text + (ends[index] ?? "")).join(""), encoding)
        if (before === undefined) throw new Error("a text that its encoding lacks")
        const from = Math.floor(draw() * lf.length)
        const to = Math.min(lf.length, from + 1 + Math.floor(draw() * 30))
        const old = lf.slice(from, to)
        if (old === "") continue
        const added = pick(draw, [
          () => "",
          () => old + line(draw, wide),
          () => line(draw, []),
          () => `${line(draw, [])}\n${line(draw, wide)}`,
          () => `${old.slice(0, Math.floor(old.length / 2))}X${old.slice(Math.floor(old.length / 2))}`
        ])()
        const send = (text: string) => (draw() < 0.3 ? text.replaceAll("\n", "\r\n") : text)
        const path = `/ws/f${round}`
        yield* fs.writeFile(path, before)
        yield* call(read, { file_path: path })
        const done = yield* call(edit, { file_path: path, old_string: send(old), new_string: send(added) })
        const after = yield* fs.readFile(path)
        const label = `${round}: ${encoding}, ${JSON.stringify([lf, old, added])}: ${done.text}`
        if (done.text.startsWith("!")) {
          refused += 1
          expect(after, label).toEqual(before)
          continue
        }
        applied += 1
        const at = lf.indexOf(old)
        expect(lf.indexOf(old, at + 1), label).toBe(-1)
        /* In mixed files a new line may end in either way; all that was there ends as it did. */
        const whole = (eol: string) =>
          bytesOf(
            ended(lf, 0, at, ends) +
              reEnded(old, added, ended(lf, at, at + old.length, ends), eol) +
              ended(lf, at + old.length, lf.length, ends),
            encoding
          )
        const allowed = kind === "mixed" ? [whole("\n"), whole("\r\n")] : [whole(kind)]
        expect(
          allowed.some((one) => one !== undefined && Buffer.from(one).equals(after)),
          label
        ).toBe(true)
      }
      console.log(`edits, random files: ${applied} to the byte, ${refused} refused, 0 wrong`)
      expect(applied).toBeGreaterThan(250)
    }).pipe(Effect.provide(fileWorld()), Effect.provide(MemoryFileSystem.layer({ files: { "/ws/x": "" } })))
  )
})

/** The new text: what it begins and ends with like the old one stays as it is in the file, the rest ends its lines with `eol`. */
const reEnded = (old: string, added: string, file: string, eol: string): string => {
  let head = 0
  while (head < old.length && head < added.length && old[head] === added[head]) head += 1
  let tail = 0
  while (tail < Math.min(old.length, added.length) - head && old.at(-1 - tail) === added.at(-1 - tail)) tail += 1
  const fileLines = file.match(/\r\n|\n/g) ?? []
  const breaks = (text: string) => text.split("\n").length - 1
  const endings = (text: string, from: number) => {
    let number = from
    return text.replace(/\n/g, () => fileLines[number++] ?? "\n")
  }
  const kept = old.slice(old.length - tail)
  return (
    endings(added.slice(0, head), 0) +
    added.slice(head, added.length - tail).replaceAll("\n", eol) +
    endings(kept, breaks(old) - breaks(kept))
  )
}
