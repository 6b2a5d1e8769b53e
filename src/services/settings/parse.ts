import { Effect } from "effect"
import { jsonKeys } from "./jsonKeys.ts"
import { asDocument, linesOf, type Parsed, repeatedOf } from "./parsed.ts"

/** Plain JSON, by the parser that the platform has. Undefined where that is not enough: see `parse`. */
const plainJson = (text: string): Parsed | undefined => {
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
 * Reads a settings text. Plain JSON needs no library; JSON with comments, trailing commas or repeated keys, and YAML, load
 * theirs when they are met.
 */
export const parse = Effect.fnUntraced(function* (text: string, format: "json" | "yaml") {
  if (text.trim() === "") return { _tag: "Empty" } as const satisfies Parsed
  if (format === "yaml") {
    const { parseYaml } = yield* Effect.promise(() => import("./parseYaml.ts"))
    return parseYaml(text)
  }
  const plain = plainJson(text)
  if (plain !== undefined) return plain
  const { parseJsonc } = yield* Effect.promise(() => import("./parseJsonc.ts"))
  return parseJsonc(text)
})
