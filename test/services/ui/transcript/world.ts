import type { AgentEvent } from "../../../../src/services/domain/AgentEvent.ts"
import type { ToolCall, ToolContent, ToolOutcomeKind } from "../../../../src/services/domain/ToolCall.ts"
import type { ModelPart } from "../../../../src/services/model/Provider.ts"
import type { Line, View } from "../../../../src/services/ui/text/Line.ts"
import type { TranscriptEvent } from "../../../../src/services/ui/transcript/Block.ts"
import { advance, begin, liveLines } from "../../../../src/services/ui/transcript/transcript.ts"

export const part = (value: ModelPart, messageId = "m1"): AgentEvent => ({
  _tag: "PartArrived",
  messageId,
  model: "scripted",
  part: value
})
export const says = (delta: string, id = "t1"): AgentEvent => part({ type: "text-delta", id, delta })
export const thinks = (delta: string): AgentEvent => part({ type: "reasoning-delta", id: "r1", delta })
export const replied = (messageId = "m1", cut = false): AgentEvent => ({
  _tag: "ReplyReceived",
  messageId,
  model: "scripted",
  content: [],
  stopReason: "end_turn",
  usage: { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 },
  cut
})
export const call = (id: string, name: string, input: unknown): ToolCall => ({ id, name, input })
export const started = (which: ToolCall): AgentEvent => ({ _tag: "ToolStarted", call: which })
export const settled = (
  which: ToolCall,
  content: ToolContent,
  output: unknown = content,
  kind: ToolOutcomeKind = "done"
): AgentEvent => ({ _tag: "ToolSettled", settled: { call: which, kind, content, output } })
export const ended = (
  ending: Extract<AgentEvent, { _tag: "RunEnded" }>["ending"],
  errors: ReadonlyArray<string> = []
): AgentEvent => ({
  _tag: "RunEnded",
  ending,
  answer: "",
  errors,
  turns: 2,
  durationMs: 12_345,
  apiDurationMs: 1,
  stopReason: "end_turn",
  usage: { inputTokens: 1000, cacheReadTokens: 200, cacheWriteTokens: 0, outputTokens: 50 },
  costUsd: 0.0123,
  models: {},
  denials: []
})

/** A transcript that is fed frame by frame: what was settled so far, and what is live. */
export const makeScreen = (view: View) => {
  let state = begin()
  const all: Array<Line> = []
  return {
    frame: (...events: ReadonlyArray<TranscriptEvent>) => {
      const next = advance(state, events, view)
      state = next.state
      all.push(...next.settled)
      return { settled: next.settled, live: liveLines(state, view) }
    },
    state: () => state,
    all: (): ReadonlyArray<Line> => all
  }
}
