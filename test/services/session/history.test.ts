import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { decodeValue, encodeLine } from "../../../src/services/session/codec.ts"
import * as History from "../../../src/services/session/history.ts"
import type { SessionRecord } from "../../../src/services/session/SessionRecord.ts"
import { call, compaction, end, input, reply, result, usage } from "./sessionsWorld.ts"
import { wireProblems } from "./wireProblems.ts"

const messagesOf = (records: ReadonlyArray<SessionRecord>) => History.messages(History.fromRecords(records))
const noticesOf = (records: ReadonlyArray<SessionRecord>) => History.notices(History.fromRecords(records))

/** Roles, and for tool messages what each call got, short enough for a table. */
const sketch = (records: ReadonlyArray<SessionRecord>) =>
  messagesOf(records).map((message) => {
    const parts =
      typeof message.content === "string"
        ? message.content
        : message.content
            .map((part) => {
              if (part.type === "tool-result")
                return `${part.id}=${String(part.result).startsWith("Interrupted") ? "interrupted" : String(part.result)}`
              return part.type === "tool-call" ? `${part.id}?` : part.type === "text" ? part.text : part.type
            })
            .join(" ")
    return `${message.role}: ${parts}`
  })

const signed = { type: "reasoning", text: "hm", options: { anthropic: { signature: "s" } } } as const

const table: ReadonlyArray<{
  readonly name: string
  readonly records: ReadonlyArray<SessionRecord>
  readonly messages: ReadonlyArray<string>
  readonly notices?: number
}> = [
  { name: "nothing", records: [], messages: [] },
  {
    name: "results in the order of the calls, however they came",
    records: [input("go"), reply([call("a"), call("b")]), result("b", "B"), result("a", "A"), reply("done")],
    messages: ["user: go", "assistant: a? b?", "tool: a=A b=B", "assistant: done"]
  },
  {
    name: "a call without a result is closed, not run again",
    records: [input("go"), reply([call("a"), call("b")]), result("a", "A")],
    messages: ["user: go", "assistant: a? b?", "tool: a=A b=interrupted"],
    notices: 1
  },
  {
    name: "a result without a call is left out",
    records: [input("go"), result("a")],
    messages: ["user: go"],
    notices: 1
  },
  {
    name: "of two results of one call the first counts",
    records: [input("go"), reply([call("a"), call("b")]), result("a", "1"), result("a", "2"), result("b", "B")],
    messages: ["user: go", "assistant: a? b?", "tool: a=1 b=B"],
    notices: 1
  },
  {
    name: "a result that comes after the next reply is left out",
    records: [input("go"), reply([call("a")]), reply("on"), result("a", "late")],
    messages: ["user: go", "assistant: a?", "tool: a=interrupted", "assistant: on"],
    notices: 2
  },
  {
    name: "an input that comes while calls run stands behind their results",
    records: [input("go"), reply([call("a")]), input("wait"), result("a", "A"), reply("ok")],
    messages: ["user: go", "assistant: a?", "tool: a=A", "user: wait", "assistant: ok"]
  },
  {
    name: "an input behind interrupted calls",
    records: [input("go"), reply([call("a")]), input("again")],
    messages: ["user: go", "assistant: a?", "tool: a=interrupted", "user: again"],
    notices: 1
  },
  {
    name: "the end of a run closes its calls",
    records: [input("go"), reply([call("a")]), end(), result("a", "late"), input("x")],
    messages: ["user: go", "assistant: a?", "tool: a=interrupted", "user: x"],
    notices: 1
  },
  {
    name: "ids that a model uses again are told apart, and get their own results",
    records: [
      input("go"),
      reply([call("call_0")]),
      result("call_0", "1"),
      reply([call("call_0"), call("call_0")]),
      result("call_0", "2"),
      result("call_0", "3")
    ],
    messages: [
      "user: go",
      "assistant: call_0?",
      "tool: call_0=1",
      "assistant: call_0_2? call_0_3?",
      "tool: call_0_2=2 call_0_3=3"
    ]
  },
  {
    name: "empty texts and empty replies say nothing",
    records: [
      input("go"),
      reply(""),
      reply([
        { type: "text", text: " \n" },
        { type: "text", text: "x" }
      ]),
      input("  ")
    ],
    messages: ["user: go", "assistant: x"]
  },
  {
    name: "a cut reply keeps its text, and loses the thinking at its end",
    records: [
      input("go"),
      reply([signed, { type: "text", text: "half" }, { type: "reasoning", text: "more" }], { cut: true }),
      reply([{ type: "reasoning", text: "only" }])
    ],
    messages: ["user: go", "assistant: reasoning half"]
  },
  {
    name: "a conversation that begins with a reply gets a beginning",
    records: [reply("hello"), input("hi")],
    messages: ["user: [The beginning of this conversation is missing from its record.]", "assistant: hello", "user: hi"]
  },
  {
    name: "a compaction stands for all before it",
    records: [
      input("go"),
      reply([call("a")]),
      result("a"),
      compaction("so far"),
      reply([call("a")]),
      result("a", "2"),
      reply("done")
    ],
    messages: ["user: so far", "assistant: a?", "tool: a=2", "assistant: done"]
  },
  {
    name: "a call that the provider ran itself brings its own result",
    records: [
      input("go"),
      reply([
        { ...call("s1", "web_search"), providerExecuted: true },
        {
          type: "tool-result",
          id: "s1",
          name: "web_search",
          isFailure: false,
          result: "found",
          providerExecuted: true
        },
        { type: "text", text: "it says" }
      ])
    ],
    messages: ["user: go", "assistant: s1? s1=found it says"]
  }
]

