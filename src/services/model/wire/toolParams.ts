/** The arguments of a call, or the raw text where they are not one JSON object. */
export type ToolParams = { readonly params: Readonly<Record<string, unknown>> } | { readonly malformed: string }

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A key that would reach for an object's prototype where somebody copies the arguments key by key. */
const hasProtoKey = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(hasProtoKey)
  if (!isObject(value)) return false
  return Object.keys(value).some((key) => key === "__proto__" || hasProtoKey(value[key]))
}

/**
 * Reads what a model wrote as arguments. Nothing at all is `{}`. Everything but one JSON object is malformed and is told to the
 * model, never mended or guessed; so is an object with a `__proto__` key, which no tool has.
 */
export const readToolParams = (raw: string): ToolParams => {
  if (raw.trim() === "") return { params: {} }
  try {
    const value: unknown = JSON.parse(raw)
    if (!isObject(value)) return { malformed: raw }
    const suspect = raw.includes("__proto__") || raw.includes("\\u")
    return suspect && hasProtoKey(value) ? { malformed: raw } : { params: value }
  } catch {
    return { malformed: raw }
  }
}

/** The same for servers that send the arguments as an object. */
export const checkToolParams = (value: unknown): ToolParams => {
  if (value === undefined || value === null) return { params: {} }
  if (typeof value === "string") return readToolParams(value)
  return isObject(value) && !hasProtoKey(value) ? { params: value } : { malformed: JSON.stringify(value) }
}

/** The `tool-call` part of a call. */
export const toolCallPart = (id: string, name: string, read: ToolParams) =>
  "params" in read
    ? { type: "tool-call" as const, id, name, params: read.params }
    : { type: "tool-call" as const, id, name, params: {}, metadata: { coderx: { malformed: read.malformed } } }
