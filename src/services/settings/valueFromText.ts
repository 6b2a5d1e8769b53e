import { refusal } from "./check.ts"
import { elementOf, type KeySchema } from "./keyTable.ts"

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/**
 * The value that a word of the command line means for a key: the text itself where the key takes text, else what it says
 * as JSON (`5`, `true`, `["a"]`); for a list also one bare element. What fits nothing comes back as it is, to be refused.
 */
export const valueFromText = (key: string, schema: KeySchema, text: string): unknown => {
  const json = parsed(text)
  const structured = json !== undefined && typeof json.value === "object"
  if (!structured && refusal(schema, text) === undefined) return text
  if (json !== undefined && (structured || refusal(schema, json.value) === undefined)) return json.value
  const element = elementOf(key)
  return element !== undefined && refusal(element, text) === undefined ? [text] : text
}
