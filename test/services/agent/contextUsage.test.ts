import { assert, describe, it } from "@effect/vitest"
import { contextUsageOf } from "../../../src/services/agent/contextUsage.ts"
import type { SessionState } from "../../../src/services/agent/RunState.ts"
import type { Message } from "../../../src/services/domain/Message.ts"
import { memorySections, memoryText } from "../../../src/services/instructions/memoryText.ts"
import { estimateRequest } from "../../../src/services/model/window.ts"
import { scriptedInfo } from "../../layers/ScriptedModel.ts"

const files = [
  { path: "/home/u/.coderx/AGENTS.md", scope: "user", text: "Be brief.", imports: [] },
  { path: "C:\\work\\AGENTS.md", scope: "project", text: "# Rules\n\n--- not a file\n\n- test", imports: [] }
] as const

const tools = [
  { name: "Read", description: "Reads a file.", inputSchema: { type: "object" } },
  { name: "Edit", description: "Edits a file with care.", inputSchema: { type: "object" } }
]

const messages: ReadonlyArray<Message> = [
  { role: "user", content: "fix the failing test in the parser" },
  {
    role: "assistant",
    content: [
      { type: "tool-call", id: "1", name: "Read", params: { file_path: "src/parser.ts" } },
      { type: "tool-call", id: "2", name: "Bash", params: { command: "npm test" } }
    ]
  },
  {
    role: "tool",
    content: [
      { type: "tool-result", id: "1", name: "Read", isFailure: false, result: "x".repeat(400) },
      { type: "tool-result", id: "2", name: "Bash", isFailure: false, result: "1 failed" }
    ]
  }
]

const usage = (counted: SessionState["counted"]) => {
  const system = ["core text", `environment\n\n${memoryText(files)}`]
  const conversation = { messages } as unknown
  const state = { conversation, model: scriptedInfo, system, counted } as SessionState
  return contextUsageOf(state, tools, estimateRequest({ system, tools, messages }, counted))
}

describe("what fills the window", () => {
  it("names every source, in the order in which providers cache them", () => {
    assert.deepStrictEqual(
      usage(undefined).sources.map(({ cached, kind, name }) => [kind, name, cached]),
      [
        ["tool", "Read", undefined],
        ["tool", "Edit", undefined],
        ["system", "System prompt", undefined],
        ["memory", "/home/u/.coderx/AGENTS.md", undefined],
        ["memory", "C:\\work\\AGENTS.md", undefined],
        ["message", "You: fix the failing test in the parser", undefined],
        ["message", "Reply: Read, Bash", undefined],
        ["result", "Read src/parser.ts", undefined],
        ["result", "Bash npm test", undefined]
      ]
    )
  })

  it.each([
    ["estimates", undefined],
    [
      "what the provider counted",
      { usage: { inputTokens: 100, cacheReadTokens: 700, cacheWriteTokens: 100, outputTokens: 60 }, messages: 2 }
    ]
  ] as const)("adds up: %s", (_, counted) => {
    const { categories, sources, tokens } = usage(counted)
    const held = sources.reduce((sum, source) => sum + source.tokens, 0)
    assert.strictEqual(held, tokens)
    assert.approximately(
      sources.reduce((sum, { share }) => sum + share, 0),
      1,
      0.001
    )
    const used = categories.filter(({ name }) => name !== "Free space")
    assert.strictEqual(
      used.reduce((sum, one) => sum + one.tokens, 0),
      held
    )
  })

  it("says what the provider has in its cache: a beginning of the request", () => {
    const cachedOf = (cacheReadTokens: number) =>
      usage({
        usage: { inputTokens: 1000 - cacheReadTokens, cacheReadTokens, cacheWriteTokens: 0, outputTokens: 0 },
        messages: 2
      }).sources.map(({ cached }) => cached)
    assert.deepStrictEqual(cachedOf(0), Array(9).fill(false))
    assert.deepStrictEqual(cachedOf(1000), [true, true, true, true, true, true, true, false, false])
    const some = cachedOf(400)
    assert.strictEqual(some.lastIndexOf(true), some.indexOf(false) - 1)
    assert.isAbove(some.indexOf(false), 0)
  })
})

describe("memorySections", () => {
  it("takes the files out of a block of the system prompt", () => {
    const { files: found, rest } = memorySections(`environment\n\n${memoryText(files)}`)
    assert.deepStrictEqual(
      found,
      files.map(({ path, text }) => ({ path, text }))
    )
    assert.isTrue(rest.startsWith("environment"))
    assert.deepStrictEqual(memorySections("nothing of it"), { rest: "nothing of it", files: [] })
  })
})
