import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Path, Result, Stream } from "effect"
import { recorder } from "../../../src/layers/providers/recorder.ts"
import { replay } from "../../../src/layers/providers/replay.ts"
import type { Message } from "../../../src/services/domain/Message.ts"
import { Host } from "../../../src/services/host/Host.ts"
import { departure, normalise, type Places } from "../../../src/services/model/departure.ts"
import { Models } from "../../../src/services/model/Models.ts"
import { decode, type Heard, type Line } from "../../../src/services/model/recording.ts"
import { encode, hash } from "../../../src/services/model/recordingLines.ts"
import { secretsOf } from "../../layers/pretendSecrets.ts"
import { type ScriptedReply, scriptedModel } from "../../layers/ScriptedModel.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { collect, hostFacts, modelsOver, request } from "./modelsWorld.ts"

const secret = "sk-ant-secret-0123456789"

/** A run's outside: one file system in memory, and the directory that the run is in. */
const outside = (fs: FileSystem.FileSystem, cwd = "/work") =>
  Layer.mergeAll(
    Layer.succeed(FileSystem.FileSystem, fs),
    Path.layer,
    Layer.succeed(Host, Host.of({ ...hostFacts, cwd })),
    secretsOf([{ name: "ANTHROPIC_API_KEY", value: secret }])
  )

const user = (content: string): Message => ({ role: "user", content })
const gave = (name: string, result: string, isFailure = false): Message => ({
  role: "tool",
  content: [{ type: "tool-result", id: `id_${name}`, name, isFailure, result }]
})
const said = (text: string): Message => ({ role: "assistant", content: [{ type: "text", text }] })

/** The calls of a run: the whole conversation at each. */
type Conversation = ReadonlyArray<ReadonlyArray<Message>>
const first = [user("fix it")]
const conversation: Conversation = [first, [...first, said("reading"), gave("Read", "const a = 1\nconst b = 2")]]

const runAll = (asked: Conversation, tools: ReadonlyArray<string> = ["Read"]) =>
  Effect.gen(function* () {
    const models = yield* Models
    const model = yield* models.resolve(undefined)
    const specs = tools.map((name) => ({ name, description: name, inputSchema: {} }))
    return yield* Effect.forEach(asked, (messages) => collect(request(model, { messages, tools: specs })))
  })

const recordRun = (
  fs: FileSystem.FileSystem,
  replies: ReadonlyArray<ScriptedReply>,
  asked: Conversation = conversation
) => {
  const scripted = scriptedModel(replies)
  const providers = recorder("run.jsonl").pipe(Layer.provide(scripted.layer), Layer.provide(outside(fs)))
  return Effect.provide(runAll(asked), modelsOver(providers, { settings: { maxRetries: 2 } }))
}

const replayRun = (
  fs: FileSystem.FileSystem,
  asked: Conversation = conversation,
  cwd = "/work",
  tools?: ReadonlyArray<string>
) => Effect.provide(runAll(asked, tools), modelsOver(replay("/work/run.jsonl").pipe(Layer.provide(outside(fs, cwd)))))

const memory = (files: Record<string, string> = {}) => MemoryFileSystem.make({ files: { "/work/keep": "", ...files } })

const replies: ReadonlyArray<ScriptedReply> = [
  [{ reasoning: "let me see", signature: "s1" }, "reading", { call: "Read", input: { file_path: "/work/src/a.js" } }],
  [{ text: "done, all of it", deltas: 4 }]
]

