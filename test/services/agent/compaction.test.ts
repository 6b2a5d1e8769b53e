import { assert, describe, it } from "@effect/vitest"
import { compactedText, compactionFacts } from "../../../src/services/agent/compaction.ts"
import { none } from "../../../src/services/domain/Usage.ts"
import type { SessionRecord } from "../../../src/services/session/SessionRecord.ts"

let count = 0
const base = () => ({ id: `r${count++}`, at: "2026-01-01T00:00:00.000Z" })
const input = (content: string, synthetic?: boolean): SessionRecord => ({
  _tag: "input",
  ...base(),
  content,
  ...(synthetic === true ? { synthetic } : {})
})
const reply = (text: string, ...calls: ReadonlyArray<readonly [string, unknown]>): SessionRecord => ({
  _tag: "reply",
  ...base(),
  model: "m",
  messageId: "x",
  content: [
    { type: "text", text },
    ...calls.map(([name, params], i) => ({ type: "tool-call", id: `${count}-${i}`, name, params }) as const)
  ],
  stopReason: "tool_use",
  usage: none,
  costUsd: 0
})

describe("compactionFacts", () => {
  const records = [
    input("make the parser faster"),
    reply("looking", ["Read", { file_path: "src/a.ts" }], ["Bash", { command: "npm test" }]),
    input("reminder of ours", true),
    input("no, keep the API as it is"),
    reply("editing", ["Edit", { file_path: "src/b.ts" }])
  ]

  it("keeps the last request whole and the earlier ones, but not our own inputs", () => {
    const facts = compactionFacts(records)
    assert.strictEqual(facts.lastRequest, "no, keep the API as it is")
    assert.deepStrictEqual(facts.earlier, ["make the parser faster"])
  })

  it("names the files touched and everything that is dropped", () => {
    const facts = compactionFacts(records)
    assert.deepStrictEqual(facts.files, ["src/a.ts", "src/b.ts"])
    assert.deepStrictEqual(facts.dropped, [
      "reply: looking",
      "Read src/a.ts",
      "Bash npm test",
      "reply: editing",
      "Edit src/b.ts"
    ])
  })

  it("keeps the newest earlier requests when there is no room for all", () => {
    const long = "x".repeat(7000)
    const facts = compactionFacts([input(`1${long}`), input(`2${long}`), input("last")])
    assert.deepStrictEqual(
      facts.earlier.map((text) => text[0]),
      ["2"]
    )
  })

  it("starts after the compaction before, and keeps the user's words and the files from before it", () => {
    const facts = compactionFacts([
      ...records,
      {
        _tag: "compaction",
        ...base(),
        trigger: "auto",
        summary: "old notes",
        dropped: [],
        tokensBefore: 1,
        tokensAfter: 1
      },
      reply("more", ["Write", { file_path: "c.ts" }])
    ])
    assert.deepStrictEqual(facts.dropped, ["reply: more", "Write c.ts"])
    assert.deepStrictEqual(facts.files, ["src/a.ts", "src/b.ts", "c.ts"])
    assert.strictEqual(facts.lastRequest, "no, keep the API as it is")
    assert.strictEqual(facts.previous, "old notes")
  })

  it("takes attachments and odd content without falling over", () => {
    assert.strictEqual(
      compactionFacts([
        {
          _tag: "input",
          ...base(),
          content: [
            { type: "text", text: "see" },
            { type: "file", mediaType: "image/png", data: "AA" }
          ]
        }
      ]).lastRequest,
      "see\n[attachment]"
    )
  })
})

describe("compactedText", () => {
  const facts = {
    lastRequest: "do it",
    earlier: ["first", "second"],
    files: ["a.ts"],
    dropped: [],
    previous: "older notes"
  }

  it("holds request, corrections, open todos, files and notes", () => {
    const text = compactedText(facts, "the notes", [{ content: "write tests", status: "pending" }])
    for (const piece of ["do it", "first", "second", "a.ts", "the notes", "[pending] write tests"])
      assert.include(text, piece)
    assert.notInclude(text, "older notes")
  })

  it("falls back on the older notes where no new ones could be made", () => {
    assert.include(compactedText(facts, undefined, []), "older notes")
  })
})
