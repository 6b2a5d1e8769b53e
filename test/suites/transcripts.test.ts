import { readFileSync } from "node:fs"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { projectDirectory } from "../../src/services/session/project.ts"
import * as History from "../../src/services/session/history.ts"
import { Sessions } from "../../src/services/session/Sessions.ts"
import * as MemoryFileSystem from "../layers/MemoryFileSystem.ts"
import { scriptedProcesses } from "../layers/ScriptedProcesses.ts"
import { input, sessionsLayer } from "../services/session/sessionsWorld.ts"
import { wireProblems } from "../services/session/wireProblems.ts"

/**
 * The rows of `bad-config.jsonl` of kinds `transcript` and `session-index`. Their record shape is a stand-in: every whole
 * object of it becomes a record of ours, and all that is damaged around it stays as it is, byte for byte.
 */
interface Row {
  readonly id: string
  readonly kind: string
  readonly file: string
  readonly content?: string
  readonly content_b64?: string
  readonly expect: string
  readonly intact?: number
  readonly why: string
}

interface StandIn {
  readonly type: string
  readonly id: string
  readonly text?: string
  readonly cwd?: string
  readonly parent?: string | null
  readonly call?: string
  readonly allow?: ReadonlyArray<string>
  readonly tool_calls?: ReadonlyArray<{ readonly id: string; readonly name: string; readonly args: unknown }>
}

