import type { ToolContent } from "../domain/ToolCall.ts"

/** Characters of one result that reach the model. Tools bound their own output with advice on how to read on; this is the last fence. */
export const maxResultCharacters = 100_000

/** Keeps the beginning and the end, and says what is missing. Lone surrogates are replaced: the wire is UTF-8. */
const boundText = (text: string): string => {
  const whole = text.toWellFormed()
  if (whole.length <= maxResultCharacters) return whole
  const head = whole.slice(0, Math.floor(maxResultCharacters * 0.7))
  const tail = whole.slice(-Math.floor(maxResultCharacters * 0.25))
  const missing = whole.length - head.length - tail.length
  return `${head}\n\n[… ${missing} characters left out here; ask for a smaller part …]\n\n${tail}`.toWellFormed()
}

export const bound = (content: ToolContent): ToolContent =>
  typeof content === "string"
    ? boundText(content)
    : content.map((part) => (part.type === "text" ? { ...part, text: boundText(part.text) } : part))
