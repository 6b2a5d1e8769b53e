import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { Usage } from "../domain/Usage.ts"
import { redact } from "../secrets/redact.ts"

export type RunEnded = Extract<AgentEvent, { readonly _tag: "RunEnded" }>

/** Token counts in the words of the Messages API, which hosts know. */
export const wireUsage = (usage: Usage) => ({
  input_tokens: usage.inputTokens,
  cache_creation_input_tokens: usage.cacheWriteTokens,
  cache_read_input_tokens: usage.cacheReadTokens,
  output_tokens: usage.outputTokens
})

const modelUsage = (ended: RunEnded) =>
  Object.fromEntries(
    Object.entries(ended.models).map(([model, totals]) => [
      model,
      {
        inputTokens: totals.usage.inputTokens,
        outputTokens: totals.usage.outputTokens,
        cacheReadInputTokens: totals.usage.cacheReadTokens,
        cacheCreationInputTokens: totals.usage.cacheWriteTokens,
        costUSD: totals.costUsd,
        contextWindow: totals.contextWindow,
        maxOutputTokens: totals.maxOutputTokens
      }
    ])
  )

/** The `result` object: all of `--output-format json`, and the last line of `stream-json`. Contract section 2. */
export const resultLine = (ended: RunEnded, sessionId: string, uuid: string) => {
  const succeeded = ended.ending === "success"
  return {
    type: "result",
    subtype: ended.ending,
    is_error: !succeeded,
    duration_ms: Math.round(ended.durationMs),
    duration_api_ms: Math.round(ended.apiDurationMs),
    num_turns: ended.turns,
    ...(succeeded ? { result: ended.answer } : {}),
    stop_reason: ended.stopReason,
    session_id: sessionId,
    total_cost_usd: ended.costUsd,
    usage: wireUsage(ended.usage),
    modelUsage: modelUsage(ended),
    permission_denials: ended.denials.map((denial) => ({
      tool_name: denial.toolName,
      tool_use_id: denial.toolUseId,
      tool_input: denial.toolInput
    })),
    ...(succeeded ? {} : { errors: ended.errors }),
    ...(ended.structuredOutput === undefined ? {} : { structured_output: ended.structuredOutput }),
    uuid
  }
}

/** The end of a run that failed before the engine could end it: nothing was spent that is known of. */
export const failedRun = (message: string): RunEnded => ({
  _tag: "RunEnded",
  ending: "error_during_execution",
  answer: "",
  errors: [redact(message)],
  turns: 0,
  durationMs: 0,
  apiDurationMs: 0,
  stopReason: null,
  usage: { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 },
  costUsd: 0,
  models: {},
  denials: []
})
