import { Predicate } from "effect"
import { sha256 } from "../domain/sha256.ts"

/** Keys in order at every level, so that the same value has one text. */
const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered)
  if (!Predicate.isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, unknown] => [key, ordered(inner)])
      .sort(([left], [right]) => (left < right ? -1 : 1))
  )
}

/** What a yes is bound to: the item's name and all of its value. Another order of keys is no change, anything else is. */
export const approvalHash = (name: string, value: unknown): string => sha256(JSON.stringify([name, ordered(value)]))

/** The name under which an allow rule that an answer added is approved. */
export const answeredRule = (rule: string): string => `permissions.allow ${rule.trim()}`
