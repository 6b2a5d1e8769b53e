import { Predicate } from "effect"
import type { JsonKey } from "./jsonKeys.ts"
import { lineAt } from "./readText.ts"

export type KeyPath = ReadonlyArray<string | number>

/** A settings text, read: nothing is known of its meaning yet. */
export type Parsed =
  | { readonly _tag: "Empty" }
  /** No valid document. `reason` continues a sentence that begins with the file's name. */
  | { readonly _tag: "Broken"; readonly line: number | undefined; readonly reason: string }
  | {
      readonly _tag: "Document"
      readonly value: Readonly<Record<string, unknown>>
      /** The line of a key or element, from 1; of the nearest one above it, where it has none of its own. */
      readonly lineOf: (path: KeyPath) => number | undefined
      /** Keys that stand twice in one object. */
      readonly repeated: ReadonlyArray<KeyPath>
      /** Every value that is written for a path, the ones that a later key hides too. */
      readonly written: (path: ReadonlyArray<string>) => ReadonlyArray<unknown>
    }

type Document = Extract<Parsed, { readonly _tag: "Document" }>

export const broken = (reason: string, line?: number): Parsed => ({ _tag: "Broken", line, reason })

/** What a document is called that is valid but no object. */
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`

/** The document, if its value is an object. */
export const asDocument = (value: unknown, rest: Omit<Document, "_tag" | "value">): Parsed =>
  Predicate.isObject(value) && !Array.isArray(value)
    ? { _tag: "Document", value: { ...value }, ...rest }
    : broken(`holds ${kindOf(value)}; settings are an object of keys and values`, 1)

const nameOf = (path: KeyPath): string => JSON.stringify(path)

/** The keys that stand twice in one object. */
export const repeatedOf = (keys: ReadonlyArray<JsonKey>): ReadonlyArray<KeyPath> => {
  const seen = new Set<string>()
  return keys.map(({ path }) => path).filter((path) => seen.size === seen.add(nameOf(path)).size)
}

/** Where the keys of a JSON text stand. The last of a repeated key is the one meant. */
export const linesOf = (text: string, keys: ReadonlyArray<JsonKey>): Document["lineOf"] => {
  let offsets: ReadonlyMap<string, number> | undefined
  return (path) => {
    offsets ??= new Map(keys.map(({ offset, path: name }) => [nameOf(name), offset]))
    for (let length = path.length; length > 0; length--) {
      const offset = offsets.get(nameOf(path.slice(0, length)))
      if (offset !== undefined) return lineAt(text, offset)
    }
    return undefined
  }
}
