import { Predicate, Schema } from "effect"
import { nearest } from "../domain/nearest.ts"
import { ProviderSettings, McpServerSettings } from "../domain/SettingsFile.ts"
import { refusal } from "./check.ts"
import { checkRule } from "./checkRule.ts"
import { type KeySchema, knownKeys, pathOf, schemaOf } from "./keyTable.ts"
import { SettingsKeyUnknown } from "./settingsErrors.ts"
import { nest } from "./splice.ts"
import { valueAt } from "./valuePath.ts"

/** A key that can be set: where it stands in a file, and the key of the settings that it is part of. */
export interface ResolvedKey {
  readonly path: ReadonlyArray<string>
  readonly owner: string
  /** Of the value itself. */
  readonly schema: KeySchema
}

/** Objects one level deeper than settings are merged, whose fields can be set one by one. */
const deeper: Readonly<Record<string, Readonly<Record<string, KeySchema>>>> = {
  providers: ProviderSettings.fields,
  mcpServers: McpServerSettings.fields
}

/** Finds what a dotted key means. `defaultMode` and `mode` are one setting. Undefined for a key that there is not. */
export const resolveKey = (key: string): ResolvedKey | undefined => {
  const path = pathOf(key)
  const [group = "", rest = ""] = path
  const dot = rest.lastIndexOf(".")
  const fields = Object.hasOwn(deeper, group) ? deeper[group] : undefined
  const field = rest.slice(dot + 1)
  if (dot > 0 && fields !== undefined && Object.hasOwn(fields, field)) {
    const name = rest.slice(0, dot)
    return { path: [group, name, field], owner: `${group}.${name}`, schema: fields[field] ?? Schema.Unknown }
  }
  const schema = schemaOf(key)
  if (schema === undefined || path.some((part) => part === "" || part === "__proto__")) return undefined
  return { path, owner: key, schema }
}

export const unknownKey = (key: string): SettingsKeyUnknown => {
  const [group = "", rest] = pathOf(key)
  const inGroup =
    rest === undefined
      ? undefined
      : nearest(
          rest,
          knownKeys.filter((known) => known.startsWith(`${group}.`)).map((known) => known.slice(group.length + 1))
        )
  const suggestion = inGroup === undefined ? nearest(key, knownKeys) : `${group}.${inGroup}`
  return new SettingsKeyUnknown({ key, suggestion })
}

/** Why the file would be worse for a value, or undefined. The whole setting that the key is part of must be valid. */
export const refusedBy = (
  { owner, path, schema }: ResolvedKey,
  document: unknown,
  value: unknown
): string | undefined => {
  const own = refusal(schema, value)
  if (own !== undefined) return own
  const ownerPath = path.slice(0, path.length - (owner === path.join(".") ? 0 : 1))
  if (ownerPath.length < path.length) {
    const before = valueAt(document, ownerPath)
    const merged = {
      ...(Predicate.isObject(before) ? before : {}),
      ...Object(nest(path.slice(ownerPath.length), value))
    }
    const whole = schemaOf(owner)
    const reason = whole === undefined ? undefined : refusal(whole, merged)
    if (reason !== undefined) return reason
  }
  if (!/^permissions\.(allow|ask|deny)$/.test(owner) || !Array.isArray(value)) return undefined
  return value.map((rule) => checkRule(String(rule))?.reason()).find((found) => found !== undefined)
}
