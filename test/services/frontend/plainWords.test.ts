import { describe, expect, it } from "vitest"
import type { AgentEvent } from "../../../src/services/domain/AgentEvent.ts"
import { none } from "../../../src/services/domain/Usage.ts"
import { makeWords } from "../../../src/services/frontend/plainWords.ts"

const call = { id: "1", name: "Bash", input: { command: "npm test" } }
const part = (delta: string): AgentEvent => ({
  _tag: "PartArrived",
  messageId: "m",
  model: "x",
  part: { type: "text-delta", id: "t", delta }
})
const told = (events: ReadonlyArray<AgentEvent>): ReadonlyArray<string> => {
  const words = makeWords()
  return events.map(words)
}

const ended: AgentEvent = {
  _tag: "RunEnded",
  ending: "success",
  answer: "",
  errors: [],
  turns: 2,
  durationMs: 12_300,
  apiDurationMs: 0,
  stopReason: "end_turn",
  usage: { ...none, inputTokens: 1_000, outputTokens: 234 },
  costUsd: 0.02,
  models: {},
  denials: []
}

describe("events as words", () => {
  it("tells a reply in whole lines, and what is left of one at its end", () => {
    const end: AgentEvent = { _tag: "PartArrived", messageId: "m", model: "x", part: { type: "text-end", id: "t" } }
    expect(told([part("one "), part("two\nthr"), part("ee\nfo"), part("ur"), end])).toEqual([
      "",
      "one two\n",
      "three\n",
      "",
      "four\n"
    ])
  })

  it("tells session, model and mode once, and again where they are others", () => {
    const opened = (change: object): AgentEvent => ({
      _tag: "SessionOpened",
      sessionId: "s1",
      cwd: "/w",
      model: "a/b",
      tools: [],
      mcpServers: [],
      permissionMode: "default",
      apiKeySource: "none",
      resumed: false,
      ...change
    })
    expect(
      told([opened({}), opened({}), opened({ model: "c/d" }), opened({ sessionId: "s2", resumed: true })])
    ).toEqual([
      "Model: a/b. Permission mode: default.\n",
      "",
      "Model: c/d. Permission mode: default.\n",
      "Going on with session s2. Model: a/b. Permission mode: default.\n"
    ])
  })

  it("tells thinking once", () => {
    const thought = (delta: string): AgentEvent => ({
      _tag: "PartArrived",
      messageId: "m",
      model: "x",
      part: { type: "reasoning-delta", id: "r", delta }
    })
    expect(told([thought("hm"), thought("so"), part("x\n")]).join("")).toBe("Thinking.\nx\n")
  })

  it("tells how a call ended, by what came of it", () => {
    const settled = (kind: "done" | "refused", output: unknown, content: string): AgentEvent => ({
      _tag: "ToolSettled",
      settled: { call, kind, content, output }
    })
    expect(told([part("open"), { _tag: "ToolStarted", call }]).join("")).toBe("open\nRunning: Bash npm test\n")
    expect(told([settled("done", { exitCode: 0, stdout: "ok", stderr: "" }, "ok")])[0]).toBe(
      "Done: Bash npm test\n  ok\n"
    )
    expect(told([settled("done", { exitCode: 1, stdout: "bad", stderr: "" }, "bad")])[0]).toMatch(/^Failed: /)
    expect(told([settled("refused", "no", "no")])[0]).toMatch(/^Refused: /)
    const long = Array.from({ length: 50 }, (_, at) => `${at}`).join("\n")
    expect(told([settled("done", { exitCode: 0 }, long)])[0]).toMatch(/ {2}19\n {2}30 more lines\.\n$/)
  })

  it("tells every change of state", () => {
    const states: ReadonlyArray<readonly [AgentEvent, string]> = [
      [{ _tag: "PermissionModeChanged", mode: "acceptEdits" }, "Permission mode: accept edits.\n"],
      [{ _tag: "Warned", message: "mind\u001b[2J" }, "Warning: mind\\u001b[2J\n"],
      [{ _tag: "RetryScheduled", attempt: 2, delayMs: 4_000, reason: "busy" }, "Retry 2 in 4.0 s: busy\n"],
      [
        { _tag: "TodosChanged", todos: [{ content: "Mend", status: "in_progress", activeForm: "Mending" }] },
        "Todos: 0 of 1 done. Now: Mending.\n"
      ],
      [ended, "Finished: 2 turns, 12s, 1.2k tokens, $0.02.\n"],
      [
        { ...ended, ending: "error_max_turns", errors: ["Too many."], costUsd: null },
        "Error: Too many.\nEnded without success: 2 turns, 12s, 1.2k tokens, cost unknown.\n"
      ]
    ]
    for (const [event, words] of states) expect(told([event])[0]).toBe(words)
  })
})
