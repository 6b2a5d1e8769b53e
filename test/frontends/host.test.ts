import { describe, expect, it } from "@effect/vitest"
import { type Cause, Deferred, Effect, Fiber, Layer, Queue, Ref, Stream } from "effect"
import { host } from "../../src/layers/frontends/host.ts"
import { hostChannel } from "../../src/layers/frontends/hostChannel.ts"
import { hostInteraction } from "../../src/layers/frontends/hostInteraction.ts"
import { streamJson } from "../../src/layers/frontends/streamJson.ts"
import { Agent } from "../../src/services/agent/Agent.ts"
import type { AgentEvent } from "../../src/services/domain/AgentEvent.ts"
import type { Input } from "../../src/services/domain/Input.ts"
import { Frontend } from "../../src/services/frontend/Frontend.ts"
import { Host } from "../../src/services/host/Host.ts"
import { Interaction, type PermissionAnswer } from "../../src/services/interaction/Interaction.ts"
import { ModelFault } from "../../src/services/model/ModelFault.ts"
import { Models } from "../../src/services/model/Models.ts"
import { Permission } from "../../src/services/permission/Permission.ts"
import { RunFlags } from "../../src/services/settings/RunFlags.ts"
import { Settings } from "../../src/services/settings/Settings.ts"
import { Slash } from "../../src/services/slash/Slash.ts"
import { Tools } from "../../src/services/tool/Tools.ts"
import { Workspace } from "../../src/services/workspace/Workspace.ts"
import { capturedStdio } from "../layers/CapturedStdio.ts"
import { ended, opened } from "./events.ts"

type Json = Record<string, unknown>

