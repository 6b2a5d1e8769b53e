import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema, Stream } from "effect"
import { Agent } from "../../../src/services/agent/Agent.ts"
import type { AgentEvent } from "../../../src/services/domain/AgentEvent.ts"
import { text } from "../../../src/services/domain/Input.ts"
import type { Permission } from "../../../src/services/permission/Permission.ts"
import { rewindPoints } from "../../../src/services/session/rewind.ts"
import { Sessions } from "../../../src/services/session/Sessions.ts"
import { defineTool } from "../../../src/services/tool/CoderTool.ts"
import { endOf, engineLayer, type EngineWorld, Journal, send } from "../../layers/engineWorld.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { type ScriptedReply, scriptedModel } from "../../layers/ScriptedModel.ts"
import { scriptedProcesses } from "../../layers/ScriptedProcesses.ts"
import { sessionsLayer } from "../session/sessionsWorld.ts"

const look = (name: string, ms = 1) => ({ call: "Look", input: { name, ms } })
const change = (name: string, ms = 1) => ({ call: "Change", input: { name, ms } })

type Requests = ReturnType<typeof scriptedModel>["requests"]

const run = <A, E>(
  replies: ReadonlyArray<ScriptedReply>,
  body: (requests: Requests) => Effect.Effect<A, E, Agent | Journal | Sessions>,
  options: Omit<EngineWorld, "model" | "sessions"> & { readonly names?: ReadonlyArray<string> } = {}
) => {
  const model = scriptedModel(replies, options.names === undefined ? {} : { names: options.names })
  const sessions = sessionsLayer({ home: "/home/u", cwd: "/work", pid: process.pid }).pipe(
    Layer.provide(MemoryFileSystem.layer({ files: { "/work": { directory: true }, "/home/u": { directory: true } } })),
    Layer.provide(scriptedProcesses({ ps: { stdout: "01:00\n" } }).layer)
  )
  return Effect.gen(function* () {
    const opened = Layer.succeed(Sessions, yield* Effect.service(Sessions))
    return yield* body(model.requests).pipe(Effect.provide(engineLayer({ ...options, model, sessions: opened })))
  }).pipe(Effect.provide(sessions))
}

const messagesIn = (requests: Requests, index: number) =>
  (requests[index]?.messages ?? []).map((message) =>
    typeof message.content === "string"
      ? `${message.role}: ${message.content}`
      : `${message.role}: ${message.content.map((part) => (part.type === "text" ? part.text : part.type)).join(" ")}`
  )

const taken = (events: ReadonlyArray<AgentEvent>) =>
  events.flatMap((event) => (event._tag === "InputTaken" ? [event.content] : []))

const started = (name: string) =>
  Effect.gen(function* () {
    const { lines } = yield* Journal
    while (!lines.includes(`start:${name}`)) yield* Effect.sleep(5)
  })

describe("going back", () => {
  it.live("takes a request and what followed it out of the conversation, not out of the file", () =>
    run(["one", "two", "three"], (requests) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        yield* send("first")
        yield* send("second")
        const before = yield* agent.session
        const points = rewindPoints(before.records)
        assert.deepStrictEqual(
          points.map((point) => point.text),
          ["first", "second"]
        )
        const gone = yield* agent.rewind(points[1]?.id ?? "")
        assert.strictEqual(gone.text, "second")
        assert.isFalse(gone.records.some((record) => record._tag === "input" && record.content === "second"))
        yield* send("another way")
        assert.deepStrictEqual(messagesIn(requests, 2), ["user: first", "assistant: one", "user: another way"])
        const { records } = yield* (yield* Sessions).read(before.id)
        assert.deepStrictEqual(
          records.flatMap((record) => (record._tag === "input" ? [record.content] : [])),
          ["first", "second", "another way"]
        )
      })
    )
  )

  it.live("sends the same bytes when the session is resumed or forked after it", () =>
    run(["one", "two", "three", "four", "five"], (requests) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        yield* send("first")
        yield* send("second")
        const { id, records } = yield* agent.session
        yield* agent.rewind(rewindPoints(records)[1]?.id ?? "")
        yield* send("third")
        yield* agent.open({ _tag: "New" })
        const again = yield* agent.open({ _tag: "Resume", wanted: id })
        assert.isTrue(again.resumed)
        assert.deepStrictEqual(
          rewindPoints(again.records).map((point) => point.text),
          ["first", "third"]
        )
        yield* send("fourth")
        const expected = ["user: first", "assistant: one", "user: third", "assistant: three", "user: fourth"]
        assert.deepStrictEqual(messagesIn(requests, 3), expected)
        assert.deepStrictEqual(requests[3]?.system, requests[0]?.system)
        const forked = yield* agent.open({ _tag: "Fork", wanted: id })
        assert.notStrictEqual(forked.id, id)
        yield* send("fifth")
        assert.deepStrictEqual(messagesIn(requests, 4), [...expected, "assistant: four", "user: fifth"])
      })
    )
  )

  it.live("refuses what is no request of the conversation, also a second time", () =>
    run(["one"], () =>
      Effect.gen(function* () {
        const agent = yield* Agent
        yield* send("first")
        const { records } = yield* agent.session
        const point = rewindPoints(records)[0]?.id ?? ""
        const reply = records.find((record) => record._tag === "reply")
        assert.strictEqual((yield* Effect.flip(agent.rewind(reply?.id ?? "")))._tag, "RewindTargetUnknown")
        yield* agent.rewind(point)
        assert.strictEqual((yield* Effect.flip(agent.rewind(point)))._tag, "RewindTargetUnknown")
      })
    )
  )
})

