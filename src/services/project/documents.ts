import { Predicate } from "effect"
import { parseYaml } from "../settings/parseYaml.ts"
import { plainJson } from "../settings/plainJson.ts"

/** An object of a document that somebody else wrote: nothing is known of its values. */
export type Fields = Readonly<Record<string, unknown>>

/** The value as an object; empty where it is none. */
export const fieldsOf = (value: unknown): Fields =>
  Predicate.isObject(value) && !Array.isArray(value) ? { ...value } : {}

/** The value as text that says something; undefined where it does not. */
export const textOf = (value: unknown): string | undefined =>
  Predicate.isString(value) && value.trim() !== "" ? value.trim() : undefined

export const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** A JSON document, with comments or not. What cannot be read says nothing. */
export const jsonFields = (text: string): Fields => {
  try {
    return fieldsOf(JSON.parse(plainJson(text)))
  } catch {
    return {}
  }
}

/** Longer YAML, in characters, is not read: a hostile one takes its parser seconds. */
const longestYaml = 65_536

/** A YAML document. What cannot be read says nothing. */
export const yamlFields = (text: string): Fields => {
  if (text.trim() === "" || text.length > longestYaml) return {}
  const parsed = parseYaml(text)
  return parsed._tag === "Document" ? parsed.value : {}
}

/** Whether a TOML or INI text has the section, or one below it. Works on broken files too. */
export const hasSection = (text: string, name: string): boolean =>
  text.split("\n").some((line) => {
    const head = line.trim().replace(/^\[+\s*/, "")
    return head !== line.trim() && head.startsWith(name) && /^\s*[.\]:]/.test(head.slice(name.length))
  })

/** The keys of one section of a TOML text, with what follows the `=`. */
export const sectionKeys = (text: string, name: string): ReadonlyMap<string, string> => {
  const keys = new Map<string, string>()
  let inside = false
  for (const line of text.split("\n")) {
    const trimmed = line.trim()
    if (trimmed.startsWith("[")) {
      inside = trimmed.replace(/\s/g, "").startsWith(`[${name}]`)
      continue
    }
    const equals = trimmed.indexOf("=")
    if (inside && equals > 0 && !trimmed.startsWith("#")) {
      keys.set(
        trimmed
          .slice(0, equals)
          .trim()
          .replace(/^["']|["']$/g, ""),
        trimmed.slice(equals + 1).trim()
      )
    }
  }
  return keys
}

/** Names that follow a section's own name: `[tasks.test]` of `tasks` is `test`. */
export const subsections = (text: string, name: string): ReadonlyArray<string> =>
  text.split("\n").flatMap((line) => {
    const head = line.trim()
    if (!head.startsWith(`[${name}.`)) return []
    const end = head.indexOf("]")
    return end < 0 ? [] : [head.slice(name.length + 2, end).replace(/^["']|["']$/g, "")]
  })
