/** Deeper values than this are cut off: nothing that a tool or model sends is, and a walk must not exhaust the stack. */
const deepest = 500

/**
 * A JSON value in which no string has a lone surrogate: half of a pair cannot be sent as UTF-8, and servers refuse the
 * request. Each becomes U+FFFD. What is fine is returned as it is, not copied.
 */
export const wellFormed = (value: unknown, depth = 0): unknown => {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed()
  if (typeof value !== "object" || value === null) return value
  if (depth > deepest) return null
  if (Array.isArray(value)) {
    const mended = value.map((item) => wellFormed(item, depth + 1))
    return mended.every((item, index) => item === value[index]) ? value : mended
  }
  if (value instanceof Uint8Array || value instanceof URL) return value
  const entries = Object.entries(value)
  const mended = entries.map(([key, item]) => [key.toWellFormed(), wellFormed(item, depth + 1)] as const)
  const same = mended.every(([key, item], index) => key === entries[index]?.[0] && item === entries[index]?.[1])
  return same ? value : Object.fromEntries(mended)
}