describe("sessions", () => {
  it.live("are left for another and gone on with, each with its own conversation", () =>
    run(["one", "two", "three"], (requests) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        yield* send("in the first")
        const first = yield* agent.session
        assert.isFalse(first.resumed)
        assert.strictEqual(first.title, "in the first")
        const second = yield* agent.open({ _tag: "New" })
        assert.notStrictEqual(second.id, first.id)
        assert.deepStrictEqual(second.records, [])
        yield* send("in the second")
        assert.deepStrictEqual(messagesIn(requests, 1), ["user: in the second"])
        const back = yield* agent.open({ _tag: "Resume", wanted: first.id.slice(0, 8) })
        assert.strictEqual(back.id, first.id)
        yield* send("more")
        assert.deepStrictEqual(messagesIn(requests, 2), ["user: in the first", "assistant: one", "user: more"])
      })
    )
  )

  it.live("let go of the one before, so that another process may write it", () =>
    run(["one"], () =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const sessions = yield* Sessions
        yield* send("go")
        const { id } = yield* agent.session
        assert.strictEqual((yield* Effect.flip(Effect.scoped(sessions.resume(id))))._tag, "SessionLocked")
        yield* agent.open({ _tag: "New" })
        assert.strictEqual((yield* Effect.scoped(sessions.resume(id))).id, id)
      })
    )
  )

  it.live("stay where another cannot be opened, and where the same is asked for", () =>
    run(["one", "two"], (requests) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        yield* send("go")
        const { id } = yield* agent.session
        assert.strictEqual(
          (yield* Effect.flip(agent.open({ _tag: "Resume", wanted: "nothing like it" })))._tag,
          "SessionNotFound"
        )
        assert.strictEqual((yield* agent.open({ _tag: "Resume", wanted: id })).id, id)
        yield* send("on")
        assert.deepStrictEqual(messagesIn(requests, 1), ["user: go", "assistant: one", "user: on"])
      })
    )
  )

  it.live("keep the model that was chosen when a new one begins", () =>
    run(["one", "two"], (requests) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        yield* send("go")
        yield* agent.setModel("scripted/other")
        yield* agent.open({ _tag: "New" })
        yield* send("go")
        assert.strictEqual(requests[1]?.model.name, "other")
      })
    )
  )

  it.live("are rescued by another model where theirs cannot be had", () =>
    run(
      ["one"],
      (requests) =>
        Effect.gen(function* () {
          const agent = yield* Agent
          const failed = yield* send("go")
          assert.strictEqual(endOf(failed).ending, "error_during_execution")
          assert.isFalse(yield* agent.steer(text("nobody takes it")))
          yield* agent.setModel("scripted/model")
          assert.strictEqual(endOf(yield* send("go")).answer, "one")
          assert.strictEqual(requests.length, 1)
        }),
      { values: { model: "scripted/none" }, names: ["model"] }
    )
  )

  it.live("have their todos again, also after going back", () => {
    const todoWrite = defineTool({
      name: "TodoWrite",
      description: "",
      input: Schema.Struct({ todos: Schema.Array(Schema.Any) }),
      output: Schema.Struct({ todos: Schema.Array(Schema.Any) }),
      inputSchema: { type: "object", properties: {} },
      effect: "runs",
      accesses: () => [],
      run: Effect.succeed,
      forModel: () => "kept"
    })
    const list = (content: string) => ({
      call: "TodoWrite",
      input: { todos: [{ content, status: "pending" }] }
    })
    return run(
      [[list("first")], "one", [list("second")], "two"],
      () =>
        Effect.gen(function* () {
          const agent = yield* Agent
          const { todos } = yield* Journal
          const contents = Effect.map(todos, (all) => all.map((todo) => todo.content))
          yield* send("a")
          yield* send("b")
          const { id, records } = yield* agent.session
          yield* agent.open({ _tag: "New" })
          assert.deepStrictEqual(yield* contents, [])
          yield* agent.open({ _tag: "Resume", wanted: id })
          assert.deepStrictEqual(yield* contents, ["second"])
          yield* agent.rewind(rewindPoints(records)[1]?.id ?? "")
          assert.deepStrictEqual(yield* contents, ["first"])
        }),
      { tool: todoWrite }
    )
  })

  it.live("have the name that the user gives, in the list and for who looks for it", () =>
    run(["one", "two"], () =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const sessions = yield* Sessions
        yield* send("fix the test")
        yield* agent.rename("blue whale")
        assert.strictEqual((yield* agent.session).title, "blue whale")
        const { id } = yield* agent.session
        yield* send("go on")
        yield* agent.open({ _tag: "New" })
        assert.deepStrictEqual(
          (yield* sessions.list({ allProjects: false })).map((one) => one.title),
          ["blue whale"]
        )
        assert.strictEqual((yield* agent.open({ _tag: "Resume", wanted: "Whale" })).id, id)
        yield* agent.rename("")
        assert.strictEqual((yield* agent.session).title, "fix the test")
      })
    )
  )
})

