import { assert, describe, it } from "@effect/vitest"
import { callsOf, ReplyBuilder, stopReasonOf, textOf } from "../../../src/services/agent/reply.ts"
import type { ModelPart } from "../../../src/services/model/Provider.ts"

const build = (parts: ReadonlyArray<ModelPart>) => {
  const builder = new ReplyBuilder()
  for (const part of parts) builder.add(part)
  return builder
}

describe("ReplyBuilder", () => {
  it("joins deltas and keeps the order of blocks", () => {
    const reply = build([
      { type: "reasoning-start", id: "r", metadata: { anthropic: { kind: "thinking" } } },
      { type: "reasoning-delta", id: "r", delta: "hm" },
      { type: "reasoning-end", id: "r", metadata: { anthropic: { signature: "sig" } } },
      { type: "text-start", id: "t" },
      { type: "text-delta", id: "t", delta: "a" },
      { type: "text-delta", id: "t", delta: "b" },
      { type: "text-end", id: "t" },
      { type: "tool-call", id: "1", name: "Read", params: { file_path: "x" } }
    ])
    assert.deepStrictEqual(reply.content(), [
      { type: "reasoning", text: "hm", options: { anthropic: { kind: "thinking", signature: "sig" } } },
      { type: "text", text: "ab" },
      { type: "tool-call", id: "1", name: "Read", params: { file_path: "x" } }
    ])
    assert.strictEqual(textOf(reply.content()), "ab")
  })

  it("takes deltas whose start got lost", () => {
    assert.deepStrictEqual(build([{ type: "text-delta", id: "t", delta: "x" }]).content(), [
      { type: "text", text: "x" }
    ])
  })

  it("drops text blocks without text, keeps thinking that has only a signature", () => {
    const reply = build([
      { type: "text-start", id: "t" },
      { type: "text-end", id: "t" },
      { type: "reasoning-start", id: "r" },
      { type: "reasoning-end", id: "r", metadata: { anthropic: { signature: "s" } } }
    ])
    assert.deepStrictEqual(reply.content(), [
      { type: "reasoning", text: "", options: { anthropic: { signature: "s" } } }
    ])
  })

  it("never holds a call whose arguments were not whole", () => {
    const reply = build([
      { type: "tool-params-start", id: "1", name: "Bash" },
      { type: "tool-params-delta", id: "1", delta: '{"command":"rm' }
    ])
    assert.isTrue(reply.isEmpty)
  })

  it("hands malformed arguments on as they were", () => {
    const reply = build([
      { type: "tool-call", id: "1", name: "Bash", params: {}, metadata: { coderx: { malformed: "not json" } } }
    ])
    assert.deepStrictEqual(callsOf(reply.content()), [{ id: "1", name: "Bash", input: {}, malformed: "not json" }])
  })

  it("reads usage from whatever the provider split", () => {
    const finish = (inputTokens: { uncached?: number; total?: number; cacheRead?: number; cacheWrite?: number }) =>
      build([{ type: "finish", reason: "stop", usage: { inputTokens, outputTokens: { text: 3, reasoning: 4 } } }]).usage
    assert.deepStrictEqual(finish({ total: 100, cacheRead: 60 }), {
      inputTokens: 40,
      cacheReadTokens: 60,
      cacheWriteTokens: 0,
      outputTokens: 7
    })
    assert.strictEqual(finish({ uncached: 5, cacheRead: 60 }).inputTokens, 5)
    assert.strictEqual(finish({}).inputTokens, 0)
  })
})

describe("stopReasonOf", () => {
  it.each([
    ["stop", "end_turn"],
    ["tool-calls", "tool_use"],
    ["length", "max_tokens"],
    ["content-filter", "refusal"],
    ["pause", "pause_turn"],
    ["unknown", null],
    [undefined, null]
  ] as const)("%s → %s", (finish, expected) => {
    assert.strictEqual(stopReasonOf(finish), expected)
  })
})