/** A host program at the other end of the streams, and an agent that does what the test says. */
const world = Effect.fnUntraced(function* (
  run: (input: Input, ask: Interaction["Service"]["askPermission"]) => Stream.Stream<AgentEvent>
) {
  const lines = yield* Queue.unbounded<string, Cause.Done>()
  const stdio = capturedStdio({
    stdin: Stream.map(Stream.fromQueue(lines), (line) => new TextEncoder().encode(`${line}\n`))
  })
  const mode = yield* Ref.make("default")
  const wished = yield* Ref.make<unknown>(undefined)
  const interrupted = yield* Deferred.make<void>()
  const model = yield* Ref.make("a/first")

  const agent = Layer.effect(
    Agent,
    Effect.map(Interaction, (interaction) =>
      Agent.of({
        send: (input) =>
          run(input, interaction.askPermission).pipe(
            Stream.interruptWhen(Deferred.await(interrupted)),
            Stream.concat(Stream.make(ended({ answer: `for ${JSON.stringify(input.content)}` })))
          ),
        interrupt: Effect.asVoid(Deferred.succeed(interrupted, undefined)),
        setPrompt: (prompt) => Ref.set(wished, prompt),
        steer: () => Effect.succeed(false),
        withdraw: () => Effect.succeed(undefined),
        addContext: () => Effect.void,
        session: Effect.die("not used here"),
        open: () => Effect.die("not used here"),
        rewind: () => Effect.die("not used here"),
        rename: () => Effect.void,
        background: () => Effect.succeed(undefined),
        setModel: (name) =>
          name === "a/missing"
            ? Effect.fail(
                new ModelFault({ kind: "model-missing", provider: "a", message: "There is no model a/missing." })
              )
            : Ref.set(model, name),
        compact: () => Stream.empty,
        contextUsage: Effect.succeed({
          model: "first",
          tokens: 50,
          window: 200,
          categories: [{ name: "Messages", tokens: 50 }],
          sources: [
            { kind: "tool", name: "Read", tokens: 20, share: 0.4, cached: true },
            { kind: "memory", name: "/work/AGENTS.md", tokens: 30, share: 0.6, cached: undefined }
          ]
        })
      })
    )
  )
  const others = Layer.mergeAll(
    Layer.mock(Models, {
      resolve: () =>
        Effect.succeed({
          provider: "a",
          name: "first",
          title: "First",
          contextWindow: 200,
          maxOutputTokens: 10,
          price: undefined,
          tools: true,
          images: false,
          thinking: false,
          source: "assumed"
        })
    }),
    Layer.mock(Slash, { names: Effect.succeed(["context"]), commands: () => Effect.succeed([]) }),
    Layer.mock(Tools, {}),
    Layer.mock(Workspace, { cwd: "/work", projectRoot: "/work" }),
    Layer.mock(Permission, { setMode: (next) => Ref.set(mode, next), mode: Effect.succeed("default" as const) }),
    Layer.succeed(Settings, {
      values: { model: "a/first" } as Settings["Service"]["values"],
      rules: [],
      origin: () => ({ scope: "default", file: undefined }),
      problems: [],
      withheld: [],
      settled: []
    }),
    Layer.succeed(Host, {
      cwd: "/work",
      home: "/home/me",
      tmp: "/tmp",
      platform: "linux",
      release: "6",
      pid: 7,
      timeZone: "UTC",
      env: {},
      version: "9.9.9",
      dataDir: "/data"
    })
  )
  const layer = host.pipe(
    Layer.provide(agent),
    Layer.provide(Layer.mergeAll(streamJson, hostInteraction)),
    Layer.provide(Layer.mergeAll(hostChannel, others)),
    Layer.provide(Layer.merge(stdio.layer, Layer.succeed(RunFlags, { outputFormat: "stream-json" })))
  )
  const fiber = yield* Frontend.use((frontend) => frontend.run).pipe(Effect.provide(layer), Effect.forkScoped)
  const told = (): ReadonlyArray<Json> =>
    stdio
      .stdout()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line))
  const until = (found: (line: Json) => boolean): Effect.Effect<Json> =>
    Effect.suspend(() => {
      const line = told().find(found)
      return line === undefined ? Effect.andThen(Effect.yieldNow, until(found)) : Effect.succeed(line)
    })
  return {
    told,
    until,
    mode: Ref.get(mode),
    wished: Ref.get(wished),
    model: Ref.get(model),
    send: (line: Json | string) => Queue.offer(lines, typeof line === "string" ? line : JSON.stringify(line)),
    request: Effect.fnUntraced(function* (id: string, request: Json) {
      yield* Queue.offer(lines, JSON.stringify({ type: "control_request", request_id: id, request }))
      const line = yield* until(
        (one) => one["type"] === "control_response" && (one["response"] as Json)["request_id"] === id
      )
      return line["response"] as Json
    }),
    end: Effect.andThen(Queue.end(lines), Fiber.await(fiber))
  }
})

const user = (content: unknown) => ({
  type: "user",
  message: { role: "user", content },
  parent_tool_use_id: null,
  session_id: ""
})
const isResult = (line: Json) => line["type"] === "result"

