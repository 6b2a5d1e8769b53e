import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { describe, expect, it } from "@effect/vitest"
import { tmpdir } from "node:os"
import { Effect, Layer } from "effect"
import { runStatusLine, type StatusLineFacts, statusLineJson } from "../../../src/services/slash/statusLine.ts"
import { workWorld } from "../../contracts/shellWorld.ts"

const facts: StatusLineFacts = {
  sessionId: "5f0c9e6e",
  transcriptPath: "/home/me/.coderx/sessions/x.jsonl",
  model: { id: "claude-sonnet-5-5", title: "Claude Sonnet 5.5" },
  costUsd: 0.12,
  durationMs: 45_000.4,
  apiDurationMs: 2_300,
  linesAdded: 156,
  linesRemoved: 23,
  contextTokens: 50_000,
  contextWindow: 200_000,
  inputTokens: 15_234,
  outputTokens: 4_521
}

const machine = nodeSpawner.pipe(Layer.provideMerge(Layer.merge(nodeFileSystem, nodePath)))
const world = workWorld({
  cwd: tmpdir(),
  env: { PATH: process.env["PATH"], OPENAI_API_KEY: "sk-secret", HOME: "/home/me", TERM: "xterm-256color" }
}).pipe(Layer.provideMerge(machine))

const run = (command: string) => Effect.provide(runStatusLine(command, facts), world)

describe("the status line's JSON", () => {
  it("has the fields that scripts of Claude Code read", () => {
    expect(statusLineJson(facts, { cwd: "/work/src", projectRoot: "/work", version: "1.2.3" })).toEqual({
      hook_event_name: "Status",
      session_id: "5f0c9e6e",
      transcript_path: "/home/me/.coderx/sessions/x.jsonl",
      cwd: "/work/src",
      model: { id: "claude-sonnet-5-5", display_name: "Claude Sonnet 5.5" },
      workspace: { current_dir: "/work/src", project_dir: "/work" },
      version: "1.2.3",
      output_style: { name: "default" },
      cost: {
        total_cost_usd: 0.12,
        total_duration_ms: 45_000,
        total_api_duration_ms: 2_300,
        total_lines_added: 156,
        total_lines_removed: 23
      },
      context_window: {
        total_input_tokens: 15_234,
        total_output_tokens: 4_521,
        context_window_size: 200_000,
        used_tokens: 50_000,
        used_percentage: 25,
        remaining_percentage: 75
      },
      exceeds_200k_tokens: false
    })
  })
})

describe("the status line's command", () => {
  it.live("reads the facts on stdin and says up to three lines", () =>
    Effect.gen(function* () {
      expect(
        yield* run(
          "cat | tr -d '\\n' | sed 's/.*display_name\":\"\\([^\"]*\\).*/[\\1]/'; echo; echo second; echo third; echo fourth"
        )
      ).toEqual({
        _tag: "Line",
        text: "[Claude Sonnet 5.5]\nsecond\nthird"
      })
    })
  )

  it.live("need not read them, and may take the colours of the terminal", () =>
    Effect.gen(function* () {
      expect(yield* run("echo $TERM")).toEqual({ _tag: "Line", text: "xterm-256color" })
    })
  )

  it.live("gets no keys", () =>
    Effect.gen(function* () {
      expect(yield* run('echo "[$OPENAI_API_KEY]"')).toEqual({ _tag: "Line", text: "[]" })
    })
  )

  it.live("is told of where it fails or takes too long, and is ended with its children", () =>
    Effect.gen(function* () {
      expect(yield* run("echo broken >&2; exit 3")).toEqual({
        _tag: "Failed",
        reason: "The status line's command ended with code 3: broken"
      })
      expect(yield* run("sleep 30 & wait")).toMatchObject({ _tag: "Failed" })
      expect(yield* run("yes")).toMatchObject({ _tag: "Failed" })
    })
  )
})
