import { Schema } from "effect"
import {
  Address,
  Domain,
  EditSettings,
  HookSettings,
  Line,
  McpServerSettings,
  PermissionSettings,
  ProviderSettings,
  SandboxSettings,
  SecretsSettings,
  SettingsFile
} from "../domain/SettingsFile.ts"

/** A schema of one key: decodes with nothing but the value. */
export type KeySchema = Schema.ConstraintDecoder<unknown>

/** Objects with keys of their own that are known. */
const structs: Readonly<Record<string, Readonly<Record<string, KeySchema>>>> = {
  permissions: PermissionSettings.fields,
  edits: EditSettings.fields,
  sandbox: SandboxSettings.fields,
  secrets: SecretsSettings.fields
}

/** Objects whose keys are names that the user chose. */
const records: Readonly<Record<string, KeySchema>> = {
  env: Schema.String,
  providers: ProviderSettings,
  baseUrls: Address,
  mcpServers: McpServerSettings,
  hooks: HookSettings
}

/** Lists that are checked element by element, so that one bad element does not take the good ones with it. */
const elements: Readonly<Record<string, KeySchema>> = {
  fallbackModels: Line,
  "permissions.allow": Line,
  "permissions.ask": Line,
  "permissions.deny": Line,
  "permissions.additionalDirectories": Line,
  "sandbox.allowedDomains": Domain,
  "sandbox.excludedCommands": Line
}

const own = <A>(table: Readonly<Record<string, A>>, key: string): A | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

export const structOf = (key: string): Readonly<Record<string, KeySchema>> | undefined => own(structs, key)
export const recordOf = (key: string): KeySchema | undefined => own(records, key)
export const elementOf = (key: string): KeySchema | undefined => own(elements, key)

const topLevel: Readonly<Record<string, KeySchema>> = SettingsFile.fields
export const topLevelOf = (key: string): KeySchema | undefined => own(topLevel, key)
export const topLevelKeys: ReadonlyArray<string> = Object.keys(topLevel)

/** Every key that can be named in full: `permissions.mode`, not `env.HOME`. For did-you-mean and completion. */
export const knownKeys: ReadonlyArray<string> = topLevelKeys.flatMap((key) => {
  const struct = structOf(key)
  return struct === undefined ? [key] : [key, ...Object.keys(struct).map((inner) => `${key}.${inner}`)]
})

/** A dotted key as a path: only the first dot divides where names are the user's own (`env.MY.NAME`). */
export const pathOf = (key: string): ReadonlyArray<string> => {
  const dot = key.indexOf(".")
  return dot === -1 ? [key] : [key.slice(0, dot), key.slice(dot + 1)]
}

/** The schema of a dotted key, as deep as settings are merged. Undefined for a key that Coder-X does not know. */
export const schemaOf = (key: string): KeySchema | undefined => {
  const [first = "", second] = pathOf(key)
  if (second === undefined) return topLevelOf(first)
  const struct = structOf(first)
  return struct === undefined ? recordOf(first) : own(struct, second)
}

/**
 * Keys that other tools have and that would loosen or redirect something. They mean nothing to Coder-X; in a project's file
 * they are told as refused, not as a slip of the pen.
 */
export const refusedFromProjects: ReadonlySet<string> = new Set([
  "baseUrl",
  "enableAllProjectMcpServers",
  "enabledMcpjsonServers",
  "telemetry",
  "ignorePatterns",
  "trust",
  "trusted",
  "trustedFolders"
])