describe("a host on the standard streams", () => {
  it.live("answers one message after another in one session, until stdin ends", () =>
    Effect.gen(function* () {
      const one = yield* world(() => Stream.make(opened))
      yield* one.send(user("first"))
      yield* one.send(
        user([
          { type: "text", text: "second" },
          { type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } }
        ])
      )
      expect((yield* one.end)._tag).toBe("Success")
      expect(
        one
          .told()
          .filter(isResult)
          .map((line) => line["result"])
      ).toEqual([
        'for "first"',
        'for [{"type":"text","text":"second"},{"type":"file","mediaType":"image/png","data":"AA=="}]'
      ])
    }).pipe(Effect.scoped)
  )

  it.live("answers initialize and the other requests, and names what it does not know", () =>
    Effect.gen(function* () {
      const one = yield* world(() => Stream.make(opened))
      expect(yield* one.request("1", { subtype: "initialize", hooks: {} })).toMatchObject({
        subtype: "success",
        response: {
          commands: [],
          agents: [],
          output_style: "default",
          models: [{ value: "a/first", displayName: "First" }],
          pid: 7
        }
      })
      expect(yield* one.request("2", { subtype: "set_permission_mode", mode: "plan" })).toMatchObject({
        subtype: "success"
      })
      expect(yield* one.mode).toBe("plan")
      expect(yield* one.request("3", { subtype: "set_permission_mode", mode: "yolo" })).toMatchObject({
        subtype: "error",
        error: expect.stringContaining("acceptEdits")
      })
      expect(yield* one.mode).toBe("plan")
      expect(yield* one.request("4", { subtype: "set_model", model: "a/second" })).toMatchObject({ subtype: "success" })
      expect(yield* one.model).toBe("a/second")
      expect(yield* one.request("5", { subtype: "set_model", model: "a/missing" })).toMatchObject({
        subtype: "error",
        error: "There is no model a/missing."
      })
      expect(yield* one.request("6", { subtype: "mcp_status" })).toMatchObject({ response: { mcpServers: [] } })
      expect(yield* one.request("7", { subtype: "get_context_usage" })).toMatchObject({
        response: { totalTokens: 50, maxTokens: 200, percentage: 25, categories: [{ name: "Messages", tokens: 50 }] }
      })
      expect(yield* one.request("8", { subtype: "dance" })).toEqual({
        subtype: "error",
        request_id: "8",
        error: "Unsupported control request: dance"
      })
      expect((yield* one.end)._tag).toBe("Success")
    }).pipe(Effect.scoped)
  )

  it.live.each<[unknown, unknown]>([
    [undefined, undefined],
    [[""], undefined],
    ["You are a test.", "You are a test."],
    [["One.", "Two."], "One.\n\nTwo."]
  ])("takes the system prompt %j from initialize", ([systemPrompt, custom]) =>
    Effect.gen(function* () {
      const one = yield* world(() => Stream.make(opened))
      yield* one.request("1", { subtype: "initialize", systemPrompt, appendSystemPrompt: "Be brief." })
      expect(yield* one.wished).toEqual({ custom, append: "Be brief." })
      yield* one.end
    }).pipe(Effect.scoped)
  )

  it.live("interrupts the run under way and stays ready", () =>
    Effect.gen(function* () {
      const one = yield* world((input) =>
        input.content === "wait" ? Stream.concat(Stream.make(opened), Stream.never) : Stream.make(opened)
      )
      yield* one.send(user("wait"))
      yield* one.until((line) => line["subtype"] === "init")
      expect(yield* one.request("1", { subtype: "interrupt" })).toMatchObject({ subtype: "success" })
      yield* one.until(isResult)
      yield* one.send(user("more"))
      yield* one.end
      expect(one.told().filter(isResult)).toHaveLength(2)
    }).pipe(Effect.scoped)
  )

  it.live("warns of lines that it cannot read and goes on", () =>
    Effect.gen(function* () {
      const one = yield* world(() => Stream.make(opened))
      for (const line of [
        "not json",
        "[]",
        '{"type":"user","message":{"role":"user","content":7}}',
        '{"type":"dance"}',
        '{"type":"keep_alive"}',
        ""
      ]) {
        yield* one.send(line)
      }
      yield* one.send(user("still there?"))
      expect((yield* one.end)._tag).toBe("Success")
      expect(one.told().filter((line) => line["subtype"] === "warning")).toHaveLength(4)
      expect(one.told().filter(isResult)).toHaveLength(1)
    }).pipe(Effect.scoped)
  )
})

const question = {
  call: { id: "toolu_1", name: "Bash", input: { command: "rm x" } },
  reason: "It deletes a file.",
  dangerous: false,
  suggestions: [{ rules: ["Bash(rm *)"], destination: "session" as const }],
  blockedPath: "/etc/x",
  cwd: "/ws",
  preview: () => Effect.succeed({ alsoAllows: [], problems: [] })
}