describe("record and replay", () => {
  it.effect("a replay gives the same parts without the model", () =>
    Effect.gen(function* () {
      const fs = memory()
      const live = yield* recordRun(fs, replies)
      const again = yield* replayRun(fs)
      assert.deepStrictEqual(
        again.map((one) => one.signals),
        live.map((one) => one.signals)
      )
      assert.deepStrictEqual(
        again.flatMap((one) => one.notices),
        []
      )
    })
  )

  it.effect("the file has a header, inputs, tool results and calls, one JSON line each", () =>
    Effect.gen(function* () {
      const fs = memory()
      yield* recordRun(fs, replies)
      const text = yield* fs.readFileString("/work/run.jsonl")
      const lines = text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line))
      assert.deepStrictEqual(
        lines.map((line) => line.type),
        ["recording", "input", "call", "tool_result", "call"]
      )
      assert.strictEqual(lines[3].text, "const a = 1\nconst b = 2")
      assert.strictEqual(lines[0].v, 1)
      const mode = (yield* fs.stat("/work/run.jsonl")).mode & 0o777
      assert.strictEqual(mode, 0o600)
    })
  )

  it.effect("elsewhere the calls name the new directory, and only that is no departure", () =>
    Effect.gen(function* () {
      const fs = memory()
      const asked = [first, [...first, said("reading"), gave("Read", "found in /work/src/a.js at 12:30:01 in 15 ms")]]
      yield* recordRun(fs, replies, asked)
      const there = [
        first,
        [...first, said("reading"), gave("Read", "found in /other/place/src/a.js at 23:59:59 in 2.5 s")]
      ]
      const again = yield* replayRun(fs, there, "/other/place")
      const call = again[0]?.signals.find((one) => one.type === "tool-call")
      assert.deepStrictEqual(call?.type === "tool-call" ? call.params : undefined, {
        file_path: "/other/place/src/a.js"
      })
      assert.deepStrictEqual(
        again.flatMap((one) => one.notices),
        []
      )
    })
  )

  it.effect("says where it departs, once", () =>
    Effect.gen(function* () {
      const fs = memory()
      const three = [...conversation, [...(conversation[1] ?? []), said("more"), gave("Bash", "ok")]]
      yield* recordRun(fs, [...replies, "end"], three)
      const changed = [
        first,
        [...first, said("reading"), gave("Read", "const a = 1\nconst b = 3")],
        [...first, said("reading"), gave("Read", "const a = 1\nconst b = 3"), said("more"), gave("Bash", "other")]
      ]
      const again = yield* replayRun(fs, changed)
      assert.deepStrictEqual(
        again.map((one) => one.notices.length),
        [0, 1, 0]
      )
      assert.strictEqual(
        again[1]?.notices[0],
        'This run departs from the recording. In turn 2, the result of Read differs, line 2: recorded "const b = 2", now "const b = 3".'
      )
      assert.strictEqual(again[2]?.text, "end")
    })
  )

  it.effect("tells another prompt and other tools", () =>
    Effect.gen(function* () {
      const fs = memory()
      yield* recordRun(fs, ["one"], [first])
      const prompt = yield* replayRun(fs, [[user("break it")]])
      assert.match(prompt[0]?.notices[0] ?? "", /the input differs, line 1: recorded "fix it", now "break it"/)
      const fewer = yield* replayRun(fs, [first], "/work", [])
      assert.match(fewer[0]?.notices[0] ?? "", /not offered: Read/)
    })
  )

  it.effect("ends with a fault that says so where the run asks for more", () =>
    Effect.gen(function* () {
      const fs = memory()
      yield* recordRun(fs, ["one"], [first])
      const again = yield* replayRun(fs)
      assert.strictEqual(again[1]?.fault?.kind, "recording")
      assert.match(again[1]?.fault?.message ?? "", /holds 1 model call, and this run asks for one more/)
    })
  )

  it.live("replays a cut as a cut, and leaves tries that failed unseen out", () =>
    Effect.gen(function* () {
      const fs = memory()
      const broken = { fault: { kind: "network", message: "gone" } } as const
      const live = yield* recordRun(fs, [[broken], ["Hel", broken]], [first])
      assert.strictEqual(live[0]?.retries.length, 1)
      const again = yield* replayRun(fs, [first])
      assert.strictEqual(again[0]?.text, "Hel")
      assert.strictEqual(again[0]?.fault?.kind, "cut")
      assert.strictEqual(again[0]?.retries.length, 0)
      const lines = (yield* fs.readFileString("/work/run.jsonl"))
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line))
      assert.deepStrictEqual(
        lines.flatMap((line) => (line.type === "call" ? [line.end] : [])),
        ["failed", "cut"]
      )
    })
  )

  it.effect("keeps what had come when it is interrupted", () =>
    Effect.gen(function* () {
      const fs = memory()
      const scripted = scriptedModel([["Hel", { hang: true }]])
      const providers = recorder("run.jsonl").pipe(Layer.provide(scripted.layer), Layer.provide(outside(fs)))
      yield* Effect.provide(
        Effect.gen(function* () {
          const models = yield* Models
          yield* Stream.runHead(models.stream(request()))
        }),
        modelsOver(providers)
      )
      const read = decode(yield* fs.readFileString("/work/run.jsonl"))
      assert.strictEqual(Result.isSuccess(read) ? read.success.calls[0]?.call.end : "", "interrupted")
    })
  )

  it.effect("holds no key, not even one that the model says in pieces", () =>
    Effect.gen(function* () {
      const fs = memory()
      const asked = [first, [...first, said("x"), gave("Bash", `the key is ${secret}`)]]
      yield* recordRun(
        fs,
        [
          [
            { text: `it is ${secret}, they say`, deltas: 9 },
            { call: "Bash", input: { command: `echo ${secret}` } }
          ],
          "ok"
        ],
        asked
      )
      const text = yield* fs.readFileString("/work/run.jsonl")
      for (let at = 0; at + 8 <= secret.length; at += 4) assert.notInclude(text, secret.slice(at, at + 8))
      assert.include(text, "‹secret:ANTHROPIC_API_KEY›")
    })
  )

  it.effect("does not write over a file that is no recording, and names it", () =>
    Effect.gen(function* () {
      const fs = memory({ "/work/run.jsonl": "my diary" })
      const live = yield* recordRun(fs, ["one"], [first])
      assert.strictEqual(live[0]?.fault?.kind, "recording")
      assert.match(live[0]?.fault?.message ?? "", /\/work\/run\.jsonl was not written/)
      assert.strictEqual(yield* fs.readFileString("/work/run.jsonl"), "my diary")
      const ours = memory({ "/work/run.jsonl": '{"type":"recording","v":1}\n' })
      yield* recordRun(ours, ["one"], [first])
      assert.include(yield* ours.readFileString("/work/run.jsonl"), '"type":"call"')
    })
  )

  const bad: ReadonlyArray<readonly [string, string, RegExp]> = [
    ["no recording", "hello\n", /not a recording/],
    ["a newer format", '{"type":"recording","v":9,"coderx":"9","at":"","cwd":"","home":"","tmp":""}\n', /format 9/],
    [
      "damage inside",
      `{"type":"recording","v":1,"coderx":"1","at":"","cwd":"","home":"","tmp":""}\n{"type":"call"}\n{}\n`,
      /line 2 cannot be read/
    ]
  ]
  it.effect.each(bad)("refuses %s by name", ([, text, expected]) =>
    Effect.gen(function* () {
      const fs = memory({ "/work/run.jsonl": text })
      const outcome = yield* Effect.flip(replayRun(fs))
      assert.strictEqual(outcome.kind, "recording")
      assert.match(outcome.message, expected)
    })
  )

  it.effect("tolerates a torn last line and tells it", () =>
    Effect.gen(function* () {
      const fs = memory()
      yield* recordRun(fs, replies)
      const text = yield* fs.readFileString("/work/run.jsonl")
      yield* fs.writeFileString("/work/run.jsonl", text.slice(0, -30))
      const again = yield* replayRun(fs, [first])
      assert.match(again[0]?.notices[0] ?? "", /last line \(5\) is torn/)
    })
  )
})

