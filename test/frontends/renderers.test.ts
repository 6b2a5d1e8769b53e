import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Schema, Stream } from "effect"
import { json } from "../../src/layers/frontends/json.ts"
import { streamJson } from "../../src/layers/frontends/streamJson.ts"
import { text } from "../../src/layers/frontends/text.ts"
import type { AgentEvent } from "../../src/services/domain/AgentEvent.ts"
import { Host } from "../../src/services/host/Host.ts"
import { RunFlags, type RunFlagValues } from "../../src/services/settings/RunFlags.ts"
import { Renderer } from "../../src/services/ui/Renderer.ts"
import { type CapturedStdio, capturedStdio } from "../layers/CapturedStdio.ts"
import { ended, opened, part, reply, settled, usage } from "./events.ts"

const host = Layer.succeed(Host, {
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

const formats = { json, streamJson, text }

class Broken extends Schema.TaggedError<Broken>()("Broken", { message: Schema.String }) {}

const show = (
  format: keyof typeof formats,
  events: Iterable<AgentEvent> | Stream.Stream<AgentEvent, Broken>,
  options?: { readonly stdio?: CapturedStdio; readonly flags?: RunFlagValues }
) => {
  const stdio = options?.stdio ?? capturedStdio()
  const stream: Stream.Stream<AgentEvent, Broken> = Stream.isStream(events) ? events : Stream.fromIterable(events)
  return Renderer.use((renderer) => renderer.render(stream)).pipe(
    Effect.provide(formats[format].pipe(Layer.provide([stdio.layer, host]))),
    Effect.provideService(RunFlags, options?.flags ?? {}),
    Effect.as(stdio)
  )
}

const lines = (stdio: CapturedStdio): ReadonlyArray<Record<string, unknown>> =>
  stdio
    .stdout()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe("json", () => {
  it.effect("prints one object with everything that the contract names", () =>
    Effect.gen(function* () {
      const stdio = yield* show("json", [opened, reply([{ type: "text", text: "Done." }]), ended()])
      expect(lines(stdio)).toEqual([
        {
          type: "result",
          subtype: "success",
          is_error: false,
          duration_ms: 1235,
          duration_api_ms: 1000,
          num_turns: 2,
          result: "Done.",
          stop_reason: "end_turn",
          session_id: "11111111-1111-4111-8111-111111111111",
          total_cost_usd: 0.01,
          usage: { input_tokens: 10, cache_creation_input_tokens: 30, cache_read_input_tokens: 20, output_tokens: 5 },
          modelUsage: {
            "test-model": {
              inputTokens: 10,
              outputTokens: 5,
              cacheReadInputTokens: 20,
              cacheCreationInputTokens: 30,
              costUSD: 0.01,
              contextWindow: 200000,
              maxOutputTokens: 8000
            }
          },
          permission_denials: [],
          uuid: expect.stringMatching(uuidPattern)
        }
      ])
    })
  )

  it.effect("tells a failure with errors and without a result", () =>
    Effect.gen(function* () {
      const denial = { toolName: "Bash", toolUseId: "t1", toolInput: { command: "rm x" } }
      const stdio = yield* show("json", [
        opened,
        ended({
          ending: "error_max_turns",
          errors: ["Reached maximum number of turns (1)"],
          costUsd: null,
          denials: [denial]
        })
      ])
      const [result] = lines(stdio)
      expect(result).toMatchObject({
        subtype: "error_max_turns",
        is_error: true,
        errors: ["Reached maximum number of turns (1)"],
        total_cost_usd: null,
        permission_denials: [{ tool_name: "Bash", tool_use_id: "t1", tool_input: { command: "rm x" } }]
      })
      expect(result).not.toHaveProperty("result")
    })
  )

  it.effect("carries a structured answer", () =>
    Effect.gen(function* () {
      const [result] = lines(yield* show("json", [opened, ended({ structuredOutput: { a: [1] } })]))
      expect(result).toMatchObject({ structured_output: { a: [1] } })
    })
  )

  it.effect("prints a result also when the run could not begin", () =>
    Effect.gen(function* () {
      const stdio = capturedStdio()
      const error = yield* Effect.flip(show("json", Stream.fail(new Broken({ message: "no disk" })), { stdio }))
      expect(error).toBeInstanceOf(Broken)
      expect(lines(stdio)).toMatchObject([{ subtype: "error_during_execution", is_error: true, errors: ["no disk"] }])
    })
  )
})

describe("stream-json", () => {
  it.effect("prints each event in the shape that hosts parse", () =>
    Effect.gen(function* () {
      const content = [
        { type: "reasoning", text: "Hm.", options: { anthropic: { signature: "sig" } } },
        { type: "text", text: "I look." },
        { type: "tool-call", id: "toolu_1", name: "Bash", params: { command: "ls" } }
      ] as const
      const stdio = yield* show("streamJson", [opened, reply(content, { stopReason: "tool_use" }), settled, ended()])
      const told = lines(stdio)
      for (const line of told) {
        expect(line).toMatchObject({ session_id: opened._tag === "SessionOpened" ? opened.sessionId : "" })
        expect(line["uuid"]).toMatch(uuidPattern)
      }
      expect(new Set(told.map((line) => line["uuid"])).size).toBe(told.length)
      const message = (block: unknown) => ({
        type: "assistant",
        message: {
          id: "msg_1",
          type: "message",
          role: "assistant",
          model: "test-model",
          content: [block],
          stop_reason: "tool_use",
          usage: { input_tokens: 10, output_tokens: 5 }
        },
        parent_tool_use_id: null
      })
      expect(told).toMatchObject([
        {
          type: "system",
          subtype: "init",
          cwd: "/work",
          tools: ["Read", "Bash"],
          mcp_servers: [],
          model: "test-model",
          permissionMode: "default",
          slash_commands: [],
          apiKeySource: "ANTHROPIC_API_KEY",
          agents: [],
          skills: [],
          output_style: "default",
          coderx_version: "9.9.9"
        },
        message({ type: "thinking", thinking: "Hm.", signature: "sig" }),
        message({ type: "text", text: "I look." }),
        message({ type: "tool_use", id: "toolu_1", name: "Bash", input: { command: "ls" } }),
        {
          type: "user",
          message: {
            role: "user",
            content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "a.txt", is_error: false }]
          },
          parent_tool_use_id: null,
          tool_use_result: { stdout: "a.txt", stderr: "", interrupted: false, exitCode: 0 }
        },
        { type: "result", subtype: "success", result: "Done." }
      ])
    })
  )

  it.effect("tells what happens beside the conversation as system lines", () =>
    Effect.gen(function* () {
      const stdio = yield* show("streamJson", [
        opened,
        { _tag: "RetryScheduled", attempt: 1, delayMs: 500, reason: "overloaded" },
        { _tag: "ModelFellBack", from: "a", to: "b", reason: "down" },
        { _tag: "Compacted", trigger: "auto", tokensBefore: 900, tokensAfter: 100, dropped: ["x"] },
        { _tag: "Warned", message: "careful" }
      ])
      expect(lines(stdio).slice(1)).toMatchObject([
        { type: "system", subtype: "api_retry", attempt: 1, delay_ms: 500, reason: "overloaded" },
        { type: "system", subtype: "model_fallback", from: "a", to: "b" },
        { type: "system", subtype: "compact_boundary", compact_metadata: { trigger: "auto", pre_tokens: 900 } },
        { type: "system", subtype: "warning", message: "careful" }
      ])
    })
  )

  const pieces: ReadonlyArray<AgentEvent> = [
    part({ type: "reasoning-start", id: "r" }),
    part({ type: "reasoning-delta", id: "r", delta: "Hm." }),
    part({ type: "reasoning-end", id: "r", metadata: { anthropic: { signature: "sig" } } }),
    part({ type: "text-start", id: "t" }),
    part({ type: "text-delta", id: "t", delta: "I " }),
    part({ type: "text-delta", id: "t", delta: "look." }),
    part({ type: "text-end", id: "t" }),
    part({ type: "tool-call", id: "c1", name: "Read", params: { file_path: "a" } }),
    part({ type: "tool-params-start", id: "c2", name: "Bash" }),
    part({ type: "tool-params-delta", id: "c2", delta: '{"command":' }),
    part({ type: "tool-params-delta", id: "c2", delta: '"ls"}' }),
    part({ type: "tool-params-end", id: "c2" }),
    part({ type: "tool-call", id: "c2", name: "Bash", params: { command: "ls" } })
  ]

  it.effect("tells pieces as an Anthropic stream, whatever the provider", () =>
    Effect.gen(function* () {
      const stdio = yield* show("streamJson", [opened, ...pieces, reply([], { stopReason: "tool_use" })], {
        flags: { includePartialMessages: true }
      })
      const told = lines(stdio).slice(1)
      for (const line of told) expect(line).toMatchObject({ type: "stream_event", parent_tool_use_id: null })
      expect(told.map((line) => line["event"])).toMatchObject([
        {
          type: "message_start",
          message: { id: "msg_1", role: "assistant", content: [], usage: { output_tokens: 0 } }
        },
        { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
        { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hm." } },
        { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "sig" } },
        { type: "content_block_stop", index: 0 },
        { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
        { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "I " } },
        { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "look." } },
        { type: "content_block_stop", index: 1 },
        {
          type: "content_block_start",
          index: 2,
          content_block: { type: "tool_use", id: "c1", name: "Read", input: {} }
        },
        {
          type: "content_block_delta",
          index: 2,
          delta: { type: "input_json_delta", partial_json: '{"file_path":"a"}' }
        },
        { type: "content_block_stop", index: 2 },
        { type: "content_block_start", index: 3, content_block: { type: "tool_use", id: "c2", name: "Bash" } },
        { type: "content_block_delta", index: 3, delta: { type: "input_json_delta", partial_json: '{"command":' } },
        { type: "content_block_delta", index: 3, delta: { type: "input_json_delta", partial_json: '"ls"}' } },
        { type: "content_block_stop", index: 3 },
        { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: usage.outputTokens } },
        { type: "message_stop" }
      ])
    })
  )

  it.effect("closes what a cut left open", () =>
    Effect.gen(function* () {
      const cut = [part({ type: "text-start", id: "t" }), part({ type: "text-delta", id: "t", delta: "I" })]
      const stdio = yield* show(
        "streamJson",
        [opened, ...cut, reply([{ type: "text", text: "I" }], { cut: true, stopReason: null })],
        {
          flags: { includePartialMessages: true }
        }
      )
      expect(
        lines(stdio)
          .slice(3)
          .map((line) => (line["event"] as { type?: string } | undefined)?.type)
      ).toEqual(["content_block_delta", "content_block_stop", "message_delta", "message_stop", undefined])
    })
  )

  it.effect("lets pieces pass where nobody asked for them, and writes what came together together", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 5000 }, () => part({ type: "text-delta", id: "t", delta: "x" }))
      const quiet = yield* show("streamJson", [opened, ...many, ended()])
      expect(lines(quiet)).toHaveLength(2)
      const loud = yield* show("streamJson", [opened, ...many, ended()], { flags: { includePartialMessages: true } })
      expect(lines(loud).length).toBeGreaterThan(5000)
      expect(loud.writes()).toBeLessThan(10)
    })
  )
})