describe("what comes while a run is under way", () => {
  it.live("is told when the model gets it, like the first input", () =>
    run([[change("slow", 40)], "changed course"], () =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const fiber = yield* Effect.forkChild(Stream.runCollect(agent.send({ content: "go", id: "a" })))
        yield* started("slow")
        assert.isTrue(yield* agent.steer({ content: "no, left", id: "b" }))
        const events = yield* Fiber.join(fiber)
        assert.deepStrictEqual(
          events.filter((event) => event._tag === "InputTaken"),
          [
            { _tag: "InputTaken", id: "a", content: "go" },
            { _tag: "InputTaken", id: "b", content: "no, left" }
          ]
        )
        assert.isUndefined(endOf(events).untaken)
      })
    )
  )

  it.live("is given back by a run that ends before it", () =>
    run([[change("slow", 5_000)]], () =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const fiber = yield* Effect.forkChild(Stream.runCollect(agent.send(text("go"))))
        yield* started("slow")
        yield* agent.steer({ content: "one", id: "1" })
        yield* agent.steer({ content: "two", id: "2" })
        assert.deepStrictEqual(yield* agent.withdraw(), { content: "two", id: "2" })
        assert.isUndefined(yield* agent.withdraw("2"))
        yield* agent.interrupt
        assert.deepStrictEqual(endOf(yield* Fiber.join(fiber)).untaken, [{ content: "one", id: "1" }])
      })
    )
  )

  it.live("stays with the caller where no run is under way", () =>
    run(["one"], (requests) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        assert.isFalse(yield* agent.steer(text("too early")))
        assert.deepStrictEqual(taken(yield* send("go")), ["go"])
        assert.isFalse(yield* agent.steer(text("too late")))
        assert.deepStrictEqual(messagesIn(requests, 0), ["user: go"])
      })
    )
  )
})

describe("context", () => {
  it.live("is recorded without a run, and is no request to go back to", () =>
    run(["one"], (requests) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        yield* agent.addContext("$ git status\nclean")
        assert.strictEqual(requests.length, 0)
        yield* send("go")
        assert.deepStrictEqual(messagesIn(requests, 0), ["user: $ git status\nclean", "user: go"])
        const { records, title } = yield* agent.session
        assert.strictEqual(title, "go")
        assert.strictEqual(rewindPoints(records).length, 1)
      })
    )
  )

  it.live("joins a run under way without asking it for more, and none is lost at its end", () =>
    run([[change("slow", 40)], [change("slower", 5_000)], "then"], (requests) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const fiber = yield* Effect.forkChild(Stream.runCollect(agent.send(text("go"))))
        yield* started("slow")
        yield* agent.addContext("seen")
        yield* started("slower")
        yield* agent.addContext("late")
        yield* agent.interrupt
        const events = yield* Fiber.join(fiber)
        assert.deepStrictEqual(taken(events), ["go"])
        assert.isUndefined(endOf(events).untaken)
        yield* send("on")
        assert.deepStrictEqual(
          messagesIn(requests, 2).filter((line) => line.startsWith("user")),
          ["user: go", "user: seen", "user: late", "user: on"]
        )
      })
    )
  )
})

