import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  hasPathSegments,
  idOfFile,
  isSessionId,
  projectDirectory,
  sessionFile
} from "../../../src/services/session/project.ts"
import type { SessionRecord } from "../../../src/services/session/SessionRecord.ts"
import { ago, listText, shortIds } from "../../../src/services/session/sessionTable.ts"
import { type SessionSummary, summarize } from "../../../src/services/session/summary.ts"
import { transcriptText } from "../../../src/services/session/transcriptText.ts"
import { call, compaction, end, input, reply, result } from "./sessionsWorld.ts"

const summary = (extra: Partial<SessionSummary> = {}): SessionSummary => ({
  id: "5f0c9e6e-4a53-4f4e-9d0e-0c54a7a3f2b1",
  path: "/s.jsonl",
  cwd: "/w",
  startedAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  title: "fix it",
  turns: 2,
  records: 9,
  model: "m/m",
  ...extra
})

const now = Date.UTC(2026, 0, 10)

describe("names of session files", () => {
  it.each<[string, boolean]>([
    ["5f0c9e6e-4a53-4f4e-9d0e-0c54a7a3f2b1", true],
    ["my_session-1", true],
    ["", false],
    ["..", false],
    ["a.b", false],
    ["a/b", false],
    ["a\\b", false],
    ["a\0", false],
    ["é", false],
    ["x".repeat(64), true],
    ["x".repeat(65), false]
  ])("%j is an id: %j", (id, yes) => {
    expect(isSessionId(id)).toBe(yes)
    if (yes) expect(idOfFile(sessionFile(id))).toBe(id)
    if (yes) expect(hasPathSegments(id)).toBe(false)
  })

  it("knows its own files only", () => {
    expect(["a.jsonl", "a.1.lock", "index.json", "a.jsonl.bak", "..jsonl", ".jsonl"].map(idOfFile)).toEqual([
      "a",
      ...Array(5).fill(undefined)
    ])
  })

  it.prop("gives each project a directory of one plain segment", { path: Schema.String }, ({ path }) => {
    expect(projectDirectory(path)).toMatch(/^[A-Za-z0-9][A-Za-z0-9-]{0,72}$/)
    expect(projectDirectory(path)).not.toBe(projectDirectory(`${path}x`))
  })

  it("keeps like paths apart and the end of a path readable", () => {
    expect(projectDirectory("/home/me/a-b")).not.toBe(projectDirectory("/home/me/a/b"))
    expect(projectDirectory("/home/me/src/app")).toMatch(/^home-me-src-app-[a-z0-9]{11}$/)
    expect(projectDirectory("/")).toMatch(/^root-/)
    expect(projectDirectory("/ключ")).toMatch(/^root-/)
  })
})

describe("the list of sessions", () => {
  it.each<[number, string]>([
    [0, "just now"],
    [59_000, "just now"],
    [60_000, "1 minute ago"],
    [59 * 60_000, "59 minutes ago"],
    [3_600_000, "1 hour ago"],
    [25 * 3_600_000, "1 day ago"],
    [40 * 86_400_000, "1 month ago"],
    [800 * 86_400_000, "2 years ago"],
    [-5000, "just now"]
  ])("%j milliseconds are %j", (millis, words) => {
    expect(ago(new Date(now - millis).toISOString(), now)).toBe(words)
  })

  it("shortens ids as far as they stay apart", () => {
    expect(shortIds(["aaaaaaaaa1", "aaaaaaaaa2"])).toEqual(["aaaaaaaaa1", "aaaaaaaaa2"])
    expect(shortIds(["aaaaaaaabb", "bbbbbbbbcc", "x"])).toEqual(["aaaaaaaa", "bbbbbbbb", "x"])
    expect(shortIds(["same", "same"])).toEqual(["same", "same"])
  })

  it("is a table that cannot steer the terminal, or says what to do", () => {
    const text = listText([summary({ title: "fix \u001b[31m it \u202e", model: undefined })], now, true)
    expect(text.split("\n")).toEqual([
      "ID        WHEN        TURNS  MODEL  TITLE                     DIRECTORY",
      "5f0c9e6e  9 days ago      2  none   fix \\u001b[31m it \\u202e  /w"
    ])
    expect(listText([], now, false)).toContain("coderx session list --all")
    expect(listText([], now, true)).toContain("no sessions yet")
  })

  it("takes the title from the first input that the user wrote", () => {
    const facts = { id: "s", path: "/s", modifiedAt: "2026-01-01T00:00:00.000Z" }
    const synthetic = { ...input("reminder"), synthetic: true } as SessionRecord
    expect(summarize(facts, [synthetic, input(`  fix\n\tthe ${"very ".repeat(40)}`)]).title).toMatch(
      /^fix the very .*…$/
    )
    expect([...summarize(facts, [input("é".repeat(200))]).title]).toHaveLength(80)
    expect(summarize(facts, [])).toMatchObject({
      title: "",
      turns: 0,
      records: 0,
      cwd: "",
      updatedAt: "2026-01-01T00:00:00.000Z"
    })
    const parts = {
      ...input(""),
      content: [
        { type: "text", text: "see" },
        { type: "file", mediaType: "image/png", data: "A" }
      ]
    } as SessionRecord
    expect(summarize(facts, [parts]).title).toBe("see [file]")
  })
})

describe("a transcript as text", () => {
  it("shows what was asked, said and done", () => {
    const refused: SessionRecord = { ...result("t2", "no"), kind: "refused" } as SessionRecord
    const records = [
      input("fix\nit"),
      reply([
        { type: "reasoning", text: "hm" },
        { type: "text", text: "Let me look." },
        call("t1"),
        call("t2", "Bash", { command: "npm test\nnpm run x" })
      ]),
      result("t1", "1\n2\n3\n4\n5\n6\n7\n8"),
      refused,
      compaction("so far"),
      reply("half", { cut: true }),
      end()
    ]
    expect(transcriptText(summary(), records, ["Line 3 is torn."])).toBe(
      [
        "Session 5f0c9e6e-4a53-4f4e-9d0e-0c54a7a3f2b1\nstarted 2026-01-01T00:00:00.000Z in /w\n2 turns, 9 records, model m/m\ndamaged: Line 3 is torn.",
        "> fix\n> it",
        "    (thinking) hm",
        "Let me look.",
        "  Read(/w/a)",
        "  Bash(npm test\\nnpm run x)",
        "    1\n    2\n    3\n    4\n    5\n    6\n    … 2 more lines",
        "    [refused] no",
        "[compacted: 100 tokens became 10]",
        "half",
        "[the reply was cut off here]"
      ].join("\n\n")
    )
  })

  it.prop("never lets a control or bidi character through", { text: Schema.String }, ({ text }) => {
    const evil = `${text}\u001b]0;x\u0007\u202e\u009b`
    const permission: SessionRecord = {
      _tag: "permission",
      id: "p",
      at: "x",
      callId: "c",
      tool: evil,
      decision: evil,
      reason: evil
    }
    const shown = transcriptText(
      summary({ cwd: evil, model: evil }),
      [
        input(evil),
        reply([{ type: "text", text: evil }, call("a", evil, { command: evil })]),
        result("a", evil),
        permission
      ],
      [evil]
    )
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  })
})