describe("text", () => {
  it.effect("prints the answer on stdout and nothing else", () =>
    Effect.gen(function* () {
      const stdio = yield* show("text", [
        opened,
        { _tag: "ToolStarted", call: { id: "t", name: "Bash", input: { command: "ls" } } },
        settled,
        ended()
      ])
      expect([stdio.stdout(), stdio.stderr()]).toEqual(["Done.\n", ""])
    })
  )

  it.effect("shows on a terminal what is being done, in short lines", () =>
    Effect.gen(function* () {
      const stdio = capturedStdio({ terminal: { stderr: true } })
      const call = { id: "t", name: "Bash", input: { command: `echo \u001b[31m ${"x".repeat(200)}` } }
      yield* show("text", [opened, { _tag: "ToolStarted", call }, ended()], { stdio })
      expect(stdio.stdout()).toBe("Done.\n")
      expect(stdio.stderr()).toContain("Bash echo \\u001b[31m xxx")
      expect(stdio.stderr()).toContain("…")
    })
  )

  it.effect("takes the power from control characters on a terminal and leaves them alone in a pipe", () =>
    Effect.gen(function* () {
      const evil = "a\u001b]0;title\u0007b\u202ec"
      const shown = capturedStdio({ terminal: { stdout: true } })
      yield* show("text", [opened, ended({ answer: evil })], { stdio: shown })
      expect(shown.stdout()).toBe("a\\u001b]0;title\\u0007b\\u202ec\n")
      expect((yield* show("text", [opened, ended({ answer: evil })])).stdout()).toBe(`${evil}\n`)
    })
  )

  it.effect("prints what was received of a cut answer, then the error on stderr", () =>
    Effect.gen(function* () {
      const stdio = yield* show("text", [
        opened,
        reply([{ type: "text", text: "Half" }], { cut: true, stopReason: null }),
        ended({ ending: "error_during_execution", answer: "", errors: ["The connection was cut."] })
      ])
      expect([stdio.stdout(), stdio.stderr()]).toEqual(["Half\n", "coderx: The connection was cut.\n"])
    })
  )

  it.effect("warns on stderr also in a pipe", () =>
    Effect.gen(function* () {
      const stdio = yield* show("text", [opened, { _tag: "Warned", message: "careful" }, ended()])
      expect(stdio.stderr()).toBe("warning: careful\n")
    })
  )
})
