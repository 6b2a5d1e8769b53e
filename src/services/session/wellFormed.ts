/** Deeper values than this are cut off: nothing that a tool or model sends is, and a walk must not exhaust the stack. */
const deepest = 500

/** Looks without making anything: nearly every value is fine, and a resumed session has tens of thousands of them. */
const isFine = (value: unknown, depth: number): boolean => {
  if (typeof value === "string") return value.isWellFormed()
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || value instanceof URL) return true
  if (depth > deepest) return false
  if (Array.isArray(value)) return value.every((item) => isFine(item, depth + 1))
  for (const [key, item] of Object.entries(value)) {
    if (!key.isWellFormed() || !isFine(item, depth + 1)) return false
  }
  return true
}

const mended = (value: unknown, depth: number): unknown => {
  if (typeof value === "string") return value.toWellFormed()
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || value instanceof URL) return value
  if (depth > deepest) return null
  if (Array.isArray(value)) return value.map((item) => mended(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), mended(item, depth + 1)]))
}

/**
 * A JSON value in which no string has a lone surrogate: half of a pair cannot be sent as UTF-8, and servers refuse the
 * request. Each becomes U+FFFD. What is fine is returned as it is, not copied.
 */
export const wellFormed = (value: unknown): unknown => (isFine(value, 0) ? value : mended(value, 0))
