import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Agent } from "../../../src/services/agent/Agent.ts"
import { spentIn } from "../../../src/services/session/usage.ts"
import { text } from "../../../src/services/domain/Input.ts"
import { endOf, engineLayer, Journal, send, type EngineWorld } from "../../layers/engineWorld.ts"
import { type ScriptedPiece, type ScriptedReply, scriptedModel } from "../../layers/ScriptedModel.ts"

const look = (name: string, ms = 1) => ({ call: "Look", input: { name, ms } })
const change = (name: string, ms = 1) => ({ call: "Change", input: { name, ms } })

const run = <A, E>(
  replies: ReadonlyArray<ScriptedReply>,
  body: (world: { requests: ReturnType<typeof scriptedModel>["requests"] }) => Effect.Effect<A, E, Agent | Journal>,
  options: Omit<EngineWorld, "model"> & { readonly info?: Parameters<typeof scriptedModel>[1] } = {}
) => {
  const model = scriptedModel(replies, options.info)
  return body(model).pipe(Effect.provide(engineLayer({ ...options, model })))
}

describe("a run", () => {
  it.live("ends with the first reply that calls no tool", () =>
    run([["I look.", look("a")], "All done."], () =>
      Effect.gen(function* () {
        const events = yield* send("go")
        const end = endOf(events)
        assert.strictEqual(end.ending, "success")
        assert.strictEqual(end.answer, "All done.")
        assert.strictEqual(end.turns, 2)
        assert.strictEqual(end.stopReason, "end_turn")
        assert.strictEqual(end.costUsd, 0)
        assert.deepStrictEqual(
          events.map((event) => event._tag).filter((tag) => tag !== "PartArrived"),
          [
            "SessionOpened",
            "InputTaken",
            "RequestSent",
            "ReplyReceived",
            "ToolStarted",
            "ToolSettled",
            "RequestSent",
            "ReplyReceived",
            "RunEnded"
          ]
        )
      })
    )
  )

  it.live("records everything before it shows it", () =>
    run([["x", look("a")], "done"], () =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const { records } = yield* Journal
        const seen: Array<string> = []
        yield* Stream.runForEach(agent.send(text("go")), (event) =>
          Effect.sync(() => {
            if (event._tag === "ReplyReceived")
              seen.push(`reply:${records.some((r) => r._tag === "reply" && r.messageId === event.messageId)}`)
            if (event._tag === "ToolSettled") seen.push(`tool:${records.some((r) => r._tag === "tool_result")}`)
            if (event._tag === "RunEnded") seen.push(`end:${records.some((r) => r._tag === "end")}`)
          })
        )
        assert.deepStrictEqual(seen, ["reply:true", "tool:true", "reply:true", "end:true"])
        assert.deepStrictEqual(
          records.map((record) => record._tag),
          ["prompt", "input", "reply", "tool_result", "reply", "end"]
        )
      })
    )
  )

  it.live("runs reading calls side by side and others one after another, results in order", () =>
    run([[look("a", 30), look("b", 1), change("c", 10), change("d", 1), look("e")], "done"], ({ requests }) =>
      Effect.gen(function* () {
        const end = endOf(yield* send("go"))
        assert.strictEqual(end.ending, "success")
        const { lines } = yield* Journal
        assert.deepStrictEqual(lines, [
          "start:a",
          "start:b",
          "end:b",
          "end:a",
          "start:c",
          "end:c",
          "start:d",
          "end:d",
          "start:e",
          "end:e"
        ])
        const results = requests[1]?.messages.at(-1)
        assert.deepStrictEqual(
          results?.role === "tool"
            ? results.content.map((part) => part.type === "tool-result" && part.result)
            : undefined,
          ["done a", "done b", "done c", "done d", "done e"]
        )
      })
    )
  )

  it.live("begins each request with the messages of the one before", () =>
    run([["1", look("a")], ["2", change("b"), look("c")], [{ reasoning: "hm" }, "3"], "4"], ({ requests }) =>
      Effect.gen(function* () {
        yield* send("go")
        yield* send("and again")
        assert.strictEqual(requests.length, 4)
        for (let i = 1; i < requests.length; i++) {
          const [before, after] = [requests[i - 1], requests[i]].map((request) =>
            request?.messages.map((m) => JSON.stringify(m))
          )
          assert.deepStrictEqual(after?.slice(0, before?.length), before)
          assert.deepStrictEqual(requests[i]?.system, requests[0]?.system)
          assert.deepStrictEqual(requests[i]?.tools, requests[0]?.tools)
        }
      })
    )
  )

  it.live("sends a resumed session's prompt and messages byte for byte", () =>
    Effect.gen(function* () {
      const first = scriptedModel([["1", look("a")], "2"])
      const records = yield* Effect.provide(
        Effect.gen(function* () {
          yield* send("go")
          return (yield* Journal).records
        }),
        engineLayer({ model: first })
      )
      const second = scriptedModel(["3"])
      yield* Effect.provide(send("go on"), engineLayer({ model: second, old: records, flags: { resume: "old" } }))
      const before = first.requests[1]
      const after = second.requests[0]
      assert.deepStrictEqual(after?.system, before?.system)
      assert.strictEqual(
        JSON.stringify(after?.messages.slice(0, before?.messages.length)),
        JSON.stringify(before?.messages)
      )
    })
  )
})

