import { Predicate, Schema } from "effect"
import { ProviderSettings } from "../domain/SettingsFile.ts"
import { pathOf } from "./keyTable.ts"
import type { Settled, SettingsValues } from "./values.ts"

/** What holds where nobody says anything. */
export const defaults = {
  "permissions.mode": "default",
  "edits.rejectBroken": false,
  offline: false,
  compactAt: 0.8,
  idleTimeoutMs: 300_000,
  maxRetries: 10,
  "secrets.firewall": "own"
} as const

/** Puts dotted keys back into the shape of a settings file. */
export const nested = (settled: Iterable<Settled>): Record<string, unknown> => {
  const top = new Map<string, unknown>()
  const groups = new Map<string, Map<string, unknown>>()
  for (const { key, value } of settled) {
    const [first = "", second] = pathOf(key)
    if (second === undefined) top.set(first, value)
    else {
      const group = groups.get(first) ?? new Map<string, unknown>()
      groups.set(first, group.set(second, value))
      top.set(first, undefined)
    }
  }
  for (const [name, group] of groups) top.set(name, Object.fromEntries(group))
  return Object.fromEntries(top)
}

/** Keys with a place of their own in `SettingsValues`. */
const typed: ReadonlySet<string> = new Set([
  "$schema",
  "model",
  "fallbackModels",
  "effort",
  "edits",
  "permissions",
  "env",
  "providers",
  "baseUrls",
  "offline",
  "maxTurns",
  "maxBudgetUsd",
  "compactAt",
  "idleTimeoutMs",
  "maxRetries",
  "modelStoragePath",
  "cleanupPeriodDays",
  "secrets"
])

const modes = ["default", "acceptEdits", "plan", "dontAsk", "bypassPermissions"] as const
const answers = ["block", "ask", "allow"] as const
const sandboxes = ["off", "auto", "required"] as const
const firewalls = ["off", "own", "all"] as const
const efforts = ["low", "medium", "high"] as const

const decodeProvider = Schema.decodeUnknownSync(ProviderSettings)

/**
 * The typed values of a run. Every settled value has passed its own schema already, so that here its type is only looked
 * at: to decode it all over again would cost each start more than reading the files does.
 */
export const valuesOf = (settled: Iterable<Settled>): SettingsValues => {
  const values = new Map([...settled].map(({ key, value }) => [key, value]))
  const text = (key: string) => {
    const value = values.get(key)
    return Predicate.isString(value) ? value : undefined
  }
  const number = (key: string) => {
    const value = values.get(key)
    return Predicate.isNumber(value) ? value : undefined
  }
  const oneOf = <A>(key: string, words: ReadonlyArray<A>) => words.find((word) => word === values.get(key))
  const texts = (key: string) => {
    const list = values.get(key)
    return Array.isArray(list) ? list.filter(Predicate.isString) : []
  }
  const whole = nested(settled)
  const entries = (group: string) => Object.entries(Predicate.isObject(whole[group]) ? whole[group] : {})
  const textEntries = (group: string) =>
    Object.fromEntries(entries(group).flatMap(([name, value]) => (Predicate.isString(value) ? [[name, value]] : [])))
  return {
    model: text("model"),
    fallbackModels: texts("fallbackModels"),
    effort: oneOf("effort", efforts),
    permissionMode: oneOf("permissions.mode", modes) ?? defaults["permissions.mode"],
    sandbox:
      oneOf("permissions.sandbox", sandboxes) ??
      (values.get("sandbox.enabled") !== true
        ? "off"
        : values.get("sandbox.allowUnsandboxedCommands") === false
          ? "required"
          : "auto"),
    dangerous: oneOf("permissions.dangerous", answers),
    additionalDirectories: texts("permissions.additionalDirectories"),
    providers: entries("providers").map(([id, row]) => ({ id, ...decodeProvider(row) })),
    baseUrls: textEntries("baseUrls"),
    env: textEntries("env"),
    rejectBroken: values.get("edits.rejectBroken") === true,
    maxTurns: number("maxTurns"),
    maxBudgetUsd: number("maxBudgetUsd"),
    offline: values.get("offline") === true,
    compactAt: number("compactAt") ?? defaults.compactAt,
    idleTimeoutMs: number("idleTimeoutMs") ?? defaults.idleTimeoutMs,
    maxRetries: number("maxRetries") ?? defaults.maxRetries,
    modelStoragePath: text("modelStoragePath"),
    cleanupPeriodDays: number("cleanupPeriodDays"),
    firewall: oneOf("secrets.firewall", firewalls) ?? defaults["secrets.firewall"],
    rest: Object.fromEntries(Object.entries(whole).filter(([key]) => !typed.has(key)))
  }
}
