import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { encodeLine } from "../../../src/services/session/codec.ts"
import type { SessionRecord } from "../../../src/services/session/SessionRecord.ts"
import { readTranscript } from "../../../src/services/session/transcript.ts"
import { end, input, reply } from "./sessionsWorld.ts"

const header: SessionRecord = {
  _tag: "session",
  id: "s",
  at: "2026-01-01T00:00:00.000Z",
  v: 1,
  cwd: "/w",
  project: "/w",
  version: "1"
}
const bytes = (text: string) => new TextEncoder().encode(text)
const join = (...parts: ReadonlyArray<string | SessionRecord | Uint8Array>) => {
  const pieces = parts.map((part) =>
    part instanceof Uint8Array ? part : bytes(typeof part === "string" ? part : encodeLine(part))
  )
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    out.set(piece, at)
    at += piece.length
  }
  return out
}

const a = input('a {"type":"input"} \\ " }')
const b = reply("b")
const c = end()
const bare = (record: SessionRecord) => encodeLine(record).trimEnd()

const table: ReadonlyArray<{
  readonly name: string
  readonly file: Uint8Array
  readonly records: ReadonlyArray<SessionRecord>
  readonly damage: ReadonlyArray<string | RegExp>
  readonly torn?: boolean
}> = [
  { name: "a file without damage", file: join(header, a, b, c), records: [header, a, b, c], damage: [] },
  { name: "blank lines", file: join(header, "\n  \n", a), records: [header, a], damage: [] },
  { name: "an empty file", file: join(), records: [], damage: ["The file is empty."] },
  {
    name: "a torn last line",
    file: join(header, a, bare(b).slice(0, 30)),
    records: [header, a],
    damage: ["Line 3, the last, is torn: 30 characters of a record that was not finished."],
    torn: true
  },
  {
    name: "a whole last line without its end",
    file: join(header, bare(a)),
    records: [header, a],
    damage: [/Line 2, the last, has no newline/],
    torn: true
  },
  {
    name: "garbage in the middle",
    file: join(header, "garbage\n", a),
    records: [header, a],
    damage: [/^Line 2 holds 7 characters/]
  },
  {
    name: "two records on one line",
    file: join(header, bare(a), b),
    records: [header, a, b],
    damage: [/^Line 2 holds 2 records/]
  },
  {
    name: "three, with text between",
    file: join(header, bare(a), "x", bare(b), " ", c),
    records: [header, a, b, c],
    damage: [/3 records/, /2 characters/]
  },
  {
    name: "a record behind a torn one",
    file: join(header, bare(a).slice(0, 25), b),
    records: [header, b],
    damage: [/^Line 2 holds 25 characters/]
  },
  {
    name: "zero bytes on a line of their own",
    file: join(header, new Uint8Array(64), "\n", a),
    records: [header, a],
    damage: [/^Line 2 has 64 zero bytes/]
  },
  {
    name: "zero bytes before a record",
    file: join(header, new Uint8Array(64), a),
    records: [header, a],
    damage: [/^Line 2 has 64 zero bytes/]
  },
  {
    name: "zero bytes at the end",
    file: join(header, a, new Uint8Array(8)),
    records: [header, a],
    damage: [/^Line 3 has 8 zero bytes/],
    torn: true
  },
  {
    name: "carriage returns",
    file: join(`${bare(header)}\r\n${bare(a)}\r\n`),
    records: [header, a],
    damage: [/^2 lines end in a carriage return/]
  },
  {
    name: "a byte order mark",
    file: join(new Uint8Array([0xef, 0xbb, 0xbf]), header, a),
    records: [header, a],
    damage: [/byte order mark/]
  },
  { name: "no header", file: join(a, b), records: [a, b], damage: [/^Line 1 is not the header/] },
  {
    name: "a header that is damaged",
    file: join('{"type":"session","v":"one"}\n', a),
    records: [a],
    damage: [/^Line 1 holds a damaged record of kind session/, /not the header/]
  },
  {
    name: "kinds that are not known",
    file: join(header, '{"type":"hologram","id":"1","at":"x"}\n', a),
    records: [header, a],
    damage: [/^Line 2 holds a record of a kind that is not known/]
  },
  {
    name: "JSON that is no record",
    file: join(header, "5\n[]\nnull\n", a),
    records: [header, a],
    damage: [/^Line 2/, /^Line 3/, /^Line 4/]
  }
]

describe("transcript", () => {
  for (const row of table) {
    it(row.name, () => {
      const before = row.file.slice()
      const { damage, newerVersion, records, torn } = readTranscript(row.file)
      expect(records).toEqual(row.records)
      expect(damage, damage.join("\n")).toHaveLength(row.damage.length)
      for (const [index, wanted] of row.damage.entries()) expect(damage[index]).toMatch(wanted)
      expect(torn).toBe(row.torn ?? false)
      expect(newerVersion).toBeUndefined()
      expect(row.file).toEqual(before)
    })
  }

  it("reads a record with bytes that are not UTF-8, with marks in their place", () => {
    const [before = "", after = ""] = bare(input("HERE")).split("HERE")
    const { damage, records } = readTranscript(join(header, before, new Uint8Array([0x61, 0xff, 0x62]), after, "\n", b))
    expect(records.map((record) => record._tag)).toEqual(["session", "input", "reply"])
    expect(records[1]).toMatchObject({ content: "a\ufffdb" })
    expect(damage).toEqual(["Line 2 has bytes that are not UTF-8; they are shown as \ufffd."])
  })

  it("refuses a higher version, wherever its header stands", () => {
    const newer = '{"type":"session","v":2,"shape":"other"}\n'
    expect(readTranscript(join(newer, a)).newerVersion).toBe(2)
    expect(readTranscript(join(newer, a)).records).toEqual([])
  })

  it("tells fifty places and counts the others", () => {
    const { damage } = readTranscript(join(header, "x\n".repeat(1000), a))
    expect(damage).toHaveLength(51)
    expect(damage.at(-1)).toBe("950 more places are damaged.")
  })

  it("gives up on a hostile line instead of looking for ever", () => {
    const hostile = '{"type":'.repeat(200_000)
    const { damage, records } = readTranscript(join(header, `${hostile}\n`, `${'{"a":'.repeat(100_000)}\n`, a))
    expect(records).toEqual([header, a])
    expect(damage).toHaveLength(2)
  })

  it.prop(
    "keeps every record that damage did not touch",
    {
      cut: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 400 })),
      noise: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))
    },
    ({ cut, noise }) => {
      const whole = join(header, a, b)
      const torn = whole.slice(0, Math.min(cut, whole.length))
      const { records } = readTranscript(join(torn, "\n", new Uint8Array(noise), "\n", c))
      expect(records.at(-1)).toEqual(c)
      const lines = new TextDecoder().decode(torn).split("\n").length - 1
      expect(records.length).toBeGreaterThanOrEqual(lines + 1)
    }
  )
})