describe("what can go wrong with a call", () => {
  it.live.each<{ what: string; piece: ScriptedPiece; expected: string }>([
    { what: "a wrong argument", piece: { call: "Look", input: { nme: "x" } }, expected: "name" },
    { what: "a null for a required argument", piece: { call: "Look", input: { name: null } }, expected: "name" },
    { what: "an unknown tool", piece: { call: "Nope", input: {} }, expected: "Look, Change" },
    {
      what: "arguments that are no JSON",
      piece: { call: "Look", malformed: "not json" },
      expected: "not one JSON object"
    },
    { what: "a NUL character", piece: { call: "Look", input: { name: "a\0b" } }, expected: "NUL" },
    { what: "a failure", piece: look("fails"), expected: "it fails" },
    { what: "a defect of the tool", piece: look("dies"), expected: "boom" },
    { what: "a refusal", piece: { call: "Refused", input: { name: "x" } }, expected: "no" }
  ])("$what becomes a result that says so", ({ expected, piece }) =>
    run([[piece], "done"], ({ requests }) =>
      Effect.gen(function* () {
        const end = endOf(yield* send("go"))
        assert.strictEqual(end.ending, "success")
        const message = requests[1]?.messages.at(-1)
        const part = message?.role === "tool" ? message.content[0] : undefined
        assert.isTrue(part?.type === "tool-result" && part.isFailure)
        assert.include(part?.type === "tool-result" ? String(part.result) : "", expected)
      })
    )
  )

  it.live("takes null for an argument that is left out", () =>
    run([[{ call: "Look", input: { name: "a", ms: null } }], "done"], () =>
      Effect.gen(function* () {
        yield* send("go")
        assert.deepStrictEqual((yield* Journal).lines, ["start:a", "end:a"])
      })
    )
  )

  it.live("lists a refused call in the result of the run", () =>
    run([[{ call: "Refused", input: { name: "x" }, id: "t1" }], "done"], () =>
      Effect.gen(function* () {
        const end = endOf(yield* send("go"))
        assert.deepStrictEqual(end.denials, [{ toolName: "Refused", toolUseId: "t1", toolInput: { name: "x" } }])
      })
    )
  )

  it.live("tells a model that repeats a failing call, then ends the run", () =>
    run(
      [[look("fails")]],
      ({ requests }) =>
        Effect.gen(function* () {
          const end = endOf(yield* send("go"))
          assert.strictEqual(end.ending, "error_during_execution")
          assert.strictEqual(requests.length, 6)
          assert.notInclude(JSON.stringify(requests[2]?.messages.at(-1)), "3 times")
          assert.include(JSON.stringify(requests[3]?.messages.at(-1)), "3 times")
        }),
      { info: { repeatLast: true } }
    )
  )
})

describe("a model that cannot see", () => {
  const image = { type: "file", mediaType: "image/png", data: "AAAA" } as const

  it.live.each([
    { images: true, sent: "file" },
    { images: false, sent: "text" }
  ])("images: $images gets a $sent part", ({ images, sent }) =>
    run(
      ["ok"],
      ({ requests }) =>
        Effect.gen(function* () {
          const agent = yield* Agent
          const { records } = yield* Journal
          yield* Stream.runDrain(agent.send({ content: [{ type: "text", text: "look" }, image] }))
          const content = requests[0]?.messages[0]?.content
          assert.strictEqual(Array.isArray(content) ? content[1]?.type : undefined, sent)
          assert.isTrue(records.some((record) => record._tag === "input" && JSON.stringify(record).includes("AAAA")))
        }),
      { info: { info: { images } } }
    )
  )
})

