import type { AgentEvent } from "../../src/services/domain/AgentEvent.ts"
import type { Usage } from "../../src/services/domain/Usage.ts"

/** Events of small runs, as the engine tells them. */
export const usage: Usage = { inputTokens: 10, cacheReadTokens: 20, cacheWriteTokens: 30, outputTokens: 5 }

export const opened: AgentEvent = {
  _tag: "SessionOpened",
  sessionId: "11111111-1111-4111-8111-111111111111",
  cwd: "/work",
  model: "test-model",
  tools: ["Read", "Bash"],
  mcpServers: [],
  permissionMode: "default",
  apiKeySource: "ANTHROPIC_API_KEY",
  resumed: false
}

export const reply = (
  content: Extract<AgentEvent, { _tag: "ReplyReceived" }>["content"],
  fields?: Partial<Extract<AgentEvent, { _tag: "ReplyReceived" }>>
): AgentEvent => ({
  _tag: "ReplyReceived",
  messageId: "msg_1",
  model: "test-model",
  content,
  stopReason: "end_turn",
  usage,
  cut: false,
  ...fields
})

export const part = (piece: Extract<AgentEvent, { _tag: "PartArrived" }>["part"], messageId = "msg_1"): AgentEvent => ({
  _tag: "PartArrived",
  messageId,
  model: "test-model",
  part: piece
})

export const ended = (fields?: Partial<Extract<AgentEvent, { _tag: "RunEnded" }>>): AgentEvent => ({
  _tag: "RunEnded",
  ending: "success",
  answer: "Done.",
  errors: [],
  turns: 2,
  durationMs: 1234.6,
  apiDurationMs: 1000,
  stopReason: "end_turn",
  usage,
  costUsd: 0.01,
  models: { "test-model": { usage, costUsd: 0.01, contextWindow: 200000, maxOutputTokens: 8000 } },
  denials: [],
  ...fields
})

export const settled: AgentEvent = {
  _tag: "ToolSettled",
  settled: {
    call: { id: "toolu_1", name: "Bash", input: { command: "ls" } },
    kind: "done",
    content: "a.txt",
    output: { stdout: "a.txt", stderr: "", interrupted: false, exitCode: 0 }
  }
}