describe("history", () => {
  for (const row of table) {
    it(row.name, () => {
      expect(sketch(row.records)).toEqual(row.messages)
      expect(noticesOf(row.records)).toHaveLength(row.notices ?? 0)
      expect(wireProblems(messagesOf(row.records))).toEqual([])
    })
  }

  it("mends arguments that are no object", () => {
    const params = [false, null, "text", "5", "[1]", '{"file_path":"/a"}', 5, ["rm"], { command: ["rm", "-rf"] }]
    const sent = params.map((value) => messagesOf([input("go"), reply([call("a", "Bash", value)])])[1]?.content)
    expect(
      sent.map((content) => (Array.isArray(content) && content[0]?.type === "tool-call" ? content[0].params : "none"))
    ).toEqual([{}, {}, {}, {}, {}, { file_path: "/a" }, {}, {}, { command: ["rm", "-rf"] }])
  })

  it("sends no half of a surrogate pair, wherever it stands", () => {
    const half = "a\ud83d"
    const records = [
      input(half),
      reply([{ type: "text", text: half }, call("a", "Bash", { command: [half], [half]: 1 })]),
      result("a", [{ type: "text", text: half }])
    ]
    expect(JSON.stringify(messagesOf(records))).toContain("a\ufffd")
    expect(wireProblems(messagesOf([input("go"), reply([call("a", "Bash", { [half]: 1 })])]))).toEqual([])
    expect(wireProblems(messagesOf(records))).toEqual([])
  })

  it("leaves what is fine as it is, and takes no part that it cannot send", () => {
    const image = { type: "file", mediaType: "image/png", data: "AAAA" } as const
    const records = [
      { ...input(""), content: [{ type: "text", text: "look" }, image, { type: "hologram" }, { type: "file" }] },
      reply([
        { type: "tool-call", id: "", name: "x", params: {} },
        { type: "tool-call", id: "a", name: "", params: {} },
        { type: "text", text: "no" }
      ])
    ].map((record) => JSON.parse(JSON.stringify(record)) as SessionRecord)
    expect(messagesOf(records).map((message) => message.content)).toEqual([
      [{ type: "text", text: "look" }, image],
      [{ type: "text", text: "no" }]
    ])
  })

  it("is not stopped by values that are nested without end", () => {
    const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`)
    expect(wireProblems(messagesOf([input("go"), reply([call("a", "x", { deep })])]))).toEqual([])
  })

  it("tells what was mended once, not again after the run that told it has ended", () => {
    const broken = [input("go"), reply([call("a")]), input("on"), reply("ok")]
    expect(noticesOf(broken)).toHaveLength(1)
    expect(noticesOf([...broken, end()])).toHaveLength(0)
    expect(noticesOf([...broken, end(), input("more"), reply([call("b")])])).toHaveLength(1)
  })

  it("tells the usage of the last reply and the messages that it covers", () => {
    const usageOf = (records: ReadonlyArray<SessionRecord>) => History.lastUsage(History.fromRecords(records))
    const records = [input("go"), reply([call("a")], { usage: usage(100, 5) }), result("a")]
    expect(usageOf(records)).toEqual({ usage: usage(100, 5), messages: 2 })
    expect(usageOf([...records, reply("cut", { usage: usage(0, 0), cut: true })])).toEqual({
      usage: usage(100, 5),
      messages: 2
    })
    expect(usageOf([...records, compaction("so far")])).toBeUndefined()
  })
})

/** Any sequence of records, also those that no run of ours would write. Ids come from a small set, so that they meet. */
const Step = Schema.Union([
  Schema.Struct({ kind: Schema.Literals(["input", "blank", "end", "text", "thinking"]) }),
  Schema.Struct({ kind: Schema.Literals(["calls"]), ids: Schema.Array(Schema.Literals(["a", "b", "c"])) }),
  Schema.Struct({ kind: Schema.Literals(["result"]), id: Schema.Literals(["a", "b", "c", "d"]) })
])

const recordOf = (step: typeof Step.Type, index: number): SessionRecord => {
  switch (step.kind) {
    case "input":
      return input(`input ${index} \ud800`)
    case "blank":
      return input(" ")
    case "end":
      return end()
    case "text":
      return reply(`reply ${index}`)
    case "thinking":
      return reply([signed])
    case "calls":
      return reply([signed, ...step.ids.map((id) => call(id, "Bash", index % 2 === 0 ? { command: "ls" } : "broken"))])
    case "result":
      return result(step.id, `result ${index}`)
  }
}

const Steps = Schema.Array(Step)

describe("history of any records", () => {
  it.prop("is a conversation that every server takes", { steps: Steps }, ({ steps }) => {
    const records = steps.map(recordOf)
    for (let length = 0; length <= records.length; length++) {
      expect(wireProblems(messagesOf(records.slice(0, length)))).toEqual([])
    }
  })

  it.prop("never changes what was complete when records are appended", { steps: Steps }, ({ steps }) => {
    const records = steps.map(recordOf)
    let history = History.fromRecords([])
    for (const [index, record] of records.entries()) {
      const before = messagesOf(records.slice(0, index))
      history = History.step(history, record)
      const after = History.messages(history)
      expect(after).toEqual(messagesOf(records.slice(0, index + 1)))
      const complete =
        record._tag === "tool_result"
          ? before.slice(0, before.findLastIndex((message) => message.role === "assistant") + 1)
          : before
      expect(JSON.stringify(after.slice(0, complete.length))).toBe(JSON.stringify(complete))
    }
  })

  it.prop("is the same byte for byte after a round through the file", { steps: Steps }, ({ steps }) => {
    const records = steps.map(recordOf)
    const read = records.flatMap((record) => {
      const decoded = decodeValue(JSON.parse(encodeLine(record)))
      return decoded._tag === "Record" ? [decoded.record] : []
    })
    expect(JSON.stringify(messagesOf(read))).toBe(JSON.stringify(messagesOf(records)))
  })
})
