import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { applyEdit, applyEdits } from "../../../src/services/workspace/edit/textEdit.ts"

const file = (name: string) => readFileSync(new URL(`../../data/edits/${name}`, import.meta.url), "utf8")
const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(schema)

const Cases = Schema.Array(
  Schema.Struct({
    name: Schema.String,
    before: Schema.NullOr(Schema.String),
    old: Schema.String,
    new: Schema.String,
    replace_all: Schema.Boolean,
    class: Schema.Literals(["must", "should", "may"]),
    after: optional(Schema.String),
    error: optional(Schema.String)
  })
)
const Multi = Schema.Array(
  Schema.Struct({
    name: Schema.String,
    before: Schema.String,
    edits: Schema.Array(Schema.Struct({ old: Schema.String, new: Schema.String })),
    after: optional(Schema.String),
    error: optional(Schema.String)
  })
)
const Bases = Schema.Array(Schema.Struct({ before: Schema.String, after: Schema.String }))
const Drift = Schema.Struct({
  name: Schema.String,
  base: Schema.Int,
  op: Schema.String,
  old: Schema.String,
  new: Schema.String,
  expect: Schema.Literals(["apply", "refuse", "apply_or_refuse"]),
  file_transform: optional(Schema.Literals(["crlf", "bom"])),
  before_lines_changed: optional(Schema.Record(Schema.String, Schema.Unknown))
})

const parse = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, text: string) =>
  Schema.decodeUnknownSync(schema)(JSON.parse(text))

/** The tool sees a text without its byte order mark. */
const apply = (before: string, edit: { readonly old: string; readonly new: string }, replaceAll: boolean) => {
  const mark = before.startsWith("\ufeff") ? "\ufeff" : ""
  return Result.map(
    applyEdit(before.slice(mark.length), { oldString: edit.old, newString: edit.new, replaceAll }),
    (done) => mark + done.text
  )
}

type Verdict = "ok" | "refused" | "wrong"

const tally = (rows: ReadonlyArray<readonly [name: string, verdict: Verdict]>) => ({
  ok: rows.filter(([, verdict]) => verdict === "ok").length,
  refused: rows.filter(([, verdict]) => verdict === "refused").map(([name]) => name),
  wrong: rows.filter(([, verdict]) => verdict === "wrong").map(([name]) => name)
})

const told = (title: string, result: ReturnType<typeof tally>) =>
  console.log(`edits, ${title}: ${result.ok} right, ${result.refused.length} refused, ${result.wrong.length} wrong`)

describe("edits that models send", () => {
  const cases = parse(Cases, file("cases.json"))
  it.each(["must", "should", "may"] as const)("gets the %s cases right, and none wrong", (kind) => {
    const rows = cases
      .filter((row) => row.class === kind && row.before !== null)
      .map((row): readonly [string, Verdict] => {
        const result = apply(row.before ?? "", row, row.replace_all)
        if (Result.isFailure(result)) return [row.name, row.error === undefined ? "refused" : "ok"]
        return [row.name, result.success === row.after ? "ok" : "wrong"]
      })
    const result = tally(rows)
    told(kind, result)
    expect(result.wrong).toEqual([])
    expect(result.refused).toHaveLength(kind === "may" ? 4 : 0)
  })

  it("carries drifted quotes of real commits over, and refuses what the user changed", () => {
    const bases = parse(Bases, file("driftBases.json"))
    const rows = file("driftCases.jsonl")
      .trim()
      .split("\n")
      .map((line) => parse(Drift, line))
      .map((row): readonly [string, Verdict] => {
        const base = bases[row.base] ?? { before: "", after: "" }
        const shape = (text: string) =>
          row.file_transform === "crlf"
            ? text.replaceAll("\n", "\r\n")
            : row.file_transform === "bom"
              ? `\ufeff${text}`
              : text
        const lines = base.before.split("\n")
        const { insert_after: after, lines: inserted, ...changed } = row.before_lines_changed ?? {}
        if (typeof after === "number" && Array.isArray(inserted)) lines.splice(after + 1, 0, ...inserted)
        else for (const [index, line] of Object.entries(changed)) lines[Number(index)] = String(line)
        const result = apply(shape(lines.join("\n")), row, false)
        if (Result.isFailure(result)) return [row.name, row.expect === "apply" ? "refused" : "ok"]
        return [row.name, row.expect !== "refuse" && result.success === shape(base.after) ? "ok" : "wrong"]
      })
    const result = tally(rows)
    told("drift", result)
    expect(rows.length).toBe(370)
    expect(result.refused).toEqual([])
    /* Exact matches: the blank line sent along does stand there, and goes. */
    expect(result.wrong).toEqual(["002/extra_blank_first_line", "011/extra_blank_first_line"])
  })

  it("makes several edits, all or none", () => {
    for (const row of parse(Multi, file("multi.json"))) {
      const edits = row.edits.map((edit) => ({ oldString: edit.old, newString: edit.new, replaceAll: false }))
      const result = applyEdits(row.before, edits)
      expect(Result.isSuccess(result) ? result.success.text : undefined, row.name).toBe(row.after)
    }
  })
})
