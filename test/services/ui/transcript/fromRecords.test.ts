import { describe, expect, it } from "vitest"
import type { SessionRecord } from "../../../../src/services/session/SessionRecord.ts"
import { fromRecords, recentBlocks } from "../../../../src/services/ui/transcript/transcript.ts"
import { plain } from "../surfaces.ts"

const at = "2026-11-22T10:00:00.000Z"
const usage = { inputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 1 }
const input = (id: string, content: string, synthetic?: boolean): SessionRecord => ({
  _tag: "input",
  id,
  at,
  content,
  ...(synthetic === undefined ? {} : { synthetic })
})
const reply = (id: string, content: Extract<SessionRecord, { _tag: "reply" }>["content"]): SessionRecord => ({
  _tag: "reply",
  id,
  at,
  model: "m",
  messageId: id,
  content,
  stopReason: "end_turn",
  usage,
  costUsd: 0
})
const text = (value: string) => ({ type: "text", text: value }) as const
const view = plain(60)

describe("a resumed session", () => {
  it("is drawn as it was", () => {
    const records: ReadonlyArray<SessionRecord> = [
      input("i1", "List the files"),
      input("i2", "a reminder", true),
      reply("r1", [
        { type: "reasoning", text: "Use ls." },
        text("I will **look**."),
        { type: "tool-call", id: "c1", name: "Bash", params: { command: "ls" }, providerExecuted: false }
      ]),
      {
        _tag: "tool_result",
        id: "t1",
        at,
        kind: "done",
        output: { exitCode: 0 },
        part: { type: "tool-result", id: "c1", name: "Bash", isFailure: false, result: "a\nb" }
      },
      {
        _tag: "compaction",
        id: "k",
        at,
        trigger: "auto",
        summary: "s",
        dropped: [],
        tokensBefore: 9000,
        tokensAfter: 100
      },
      { _tag: "end", id: "e", at, ending: "error_max_turns", errors: ["enough"] }
    ]
    const { settled, state } = fromRecords(records, view)
    expect(settled).toEqual([
      "> List the files",
      "",
      "∴ thought 2 words (Ctrl+O)",
      "",
      "I will look.",
      "",
      "● Bash ls",
      "  a",
      "  b",
      "",
      "· the conversation was compacted: 9,000 tokens became 100",
      "✗ error_max_turns: enough"
    ])
    expect(recentBlocks(state)).toHaveLength(6)
  })

  it("leaves out what the user took back", () => {
    const records: ReadonlyArray<SessionRecord> = [
      input("i1", "one"),
      reply("r1", [text("first")]),
      input("i2", "two"),
      reply("r2", [text("second")]),
      { _tag: "rewound", id: "w", at, to: "i2" },
      input("i3", "three")
    ]
    expect(fromRecords(records, view).settled).toEqual(["> one", "", "first", "", "> three"])
  })

  it("draws the end of a long one, and says what is before it", () => {
    const records = Array.from({ length: 500 }, (_, index) => input(`i${index}`, `input ${index}`))
    const { settled, state } = fromRecords(records, view)
    expect(settled[0]).toBe("… 440 earlier blocks of this session: coderx session show")
    expect(settled.at(-1)).toBe("> input 499")
    expect(recentBlocks(state)).toHaveLength(200)
  })

  it("is empty for a new one", () => {
    expect(fromRecords([], view).settled).toEqual([])
  })
})