describe("an interruption", () => {
  it.live("gives every call a result, in the events and in the records", () =>
    run([[look("a"), change("slow", 5_000), change("never")], "on"], (requests) =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const fiber = yield* Effect.forkChild(Stream.runCollect(agent.send(text("go"))))
        yield* started("slow")
        yield* agent.interrupt
        const events = yield* Fiber.join(fiber)
        const settled = events.flatMap((event) => (event._tag === "ToolSettled" ? [event.settled] : []))
        assert.deepStrictEqual(
          settled.map((one) => one.kind),
          ["done", "interrupted", "interrupted"]
        )
        assert.include(String(settled[1]?.content), "may have had an effect")
        assert.include(String(settled[2]?.content), "Nothing was done")
        assert.strictEqual(events.at(-1)?._tag, "RunEnded")
        const { records } = yield* agent.session
        assert.strictEqual(records.filter((record) => record._tag === "tool_result").length, 3)
        yield* send("go on")
        const results = requests[1]?.messages.find((message) => message.role === "tool")
        assert.include(JSON.stringify(results), "Nothing was done")
      })
    )
  )
})

describe("the plan mode", () => {
  const leave = (setMode: Permission["Service"]["setMode"]) =>
    defineTool({
      name: "ExitPlanMode",
      description: "",
      input: Schema.Struct({}),
      output: Schema.Struct({}),
      inputSchema: { type: "object", properties: {} },
      effect: "runs",
      accesses: () => [],
      run: () => Effect.as(setMode("acceptEdits"), {}),
      forModel: () => "over"
    })

  it.live("is told once, again after going back, and its end when it is left by hand", () =>
    run(
      ["one", "two", "three", "four"],
      (requests) =>
        Effect.gen(function* () {
          const agent = yield* Agent
          yield* send("plan it")
          yield* send("more")
          const reminders = (index: number) => messagesIn(requests, index).filter((line) => line.includes("plan mode"))
          assert.strictEqual(reminders(0).length, 1)
          assert.strictEqual(reminders(1).length, 1)
          const { id } = yield* agent.session
          yield* agent.open({ _tag: "New" })
          yield* send("plan this")
          assert.strictEqual(reminders(2).length, 1)
          yield* agent.open({ _tag: "Resume", wanted: id })
          yield* send("still planning")
          assert.strictEqual(reminders(3).length, 1)
        }),
      { values: { permissionMode: "plan" } }
    )
  )

  it.live("and any other that is set between runs is recorded once", () =>
    run(["one", "two", "three"], () =>
      Effect.gen(function* () {
        const agent = yield* Agent
        const modes = Effect.map(agent.session, ({ records }) =>
          records.flatMap((record) => (record._tag === "mode" ? [record.mode] : []))
        )
        yield* send("a")
        assert.deepStrictEqual(yield* modes, [])
        yield* (yield* Journal).setMode("acceptEdits")
        yield* send("b")
        yield* send("c")
        assert.deepStrictEqual(yield* modes, ["acceptEdits"])
      })
    )
  )

  it.live("ends by an approved plan: the change is told and recorded, and not told to the model twice", () => {
    let set: Permission["Service"]["setMode"] = () => Effect.void
    const tool = leave((mode) => Effect.suspend(() => set(mode)))
    return run(
      [[{ call: "ExitPlanMode" }], "carried out", "more"],
      (requests) =>
        Effect.gen(function* () {
          const agent = yield* Agent
          set = (yield* Journal).setMode
          const events = yield* send("plan it")
          assert.deepStrictEqual(
            events.filter((event) => event._tag === "PermissionModeChanged"),
            [{ _tag: "PermissionModeChanged", mode: "acceptEdits" }]
          )
          const { records } = yield* agent.session
          assert.isTrue(records.some((record) => record._tag === "mode" && record.mode === "acceptEdits"))
          yield* send("and now")
          assert.isFalse(messagesIn(requests, 2).some((line) => line.includes("Plan mode is over")))
        }),
      { values: { permissionMode: "plan" }, tool }
    )
  })
})
