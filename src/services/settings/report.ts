import { Predicate, Schema } from "effect"
import { printableJson, printableLine } from "../domain/printable.ts"
import { SettingsFile } from "../domain/SettingsFile.ts"
import { masked } from "./masked.ts"
import type { Settings } from "./Settings.ts"
import type { Settled, SettingsScope } from "./values.ts"
import { nested } from "./valuesOf.ts"

type Loaded = Settings["Service"]

/** A value in force, or one rule of a list, and where it was said. */
export interface ReportRow {
  readonly key: string
  readonly value: unknown
  readonly scope: SettingsScope
  readonly file: string | undefined
}

const shown = (row: Settled): Settled => ({
  ...row,
  value: masked(row.key.slice(row.key.lastIndexOf(".") + 1), row.value)
})

const behaviors = ["allow", "ask", "deny"] as const

/** The settings in force in the shape of a settings file, rules joined, secrets not shown. */
export const effective = ({ rules, settled }: Loaded): Record<string, unknown> => {
  const lists = behaviors.flatMap((behavior): ReadonlyArray<Settled> => {
    const found = rules.filter((rule) => rule.behavior === behavior)
    const value = [...new Set(found.map(({ text }) => text))]
    return value.length === 0 ? [] : [{ key: `permissions.${behavior}`, value, scope: "default", file: undefined }]
  })
  return nested([...settled.map(shown), ...lists])
}

/** Every value with its origin, one row for each rule. */
export const reportRows = ({ rules, settled }: Loaded): ReadonlyArray<ReportRow> => [
  ...settled.map(shown),
  ...rules.map(({ behavior, file, scope, text }) => ({ key: `permissions.${behavior}`, value: text, scope, file }))
]

/** A value on one line, safe to show: text as it is, the rest as JSON. */
export const valueText = (value: unknown): string =>
  Predicate.isString(value) ? printableLine(value) : printableJson(value)

const places: Readonly<Record<SettingsScope, string>> = {
  flag: "command line",
  environment: "environment",
  local: "local",
  project: "project",
  user: "user",
  claude: "Claude Code",
  default: "default"
}

/** Lines of `key = value`, with `origin` also where each was said. */
export const reportText = (loaded: Loaded, origin: boolean): string => {
  const rows = reportRows(loaded)
  const width = Math.max(...rows.map(({ key }) => key.length))
  return rows
    .map(({ file, key, scope, value }) => {
      const line = `${printableLine(key).padEnd(width)} = ${valueText(value)}`
      const place = file === undefined ? places[scope] : `${places[scope]}: ${printableLine(file)}`
      return origin ? `${line}  (${place})` : line
    })
    .join("\n")
}

/** The same as data: a settings object, or with `origin` a list of rows. */
export const reportJson = (loaded: Loaded, origin: boolean): unknown =>
  origin ? reportRows(loaded).map((row) => ({ ...row, file: row.file ?? null })) : effective(loaded)

/** The JSON Schema (draft 2020-12) of a settings file. */
export const settingsJsonSchema = (): unknown => {
  const { definitions, schema } = Schema.toJsonSchemaDocument(SettingsFile)
  const $schema = "https://json-schema.org/draft/2020-12/schema"
  return { $schema, ...schema, ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }) }
}
