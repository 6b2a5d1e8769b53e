import { describe, expect, it } from "@effect/vitest"
import * as History from "../../../src/services/session/history.ts"
import { rewindPoints, standing } from "../../../src/services/session/rewind.ts"
import type { SessionRecord } from "../../../src/services/session/SessionRecord.ts"
import { count, summarize, summarizeEnds, titleIn } from "../../../src/services/session/summary.ts"
import { encodeLine } from "../../../src/services/session/codec.ts"
import { spentIn } from "../../../src/services/session/usage.ts"
import { call, compaction, end, input, reply, result } from "./sessionsWorld.ts"
import { wireProblems } from "./wireProblems.ts"

const at = "2026-01-03T00:00:00.000Z"
let made = 0
const rewound = (to: SessionRecord | string): SessionRecord => ({
  _tag: "rewound",
  id: `w${made++}`,
  at,
  to: typeof to === "string" ? to : to.id
})
const title = (text: string): SessionRecord => ({ _tag: "title", id: `t${made++}`, at, title: text })
const model: SessionRecord = { _tag: "model", id: "m1", at, model: "a/b", reason: "chosen" }
const messagesOf = (records: ReadonlyArray<SessionRecord>) => History.messages(History.fromRecords(records))

const first = input("first")
const second = input("second")
const third = input("third")
const talk = [first, reply("one"), end(), second, reply([call("a")]), result("a"), reply("two"), end()]

describe("records that still stand", () => {
  it.each<[string, ReadonlyArray<SessionRecord>, ReadonlyArray<SessionRecord>]>([
    ["all, where nobody went back", talk, talk],
    ["those before the request", [...talk, rewound(second)], talk.slice(0, 3)],
    ["none, from the very beginning", [...talk, rewound(first)], []],
    ["what came after it too", [...talk, rewound(second), third], [...talk.slice(0, 3), third]],
    ["further back a second time", [...talk, rewound(second), third, rewound(first)], []],
    ["all, where the request is not there", [...talk, rewound("nothing")], talk],
    ["all, where it is no request", [...talk, rewound(talk[1] ?? "")], talk],
    ["all, where it was taken back before", [...talk, rewound(second), rewound(second)], talk.slice(0, 3)],
    [
      "the model that was chosen meanwhile",
      [first, second, model, reply("x"), title("name"), rewound(second)],
      [first, model]
    ]
  ])("%s", (_, records, expected) => {
    expect(standing(records).filter((record) => record._tag !== "title")).toEqual(expected)
  })

  it("a compaction that is taken back gives the conversation before it", () => {
    const before = messagesOf(talk)
    expect(messagesOf([...talk, third, compaction("short"), reply("x"), rewound(third)])).toEqual(before)
    expect(messagesOf([...talk, compaction("short"), third, rewound(third)])).toEqual([
      { role: "user", content: "short" }
    ])
  })

  it("make a conversation that servers take and that is the one before the request, wherever one goes back", () => {
    const long = [...talk, third, reply([call("b"), call("c")]), result("c"), input("steered"), reply("x"), end()]
    for (const point of rewindPoints(long)) {
      const records = [...long, rewound(point.id)]
      expect(wireProblems(messagesOf(records))).toEqual([])
      const index = long.findIndex((record) => record.id === point.id)
      expect(messagesOf(records)).toEqual(messagesOf(long.slice(0, index)))
      expect(spentIn(records)).toEqual(spentIn(long))
    }
    expect(rewindPoints(long).map((point) => point.text)).toEqual(["first", "second", "third", "steered"])
  })

  it("requests are neither reminders nor what was given to be known", () => {
    const records = [
      { ...input("reminder"), synthetic: true },
      { ...input("$ ls"), context: true },
      first
    ] as ReadonlyArray<SessionRecord>
    expect(rewindPoints(records).map((point) => point.text)).toEqual(["first"])
  })
})

describe("the title", () => {
  it.each<[string, ReadonlyArray<SessionRecord>, string]>([
    ["the first words", talk, "first"],
    ["the name", [...talk, title("blue"), title("green\n whale")], "green whale"],
    ["the first words again", [...talk, title("blue"), title("")], "first"],
    ["those that still stand", [...talk, rewound(first), third], "third"],
    ["none", [], ""]
  ])("is %s", (_, records, expected) => {
    expect(titleIn(records)).toBe(expected)
    expect(summarize({ id: "x", path: "/x", modifiedAt: at }, records).title).toBe(expected)
  })

  it("of a long file is read off its end", () => {
    const header: SessionRecord = { _tag: "session", id: "x", at, v: 1, cwd: "/w", project: "/w", version: "1" }
    const closed = (records: ReadonlyArray<SessionRecord>) => {
      const last = { ...end(), totals: count(records) } as SessionRecord
      const bytes = new TextEncoder().encode([...records, last].map(encodeLine).join(""))
      return summarizeEnds({ id: "x", path: "/x", modifiedAt: at }, bytes, bytes)?.title
    }
    expect(closed([header, ...talk, title("blue")])).toBe("blue")
    expect(closed([header, ...talk, title("blue"), title("")])).toBe("first")
  })
})