describe("limits", () => {
  it.live("stops at the number of turns", () =>
    run(
      [(_, i) => [look(`n${i}`)]],
      () =>
        Effect.gen(function* () {
          const end = endOf(yield* send("go"))
          assert.strictEqual(end.ending, "error_max_turns")
          assert.deepStrictEqual(end.errors, ["Reached maximum number of turns (3)"])
          assert.strictEqual(end.turns, 3)
        }),
      { values: { maxTurns: 3 }, info: { repeatLast: true } }
    )
  )

  it.live("refuses the next call before it would pass the budget", () =>
    run(
      [(_, i) => [look(`n${i}`), { usage: { input: 100_000, output: 100 } }]],
      ({ requests }) =>
        Effect.gen(function* () {
          const end = endOf(yield* send("go"))
          assert.strictEqual(end.ending, "error_max_budget_usd")
          assert.deepStrictEqual(end.errors, ["Reached maximum budget ($0.5)"])
          assert.isAtMost(end.costUsd ?? Number.NaN, 0.5)
          assert.strictEqual(requests.length, 2)
        }),
      {
        values: { maxBudgetUsd: 0.5 },
        info: { repeatLast: true, info: { price: { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2 } } }
      }
    )
  )

  it.live("says that it counts at the dearest price where the price is unknown, and reports no cost", () =>
    run(
      ["hello"],
      () =>
        Effect.gen(function* () {
          const events = yield* send("go")
          assert.isTrue(events.some((event) => event._tag === "Warned" && event.message.includes("unknown")))
          assert.isNull(endOf(events).costUsd)
        }),
      { values: { maxBudgetUsd: 5 }, info: { info: { price: undefined } } }
    )
  )
})

describe("a cut stream", () => {
  it.live("keeps the text once, runs no call, and says what happened", () =>
    run([["Hel", look("a"), { cut: true }]], () =>
      Effect.gen(function* () {
        const events = yield* send("go")
        const end = endOf(events)
        assert.strictEqual(end.ending, "error_during_execution")
        const { lines, records } = yield* Journal
        assert.deepStrictEqual(lines, [])
        const reply = records.find((record) => record._tag === "reply")
        assert.deepStrictEqual(reply?._tag === "reply" && reply.content, [{ type: "text", text: "Hel" }])
        assert.isTrue(reply?._tag === "reply" && reply.cut)
        const shown = events.filter((event) => event._tag === "ReplyReceived")
        assert.strictEqual(shown.length, 1)
      })
    )
  )

  it.live("can be gone on from", () =>
    run([["Hel", { cut: true }], "lo again"], ({ requests }) =>
      Effect.gen(function* () {
        yield* send("go")
        assert.strictEqual(endOf(yield* send("go on")).answer, "lo again")
        assert.deepStrictEqual(
          requests[1]?.messages.map((message) => message.role),
          ["user", "assistant", "user"]
        )
      })
    )
  )
})

