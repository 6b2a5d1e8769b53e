import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Schema } from "effect"
import type { CoderTool } from "../../../src/services/tool/CoderTool.ts"
import { edit } from "../../../src/services/tool/edit.ts"
import { multiEdit } from "../../../src/services/tool/multiEdit.ts"
import { read } from "../../../src/services/tool/read.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { call, fileWorld } from "../tool/fileWorld.ts"

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

/** What the file holds after the real tool was called on it; undefined where the tool refused. Without `before` there is none. */
const through = Effect.fnUntraced(function* <R>(tool: CoderTool<R>, before: string | null, input: object) {
  const fs = yield* FileSystem.FileSystem
  const path = "/ws/file.txt"
  if (before === null) yield* fs.remove(path, { force: true })
  else {
    yield* fs.writeFile(path, new TextEncoder().encode(before))
    yield* call(read, { file_path: path })
  }
  const done = yield* call(tool, { file_path: path, ...input })
  const there = yield* fs.exists(path)
  const after = there ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(yield* fs.readFile(path)) : null
  /* A refusal leaves the file as it was. */
  if (done.text.startsWith("!")) expect(after).toBe(before)
  return done.text.startsWith("!") ? undefined : after
})

const apply = (before: string | null, row: { readonly old: string; readonly new: string }, replaceAll = false) =>
  through(edit, before, { old_string: row.old, new_string: row.new, replace_all: replaceAll })

const world = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.provide(fileWorld()), Effect.provide(MemoryFileSystem.layer({ files: { "/ws/file.txt": "" } })))

type Verdict = "ok" | "refused" | "wrong"

const tally = (rows: ReadonlyArray<readonly [name: string, verdict: Verdict]>) => ({
  ok: rows.filter(([, verdict]) => verdict === "ok").length,
  refused: rows.filter(([, verdict]) => verdict === "refused").map(([name]) => name),
  wrong: rows.filter(([, verdict]) => verdict === "wrong").map(([name]) => name)
})

const told = (title: string, result: ReturnType<typeof tally>) =>
  console.log(`edits, ${title}: ${result.ok} right, ${result.refused.length} refused, ${result.wrong.length} wrong`)

/** Cases where tools differ and the careful answer is to refuse. */
const refusedOnPurpose = ["opencode/bom_kept_on_overwrite", "codex/trim_match", "aider/first_of_multiple_missing_ws"]

describe("edits that models send", () => {
  const cases = parse(Cases, file("cases.json"))
  it.effect.each(["must", "should", "may"] as const)("gets the %s cases right, and none wrong", (kind) =>
    Effect.gen(function* () {
      const rows: Array<readonly [string, Verdict]> = []
      for (const row of cases.filter((one) => one.class === kind)) {
        const after = yield* apply(row.before, row, row.replace_all)
        if (after === undefined) rows.push([row.name, row.error === undefined ? "refused" : "ok"])
        else rows.push([row.name, row.error === undefined && after === row.after ? "ok" : "wrong"])
      }
      const result = tally(rows)
      told(kind, result)
      expect(result.wrong).toEqual([])
      expect(result.refused).toEqual(kind === "may" ? refusedOnPurpose : [])
    }).pipe(world)
  )

  it.effect("carries drifted quotes of real commits over, and refuses what the user changed", () =>
    Effect.gen(function* () {
      const bases = parse(Bases, file("driftBases.json"))
      const rows: Array<readonly [string, Verdict]> = []
      for (const line of file("driftCases.jsonl").trim().split("\n")) {
        const row = parse(Drift, line)
        const base = bases[row.base] ?? { before: "", after: "" }
        const shape = (text: string) =>
          row.file_transform === "crlf"
            ? text.replaceAll("\n", "\r\n")
            : row.file_transform === "bom"
              ? `\ufeff${text}`
              : text
        const lines = base.before.split("\n")
        const { insert_after: place, lines: inserted, ...changed } = row.before_lines_changed ?? {}
        if (typeof place === "number" && Array.isArray(inserted)) lines.splice(place + 1, 0, ...inserted)
        else for (const [index, line] of Object.entries(changed)) lines[Number(index)] = String(line)
        const after = yield* apply(shape(lines.join("\n")), row)
        if (after === undefined) rows.push([row.name, row.expect === "apply" ? "refused" : "ok"])
        else rows.push([row.name, row.expect !== "refuse" && after === shape(base.after) ? "ok" : "wrong"])
      }
      const result = tally(rows)
      told("drift", result)
      expect(rows.length).toBe(370)
      /* A blank line sent along with a single line that is all new: whether it is to go cannot be told. */
      expect(result.refused).toEqual(["006/extra_blank_first_line"])
      expect(result.wrong).toEqual([])
    }).pipe(world)
  )

  it.effect("makes several edits, all or none", () =>
    Effect.gen(function* () {
      const rows = parse(Multi, file("multi.json"))
      for (const row of rows) {
        const edits = row.edits.map((one) => ({ old_string: one.old, new_string: one.new }))
        expect(yield* through(multiEdit, row.before, { edits }), row.name).toBe(row.after)
      }
      console.log(`edits, several at once: ${rows.length} right`)
    }).pipe(world)
  )
})