const rows = readFileSync(new URL("../data/bad-config.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Row)
  .filter((row) => row.kind === "transcript" || row.kind === "session-index")

const ours = (record: StandIn): unknown => {
  const base = { type: record.type, id: record.id, at: "2026-01-01T00:00:00.000Z", parent: record.parent }
  switch (record.type) {
    case "session":
      return { ...base, v: 1, cwd: record.cwd, project: record.cwd, version: "1.0.0" }
    case "user":
      return { ...base, type: "input", content: record.text }
    case "assistant": {
      const calls = (record.tool_calls ?? []).map((call) => ({
        type: "tool-call",
        id: call.id,
        name: call.name,
        params: call.args
      }))
      const usage = { inputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 1 }
      const content = [{ type: "text", text: record.text }, ...calls]
      return {
        ...base,
        type: "reply",
        model: "m/m",
        messageId: record.id,
        content,
        stopReason: null,
        usage,
        costUsd: null
      }
    }
    case "tool_result":
      return {
        ...base,
        part: { type: "tool-result", id: record.call, name: "bash", isFailure: false, result: record.text },
        kind: "done",
        output: {}
      }
    default:
      return { ...base, callId: "t1", tool: "Bash", decision: "allow", reason: "", allow: record.allow }
  }
}

/** Bytes as one character each, so that what is not UTF-8 survives the mapping. */
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1")

const mapped = (row: Row): Uint8Array => {
  const content =
    row.content_b64 === undefined
      ? latin(Buffer.from(row.content ?? "", "utf8"))
      : latin(Buffer.from(row.content_b64, "base64"))
  const text = content.replaceAll(
    /\{(?:"(?:[^"\\]|\\.)*"|\{(?:"(?:[^"\\]|\\.)*"|\{[^{}]*\}|[^{}"])*\}|[^{}"])*\}/g,
    (json) => JSON.stringify(ours(JSON.parse(json) as StandIn))
  )
  return new Uint8Array(Buffer.from(text, "latin1"))
}

const cwd = "/w"
const store = `/home/u/.coderx/sessions/${projectDirectory(cwd)}`
const path = `${store}/s.jsonl`

/** Runs a check over a world in which the row's file is the session `s`. */
const inWorld = <A, E>(row: Row, check: Effect.Effect<A, E, Sessions | FileSystem.FileSystem>) =>
  check.pipe(
    Effect.provide(
      sessionsLayer({ home: "/home/u", cwd }).pipe(
        Layer.provideMerge(MemoryFileSystem.layer({ files: { [cwd]: { directory: true }, [path]: mapped(row) } })),
        Layer.provide(scriptedProcesses({}).layer)
      ),
      { local: true }
    )
  )

/** Resumes the row's session, appends to it, and gives back what the session held and what the file holds now. */
const resumed = Effect.gen(function* () {
  const sessions = yield* Sessions
  const session = yield* Effect.scoped(Effect.tap(sessions.resume("s"), (one) => one.append(input("and on"))))
  const after = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFile(path))
  const history = History.fromRecords(session.records)
  return {
    session,
    after,
    again: yield* sessions.read("s"),
    messages: History.messages(history),
    notices: History.notices(history)
  }
})

/** Rows whose file is whole: there is nothing to tell of them. */
const undamaged = new Set(["b115", "b120"])

const checks: Readonly<Record<string, (row: Row) => Effect.Effect<void, unknown>>> = {
  recover: (row) =>
    inWorld(
      row,
      Effect.gen(function* () {
        const before = mapped(row)
        const { after, again, messages, session } = yield* resumed
        expect(session.records).toHaveLength(row.intact ?? 0)
        expect(session.damage.length > 0).toBe(!undamaged.has(row.id))
        expect(after.subarray(0, before.length)).toEqual(before)
        expect(again.records.at(-1)).toMatchObject({ _tag: "input", content: "and on" })
        expect(again.records.filter((record) => record._tag !== "session").slice(0, -1)).toEqual(
          session.records.filter((record) => record._tag !== "session")
        )
        expect(wireProblems(messages)).toEqual([])
      })
    ),
  repair: (row) =>
    inWorld(
      row,
      Effect.gen(function* () {
        const { after, messages, notices } = yield* resumed
        expect(after.subarray(0, mapped(row).length)).toEqual(mapped(row))
        expect(wireProblems(messages)).toEqual([])
        expect(notices).toHaveLength(1)
        const last = messages.at(-1)
        const results =
          last?.role === "tool" ? last.content.map((part) => (part.type === "tool-result" ? part.result : part)) : []
        if (row.id === "b124" || row.id === "b129") expect(String(results[0])).toContain("It was not run again")
        if (row.id === "b125") expect(messages).toEqual([{ role: "user", content: "go" }])
        if (row.id === "b126") expect(results).toEqual(["x"])
      })
    ),
  blocked: (row) =>
    row.id === "b134"
      ? inWorld(
          row,
          Effect.gen(function* () {
            const sessions = yield* Sessions
            const wanted = row.file.replace("{HOME}/.coderx/sessions/", "").replace(".jsonl", "")
            expect(wanted).toBe("../../evil")
            expect((yield* Effect.flip(Effect.scoped(sessions.resume(wanted))))._tag).toBe("SessionRefused")
            expect((yield* Effect.flip(Effect.scoped(sessions.create({ id: wanted, persist: true }))))._tag).toBe(
              "SessionRefused"
            )
          })
        )
      : inWorld(
          row,
          Effect.gen(function* () {
            const { messages, session } = yield* resumed
            expect(session.records.map((record) => record._tag)).toContain("permission")
            const without = session.records.filter((record) => record._tag !== "permission")
            expect(messages).toEqual(History.messages(History.fromRecords(without)))
            expect(JSON.stringify(messages)).not.toContain("Bash(*)")
          })
        ),
  "safe-default": (row) =>
    inWorld(
      row,
      Effect.gen(function* () {
        const { session } = yield* resumed
        expect(session.damage).toEqual([
          "This session was started in /. The run stays in /w, where relative paths now begin."
        ])
      })
    ),
  "session-index": (row) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const sessions = yield* Sessions
      const made = yield* Effect.scoped(
        Effect.tap(sessions.create({ persist: true }), (one) => one.append(input("still here")))
      )
      yield* fs.writeFileString(row.file.replace("{HOME}", "/home/u"), row.content ?? "")
      expect((yield* sessions.list({ allProjects: true })).map((one) => one.id)).toContain(made.id)
      expect((yield* sessions.latest)?.id).toBe(made.id)
    }).pipe((check) => inWorld(row, check))
}

const counts = new Map<string, number>()

describe("damaged transcripts", () => {
  for (const row of rows) {
    it.effect(`${row.id} ${row.expect}: ${row.why}`, () => {
      counts.set(row.expect, (counts.get(row.expect) ?? 0) + 1)
      const check = checks[row.kind === "session-index" ? row.kind : row.expect]
      expect(check, `no check for ${row.expect}`).toBeDefined()
      return check?.(row) ?? Effect.void
    })
  }

  afterAll(() => {
    const told = [...counts].map(([expected, count]) => `${expected} ${count}`).join(", ")
    console.log(`transcripts: ${rows.length} rows checked (${told})`)
    expect(rows).toHaveLength(17)
  })
})
