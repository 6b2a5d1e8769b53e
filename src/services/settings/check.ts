import { Predicate, Result, Schema } from "effect"
import { nearest } from "../domain/nearest.ts"
import { checkRule } from "./checkRule.ts"
import {
  elementOf,
  type KeySchema,
  knownKeys,
  recordOf,
  refusedFromProjects,
  structOf,
  topLevelKeys,
  topLevelOf
} from "./keyTable.ts"
import type { KeyPath } from "./parsed.ts"

/** A value that its schema accepts, by dotted key. `known` is false for a key that Coder-X has no meaning for. */
export interface Entry {
  readonly key: string
  readonly value: unknown
  readonly known: boolean
}

/** What is wrong at one place; the caller knows the file and the line. */
export interface Flaw {
  readonly path: KeyPath
  readonly reason: string
  /** The value is wrong, not only strange: the file has to be mended before Coder-X writes to it. */
  readonly invalid: boolean
}

export interface Checked {
  readonly entries: ReadonlyArray<Entry>
  readonly flaws: ReadonlyArray<Flaw>
  /** How many more there are. */
  readonly untold: number
  /**
   * Keys of permission that could not be read. The strictest thing that they may have meant holds: no allow rule of this
   * file, no mode looser than `default`, dangerous commands blocked.
   */
  readonly strict: ReadonlySet<string>
}

/** So many things wrong are told of one file; who has mended them sees the next. */
const flawLimit = 40

/** Names with a meaning for JavaScript objects: never keys of anything. */
const inert: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"])

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** Why a schema refuses a value, in one phrase: `expected an integer`. Undefined where it does not. */
export const refusal = (schema: KeySchema, value: unknown): string | undefined => {
  const result = Schema.decodeUnknownResult(schema)(value)
  return Result.isSuccess(result) ? undefined : lower(result.failure.message.replace(/\s*\n\s*/g, " "))
}

/**
 * Checks a document key by key: what is wrong is left out and told, the rest stands. Keys and tools that only the file's
 * own program knows are nothing to tell, where `foreign`.
 */
export const check = (document: Readonly<Record<string, unknown>>, foreign: boolean): Checked => {
  const entries: Array<Entry> = []
  const flaws: Array<Flaw> = []
  const strict = new Set<string>()

  let untold = 0
  const told = { invalid: 0, strange: 0 }
  const tell = (kind: "invalid" | "strange", path: KeyPath, reason: () => string): void => {
    if (told[kind]++ < flawLimit) flaws.push({ path, reason: reason(), invalid: kind === "invalid" })
    else untold++
  }
  const invalid = (path: KeyPath, reason: string): void => tell("invalid", path, () => reason)
  const strange = (path: KeyPath, reason: () => string): void => tell("strange", path, reason)

  const leaf = (key: string, path: KeyPath, value: unknown, schema: KeySchema): void => {
    const element = elementOf(key)
    if (element !== undefined) {
      list(key, path, value, element)
      return
    }
    const reason = refusal(schema, value)
    if (reason === undefined) entries.push({ key, value, known: true })
    else {
      invalid(path, `${reason}; ignored`)
      if (path[0] === "permissions") strict.add(key)
    }
  }

  const list = (key: string, path: KeyPath, value: unknown, element: KeySchema): void => {
    const behavior = path[0] === "permissions" ? path[1] : undefined
    const guarding = behavior === "deny" || behavior === "ask"
    const flaw = (at: KeyPath, reason: string): void => {
      invalid(at, reason)
      if (guarding) strict.add(key)
    }
    if (!Array.isArray(value)) flaw(path, "expected a list; ignored")
    const items: ReadonlyArray<unknown> = Array.isArray(value)
      ? value
      : guarding && Predicate.isString(value)
        ? [value]
        : []
    const kept = items.filter((item, index) => {
      const at = [...path, index]
      const reason = refusal(element, item)
      if (reason !== undefined) {
        flaw(at, `${reason}; ignored`)
        return false
      }
      const rule = guarding || behavior === "allow" ? checkRule(String(item)) : undefined
      if (rule === undefined) return true
      if (rule.malformed) flaw(at, rule.reason())
      else if (!foreign) strange(at, rule.reason)
      return guarding
    })
    entries.push({ key, value: kept, known: true })
  }

  const unknown = (key: string, path: KeyPath, value: unknown, candidates: ReadonlyArray<string>): void => {
    if (foreign) return
    const hint = (): string => {
      if (path.length === 1 && key.includes(".")) return "; a dot is no nesting here: write an object in an object"
      const guess = nearest(String(path.at(-1)), candidates)
      const prefix = path.length > 1 ? `${path[0]}.` : ""
      return guess === undefined ? "" : `; did you mean ${guess.includes(".") ? guess : prefix + guess}?`
    }
    if (path.length > 1 || !refusedFromProjects.has(key)) strange(path, () => `unknown key, it has no effect${hint()}`)
    if (path.length === 1 && key.includes(".")) return
    if (path.every((name) => !inert.has(String(name)))) entries.push({ key, value, known: false })
  }

  const inside = (group: string, value: unknown, visit: (name: string, key: string, inner: unknown) => void): void => {
    if (!Predicate.isObject(value) || Array.isArray(value)) {
      invalid([group], "expected an object; ignored")
      if (group === "permissions") for (const key of ["deny", "mode", "dangerous"]) strict.add(`permissions.${key}`)
      return
    }
    for (const [name, inner] of Object.entries(value)) if (inner !== null) visit(name, `${group}.${name}`, inner)
  }

  for (const [key, value] of Object.entries(document)) {
    const struct = structOf(key)
    const record = recordOf(key)
    const schema = topLevelOf(key)
    if (schema === undefined) unknown(key, [key], value, [...topLevelKeys, ...knownKeys])
    else if (value === null) continue
    else if (struct !== undefined) {
      inside(key, value, (name, dotted, inner) => {
        const own = Object.hasOwn(struct, name) ? struct[name] : undefined
        if (own === undefined) unknown(dotted, [key, name], inner, Object.keys(struct))
        else leaf(dotted, [key, name], inner, own)
      })
    } else if (record !== undefined) {
      inside(key, value, (name, dotted, inner) => {
        if (!inert.has(name)) leaf(dotted, [key, name], inner, record)
        else invalid([key, name], "not a name that can be used; ignored")
      })
    } else leaf(key, [key], value, schema)
  }
  return { entries, flaws, untold, strict }
}
