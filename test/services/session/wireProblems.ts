import type { Message } from "../../../src/services/domain/Message.ts"

const partsOf = (message: Message) =>
  typeof message.content === "string" ? [{ type: "text" as const, text: message.content }] : message.content

/**
 * What the strictest of the wire formats would refuse a conversation for (Anthropic Messages API, OpenAI chat
 * completions, Ollama chat): a start that is not the user's, calls without their results directly behind them, results
 * without calls, ids used twice, empty messages or texts, arguments that are no object, halves of surrogate pairs.
 */
export const wireProblems = (messages: ReadonlyArray<Message>): ReadonlyArray<string> => {
  const problems: Array<string> = []
  const seen = new Set<string>()
  if (messages[0] !== undefined && messages[0].role !== "user") problems.push(`begins with ${messages[0].role}`)
  for (const [index, message] of messages.entries()) {
    const at = `message ${index}`
    const parts = partsOf(message)
    if (parts.length === 0) problems.push(`${at} is empty`)
    if (parts.some((part) => part.type === "text" && part.text.trim() === "")) problems.push(`${at} has an empty text`)
    if (!JSON.stringify(message).isWellFormed() || /\\ud[89a-f]/i.test(JSON.stringify(message)))
      problems.push(`${at} is not well-formed`)
    if (message.role === "assistant") {
      if (parts.at(-1)?.type === "reasoning") problems.push(`${at} ends in thinking`)
      const calls = parts.flatMap((part) => (part.type === "tool-call" && part.providerExecuted !== true ? [part] : []))
      for (const { id, name, params } of calls) {
        if (seen.has(id)) problems.push(`${at} uses id ${id} again`)
        seen.add(id)
        if (name === "") problems.push(`${at} calls a tool without a name`)
        if (typeof params !== "object" || params === null || Array.isArray(params))
          problems.push(`${at} has arguments that are no object`)
      }
      const next = messages[index + 1]
      const results =
        next?.role === "tool" ? next.content.map((part) => (part.type === "tool-result" ? part.id : part.type)) : []
      const wanted = calls.map((part) => part.id)
      if (JSON.stringify(results) !== JSON.stringify(wanted)) problems.push(`${at} calls ${wanted} and gets ${results}`)
    }
    if (message.role === "tool" && messages[index - 1]?.role !== "assistant") problems.push(`${at} answers nobody`)
  }
  return problems
}