const places: Places = { cwd: "/home/u/p", home: "/home/u", tmp: "/tmp" }

describe("normalise", () => {
  const table: ReadonlyArray<readonly [string, string]> = [
    ["/home/u/p/src/a.js", "{cwd}/src/a.js"],
    ["/home/u/.bashrc", "{home}/.bashrc"],
    ["see /tmp/abc-123/x.log, please", "see {tmp}, please"],
    ["at 2026-11-22T12:00:01.5Z", "at {time}"],
    ["2026-11-22 12:00", "{time}"],
    ["12:00:59 done", "{time} done"],
    ["took 12.5 ms", "took {duration}"],
    ["# duration_ms 45.123", "# duration_ms {duration}"],
    ["real\t0m1.2s", "real\t{duration}"],
    ["http://127.0.0.1:54321/x", "http://127.0.0.1:{port}/x"],
    ["pid 4711", "pid {pid}"],
    ["6f1c2a3b-0000-4000-8000-123456789abc", "{uuid}"],
    ["\u001b[31mred\u001b[0m", "red"],
    ["a  \r\nb", "a\nb"],
    ["3 tests failed", "3 tests failed"],
    ["expected 6, got 5", "expected 6, got 5"]
  ]
  it.each(table)("%j → %j", (text, expected) => assert.strictEqual(normalise(text, places), expected))
  it("is settled after one pass", () => {
    for (const [text] of table) {
      const once = normalise(text, places)
      assert.strictEqual(normalise(once, places), once)
    }
  })
})

describe("departure", () => {
  const result = (text: string, failed = false): Heard => ({
    type: "tool_result",
    turn: 2,
    id: "x",
    name: "Bash",
    failed,
    text
  })
  const call = (tools: ReadonlyArray<string>): Extract<Line, { type: "call" }> => ({
    type: "call",
    turn: 2,
    at: "",
    ms: 0,
    model: {
      provider: "p",
      name: "m",
      title: "",
      contextWindow: 1,
      maxOutputTokens: 1,
      tools: true,
      images: true,
      thinking: true
    },
    request: { messages: 1, tools, hash: "" },
    end: "whole",
    parts: []
  })
  const where = (was: ReadonlyArray<Heard>, is: ReadonlyArray<Heard>) =>
    departure({ call: call([]), heard: was }, places, { heard: is, tools: [] }, places)
  it("is none for the same, and names the first difference otherwise", () => {
    assert.isUndefined(where([result("a")], [result("a  ")]))
    assert.match(where([result("a")], [result("a", true)]) ?? "", /failed, and did not in the recording/)
    assert.match(where([result("a")], []) ?? "", /did not come/)
    assert.match(where([], [result("a")]) ?? "", /is new/)
    assert.match(
      where([{ type: "input", turn: 2, text: "a" }], [result("a")]) ?? "",
      /result of Bash came where the recording has the input/
    )
    assert.match(where([result("a\nb")], [result("a")]) ?? "", /line 2: recorded "b", now nothing/)
  })
})

describe("encode", () => {
  it("is one line whatever it holds, and tells requests apart", () => {
    const line: Line = { type: "input", turn: 1, text: "a\nb\u2028c\r" }
    assert.strictEqual(encode(line).split("\n").length, 2)
    assert.notStrictEqual(hash("a"), hash("b"))
    assert.strictEqual(hash("a"), hash("a"))
  })
})
