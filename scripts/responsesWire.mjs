// The stream of one text as the OpenAI Responses API sends it (https://platform.openai.com/docs/api-reference/responses-streaming),
// for the programs beside ours that speak nothing else. Tool calls are not spoken.

/**
 * @param {ReadonlyArray<string>} deltas
 * @param {number} id
 * @param {number} inputTokens
 */
export function* responsesEvents(deltas, id, inputTokens) {
  const item = { id: `msg_${id}`, type: "message", role: "assistant", status: "in_progress", content: [] }
  const part = { item_id: item.id, output_index: 0, content_index: 0 }
  yield { type: "response.created", response: { id: `resp_${id}`, status: "in_progress", output: [] } }
  yield { type: "response.output_item.added", output_index: 0, item }
  for (const delta of deltas) yield { type: "response.output_text.delta", ...part, delta }
  const whole = [{ type: "output_text", text: deltas.join(""), annotations: [] }]
  const done = { ...item, status: "completed", content: whole }
  yield { type: "response.output_item.done", output_index: 0, item: done }
  const usage = { input_tokens: inputTokens, output_tokens: 10, total_tokens: inputTokens + 10 }
  yield { type: "response.completed", response: { id: `resp_${id}`, status: "completed", output: [done], usage } }
}
