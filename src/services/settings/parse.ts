import { Effect } from "effect"
import { jsonKeys } from "./jsonKeys.ts"
import { asDocument, linesOf, type Parsed, repeatedOf } from "./parsed.ts"
import { plainJson } from "./plainJson.ts"

/** What the parser of the platform can do. Undefined where that is not enough: see `parse`. */
const platformJson = (text: string): Parsed | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const keys = jsonKeys(text)
  if (repeatedOf(keys).length > 0) return undefined
  return asDocument(value, { lineOf: linesOf(text, keys), repeated: [], written: () => [] })
}

/**
 * Reads a settings text: JSON, with comments and trailing commas too, needs no library. To say what is wrong in it, or what
 * a repeated key hides, and for YAML, one is loaded when it is met.
 */
export const parse = Effect.fnUntraced(function* (text: string, format: "json" | "yaml") {
  if (text.trim() === "") return { _tag: "Empty" } as const satisfies Parsed
  if (format === "yaml") {
    const { parseYaml } = yield* Effect.promise(() => import("./parseYaml.ts"))
    return parseYaml(text)
  }
  const read = platformJson(text) ?? platformJson(plainJson(text))
  if (read !== undefined) return read
  const { parseJsonc } = yield* Effect.promise(() => import("./parseJsonc.ts"))
  return parseJsonc(text)
})