describe("a question of permission", () => {
  const asked = (respond: (id: string) => Json) =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<PermissionAnswer>()
      const one = yield* world((_, ask) =>
        Stream.concat(
          Stream.make(opened),
          Stream.drain(Stream.fromEffect(Effect.flatMap(ask(question), (value) => Deferred.succeed(answer, value))))
        )
      )
      yield* one.send(user("go"))
      const line = yield* one.until((found) => found["type"] === "control_request")
      yield* one.send({ type: "control_response", response: respond(String(line["request_id"])) })
      const value = yield* Deferred.await(answer)
      yield* one.end
      return { line, value }
    }).pipe(Effect.scoped)

  const success = (response: Json) => (id: string) => ({ subtype: "success", request_id: id, response })

  it.live("goes out with the call, the reason, what always would mean, and the path", () =>
    Effect.gen(function* () {
      const { line } = yield* asked(success({ behavior: "allow" }))
      expect(line["request"]).toMatchObject({
        subtype: "can_use_tool",
        tool_name: "Bash",
        input: { command: "rm x" },
        tool_use_id: "toolu_1",
        permission_suggestions: [
          {
            type: "addRules",
            rules: [{ toolName: "Bash", ruleContent: "rm *" }],
            behavior: "allow",
            destination: "session"
          }
        ],
        blocked_path: "/etc/x"
      })
    })
  )

  it.live.each<[string, (id: string) => Json, PermissionAnswer]>([
    ["a yes", success({ behavior: "allow" }), { _tag: "Allowed" }],
    [
      "a yes with the same input",
      success({ behavior: "allow", updatedInput: { command: "rm x" } }),
      { _tag: "Allowed" }
    ],
    [
      "a yes with another input",
      success({ behavior: "allow", updatedInput: { command: "ls" } }),
      { _tag: "Allowed", updatedInput: { command: "ls" } }
    ],
    [
      "a yes for always",
      success({
        behavior: "allow",
        updatedPermissions: [
          {
            type: "addRules",
            rules: [{ toolName: "Bash", ruleContent: "rm *" }, { toolName: "Read" }],
            behavior: "allow",
            destination: "session"
          },
          { type: "setMode", mode: "acceptEdits", destination: "session" },
          { type: "addDirectories", directories: ["/x"], destination: "session" }
        ]
      }),
      { _tag: "Allowed", remember: { rules: ["Bash(rm *)", "Read"], destination: "session" }, mode: "acceptEdits" }
    ],
    [
      "a no",
      success({ behavior: "deny", message: "Not that." }),
      { _tag: "Refused", message: "Not that.", interrupt: false }
    ],
    [
      "a no that ends the run",
      success({ behavior: "deny", message: "Stop.", interrupt: true }),
      { _tag: "Refused", message: "Stop.", interrupt: true }
    ],
    [
      "an error",
      (id) => ({ subtype: "error", request_id: id, error: "boom" }),
      { _tag: "Refused", message: "The host program gave no answer to the question.", interrupt: false }
    ],
    [
      "nonsense",
      success({ behavior: "perhaps" }),
      { _tag: "Refused", message: "The host program gave no answer to the question.", interrupt: false }
    ]
  ])("%s", ([, respond, expected]) =>
    Effect.gen(function* () {
      expect((yield* asked(respond)).value).toEqual(expected)
    })
  )

  it.live("is a no when the host closes its end", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<PermissionAnswer>()
      const one = yield* world((_, ask) =>
        Stream.concat(
          Stream.make(opened),
          Stream.drain(Stream.fromEffect(Effect.flatMap(ask(question), (value) => Deferred.succeed(answer, value))))
        )
      )
      yield* one.send(user("go"))
      yield* one.until((found) => found["type"] === "control_request")
      yield* one.end
      expect(yield* Deferred.await(answer)).toMatchObject({ _tag: "Refused" })
    }).pipe(Effect.scoped)
  )

  it.live("is taken back when the run is interrupted", () =>
    Effect.gen(function* () {
      const one = yield* world((_, ask) =>
        Stream.concat(Stream.make(opened), Stream.drain(Stream.fromEffect(ask(question))))
      )
      yield* one.send(user("go"))
      const line = yield* one.until((found) => found["type"] === "control_request")
      yield* one.request("1", { subtype: "interrupt" })
      const taken = yield* one.until((found) => found["type"] === "control_cancel_request")
      expect(taken["request_id"]).toBe(line["request_id"])
      yield* one.end
    }).pipe(Effect.scoped)
  )
})