describe("interruption", () => {
  it.live("of the stream cancels the tool and leaves a record of it", () =>
    run([[change("slow", 60_000)]], () =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const { lines, records } = yield* Journal
        const fiber = yield* Effect.forkChild(Stream.runDrain(agent.send(text("go"))))
        while (!lines.includes("start:slow")) yield* Effect.sleep(5)
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(lines, ["start:slow", "cancel:slow"])
        const last = records.at(-1)
        assert.deepStrictEqual(last?._tag === "end" && last.errors, ["Interrupted by the user."])
      })
    )
  )

  it.live("by the host still tells how the run ended, and the session goes on", () =>
    run([[change("slow", 60_000)], "fine"], ({ requests }) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const { lines } = yield* Journal
        const fiber = yield* Effect.forkChild(Stream.runCollect(agent.send(text("go"))))
        while (!lines.includes("start:slow")) yield* Effect.sleep(5)
        yield* agent.interrupt
        const end = endOf(yield* Fiber.join(fiber))
        assert.strictEqual(end.ending, "error_during_execution")
        assert.strictEqual(end.turns, 1)
        assert.strictEqual(endOf(yield* send("go on")).answer, "fine")
        assert.deepStrictEqual(
          requests[1]?.messages.map((message) => message.role),
          ["user", "assistant", "tool", "user"]
        )
      })
    )
  )

  it.live("keeps what the model had said, for the screen, the records and the next request", () =>
    run([["Half a sen", { call: "Look", input: { name: "a" } }, { hang: true }], "on"], ({ requests }) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const seen: Array<string> = []
        const fiber = yield* Effect.forkChild(
          Stream.runCollect(Stream.tap(agent.send(text("go")), (event) => Effect.sync(() => seen.push(event._tag))))
        )
        while (!seen.includes("PartArrived")) yield* Effect.sleep(5)
        yield* Effect.sleep(20)
        yield* agent.interrupt
        const events = yield* Fiber.join(fiber)
        const [reply, end] = events.slice(-2)
        assert.deepStrictEqual(reply?._tag === "ReplyReceived" && [reply.content, reply.cut], [
          [{ type: "text", text: "Half a sen" }],
          true
        ])
        assert.strictEqual(end?._tag, "RunEnded")
        const { records } = yield* Journal
        assert.isTrue(records.some((record) => record._tag === "reply" && record.cut === true))
        yield* send("go on")
        assert.deepStrictEqual(
          requests[1]?.messages.map((message) => JSON.stringify(message.content)),
          ['"go"', '[{"type":"text","text":"Half a sen"}]', '"go on"']
        )
      })
    )
  )

  it.live("while the model is silent", () =>
    run([[{ hang: true }]], () =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const fiber = yield* Effect.forkChild(Stream.runCollect(agent.send(text("go"))))
        yield* Effect.sleep(20)
        yield* agent.interrupt
        assert.strictEqual(endOf(yield* Fiber.join(fiber)).ending, "error_during_execution")
      })
    )
  )
})

describe("an empty reply that is asked for again", () => {
  const price = { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 1 }
  const empty = { usage: { input: 1000, output: 100 } }

  it.live("counts in what was used and what it cost, here and in the records, and not in the window", () =>
    run(
      [[empty], ["fine", { usage: { input: 1000, output: 200 } }], "on"],
      ({ requests }) =>
        Effect.gen(function* () {
          const end = endOf(yield* send("go"))
          assert.strictEqual(end.answer, "fine")
          assert.deepStrictEqual(end.usage, {
            inputTokens: 2000,
            cacheReadTokens: 0,
            cacheWriteTokens: 0,
            outputTokens: 300
          })
          assert.approximately(end.costUsd ?? 0, 0.005, 1e-9)
          const { records } = yield* Journal
          const spent = spentIn(records)
          assert.strictEqual(spent.length, 2)
          assert.approximately(
            spent.reduce((sum, one) => sum + (one.costUsd ?? 0), 0),
            0.005,
            1e-9
          )
          assert.strictEqual((yield* (yield* Agent).contextUsage).tokens, 1200)
          yield* send("on")
          assert.deepStrictEqual(
            requests[2]?.messages.map((message) => message.role),
            ["user", "assistant", "user"]
          )
        }),
      { info: { info: { price } } }
    )
  )

  it.live("counts also where the next one does not come", () =>
    run(
      [[empty], [{ fault: { kind: "request", message: "no" } }]],
      () =>
        Effect.gen(function* () {
          const end = endOf(yield* send("go"))
          assert.strictEqual(end.ending, "error_during_execution")
          assert.strictEqual(end.usage.inputTokens, 1000)
        }),
      { info: { info: { price } } }
    )
  )
})

describe("steering", () => {
  it.live("reaches the model at its next step", () =>
    run([[change("slow", 40)], "changed course"], ({ requests }) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const { lines } = yield* Journal
        const fiber = yield* Effect.forkChild(Stream.runCollect(agent.send(text("go"))))
        while (!lines.includes("start:slow")) yield* Effect.sleep(5)
        yield* agent.steer(text("no, left"))
        yield* Fiber.join(fiber)
        assert.deepStrictEqual(requests[1]?.messages.at(-1), { role: "user", content: "no, left" })
      })
    )
  )
})

