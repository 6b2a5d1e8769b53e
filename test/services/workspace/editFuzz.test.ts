import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { applyEdit } from "../../../src/services/workspace/edit/textEdit.ts"
import { type Base, meddle, pick, type Sent, seeded, slips } from "./editSlips.ts"

const file = (name: string) => readFileSync(new URL(`../../data/edits/${name}`, import.meta.url), "utf8")
const Bases = Schema.Array(Schema.Struct({ file: Schema.String, before: Schema.String, after: Schema.String }))
const Row = Schema.Struct({ base: Schema.Int, op: Schema.String, old: Schema.String, new: Schema.String })

/** One exact change each of real commits. */
const bases = (): ReadonlyArray<Base> => {
  const files = Schema.decodeUnknownSync(Bases)(JSON.parse(file("driftBases.json")))
  return file("driftCases.jsonl")
    .trim()
    .split("\n")
    .map((line) => Schema.decodeUnknownSync(Row)(JSON.parse(line)))
    .flatMap((row) => {
      const base = files[row.base]
      return row.op !== "exact" || base === undefined
        ? []
        : [{ name: `${row.base} ${base.file}`, before: base.before, after: base.after, old: row.old, new: row.new }]
    })
}

const lf = (text: string) => text.replaceAll("\r\n", "\n")
const endings: ReadonlyArray<(text: string) => string> = [(text) => text, (text) => text.replaceAll("\n", "\r\n")]

/** What must come of it: an exact text means itself, any other the commit's change; what the user changed nothing. */
const expected = (before: string, sent: Sent, base: Base, meddled: boolean): string | undefined => {
  const at = before.indexOf(lf(sent.old))
  if (at === -1) return meddled ? undefined : base.after
  if (before.indexOf(lf(sent.old), at + 1) !== -1) return undefined
  return before.slice(0, at) + lf(sent.new) + before.slice(at + lf(sent.old).length)
}

describe("edits with several slips at once", () => {
  it("are carried over or refused, never wrong", () => {
    const draw = seeded(20261122)
    const all = bases()
    const wrong: Array<string> = []
    const refused: Array<string> = []
    let [right, kept] = [0, 0]
    for (let round = 0; round < 1500; round++) {
      const base = pick(draw, all)
      const depth = 1 + Math.floor(draw() * 3)
      const chosen = new Set(Array.from({ length: depth }, () => Math.floor(draw() * slips.length)))
      const names: Array<string> = []
      let sent: Sent = { old: base.old, new: base.new }
      for (const index of [...chosen].sort((one, other) => one - other)) {
        const [name, slip] = slips[index] ?? ["", () => undefined]
        const next = slip(sent, draw, base)
        if (next === undefined || (next.old === sent.old && next.new === sent.new)) continue
        sent = next
        names.push(name)
      }
      const meddled = draw() < 0.15
      const before = meddled ? meddle(base, draw) : base.before
      const ended = pick(draw, endings)
      const want = expected(before, sent, base, meddled)
      const result = applyEdit(ended(before), { oldString: sent.old, newString: sent.new, replaceAll: false })
      const label = `${round}: ${base.name}, ${names.join(" + ")}${meddled ? ", changed by the user" : ""}`
      if (Result.isFailure(result)) {
        if (want === undefined) kept += 1
        else refused.push(label)
      } else if (want !== undefined && [want, base.after].map(ended).includes(result.success.text)) right += 1
      else wrong.push(label)
    }
    console.log(
      `edits, stacked slips: ${right} right, ${refused.length} refused, ${wrong.length} wrong; ${kept} rightly not made`
    )
    expect(wrong).toEqual([])
    expect(refused.length).toBeLessThan(right * 0.02)
    expect(kept).toBeGreaterThan(50)
  })
})