describe("compaction", () => {
  const long = "x".repeat(4000)

  it.live("comes at the threshold, keeps the user's words and lists what went", () =>
    run(
      [[long, look("a"), { usage: { input: 700, output: 200 } }], "my notes", "done"],
      ({ requests }) =>
        Effect.gen(function* () {
          const events = yield* send("do the thing")
          const compacted = events.find((event) => event._tag === "Compacted")
          assert.isTrue(compacted?._tag === "Compacted" && compacted.dropped.some((line) => line.includes("Look")))
          assert.isTrue(compacted?._tag === "Compacted" && compacted.tokensBefore > 800)
          const first = requests[2]?.messages[0]
          assert.strictEqual(requests[2]?.messages.length, 1)
          assert.include(JSON.stringify(first), "do the thing")
          assert.include(JSON.stringify(first), "my notes")
          assert.strictEqual(requests[1]?.toolChoice, "none")
          assert.strictEqual(endOf(events).answer, "done")
          const { records } = yield* Journal
          assert.isTrue(records.some((record) => record._tag === "reply" && JSON.stringify(record).includes(long)))
        }),
      { info: { info: { contextWindow: 1000 } } }
    )
  )

  it.live("does without the model's notes where it gives none", () =>
    run(
      [[look("a"), { usage: { input: 900, output: 50 } }], [{ fault: { kind: "request", message: "no" } }], "done"],
      ({ requests }) =>
        Effect.gen(function* () {
          const events = yield* send("do the thing")
          assert.strictEqual(endOf(events).answer, "done")
          assert.isTrue(events.some((event) => event._tag === "Warned"))
          assert.include(JSON.stringify(requests[2]?.messages), "do the thing")
        }),
      { info: { info: { contextWindow: 1000 } } }
    )
  )

  it.live("asks for no notes that would pass the budget", () =>
    run(
      [[look("a"), { usage: { input: 200_000, output: 100 } }], "notes", "done"],
      ({ requests }) =>
        Effect.gen(function* () {
          assert.strictEqual(endOf(yield* send("go")).ending, "error_max_budget_usd")
          assert.strictEqual(requests.length, 1)
        }),
      {
        values: { maxBudgetUsd: 0.5 },
        info: { info: { contextWindow: 220_000, price: { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2 } } }
      }
    )
  )

  it.live("also where the server says that the window is full", () =>
    run(
      [[look("a")], [{ fault: { kind: "context-length", message: "too long" } }], "notes", "done"],
      () =>
        Effect.gen(function* () {
          const events = yield* send("go")
          assert.isTrue(events.some((event) => event._tag === "Compacted"))
          assert.strictEqual(endOf(events).answer, "done")
        }),
      { values: { maxRetries: 0 } }
    )
  )
})

describe("structured output", () => {
  const flags = { jsonSchema: '{"type":"object","properties":{"n":{"type":"number"}},"required":["n"]}' }

  it.live("is taken from the call once it fits", () =>
    run(
      [[{ call: "StructuredOutput", input: { n: "one" } }], [{ call: "StructuredOutput", input: { n: 1 } }]],
      ({ requests }) =>
        Effect.gen(function* () {
          const end = endOf(yield* send("count"))
          assert.deepStrictEqual(end.structuredOutput, { n: 1 })
          assert.strictEqual(end.ending, "success")
          assert.include(JSON.stringify(requests[1]?.messages.at(-1)), "does not fit")
        }),
      { flags }
    )
  )

  it.live("is taken from prose that fits, and asked for otherwise", () =>
    run(
      ["one", '```json\n{"n": 1}\n```'],
      () =>
        Effect.gen(function* () {
          assert.deepStrictEqual(endOf(yield* send("count")).structuredOutput, { n: 1 })
        }),
      { flags }
    )
  )

  it.live("ends after five wrong attempts", () =>
    run(
      ["prose"],
      () =>
        Effect.gen(function* () {
          assert.strictEqual(endOf(yield* send("count")).ending, "error_max_structured_output_retries")
        }),
      { flags, info: { repeatLast: true } }
    )
  )
})

describe("a model that cannot be had", () => {
  it.live("ends the run with what to do", () =>
    run(
      ["never"],
      () =>
        Effect.gen(function* () {
          const end = endOf(yield* send("go"))
          assert.strictEqual(end.ending, "error_during_execution")
          assert.include(end.errors.join(" "), "nowhere")
        }),
      { values: { model: "scripted/nowhere" }, info: { names: ["model"] } }
    )
  )
})
