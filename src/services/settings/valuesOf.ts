import { Schema } from "effect"
import { SettingsFile } from "../domain/SettingsFile.ts"
import { pathOf } from "./keyTable.ts"
import type { Settled, SettingsValues } from "./values.ts"

/** What holds where nobody says anything. */
export const defaults: Readonly<Record<string, unknown>> = {
  "permissions.mode": "default",
  offline: false,
  compactAt: 0.8,
  idleTimeoutMs: 300_000,
  maxRetries: 10
}

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

const decode = Schema.decodeUnknownSync(SettingsFile)

/** Keys with a place of their own in `SettingsValues`. */
const typed: ReadonlySet<string> = new Set([
  "$schema",
  "model",
  "fallbackModels",
  "effort",
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
  "cleanupPeriodDays"
])

/** The typed values of a run. Every settled value has passed its own schema already. */
export const valuesOf = (settled: Iterable<Settled>): SettingsValues => {
  const whole = nested(settled)
  const file = decode(whole)
  return {
    model: file.model,
    fallbackModels: file.fallbackModels ?? [],
    effort: file.effort,
    permissionMode: file.permissions?.mode ?? "default",
    dangerous: file.permissions?.dangerous,
    additionalDirectories: file.permissions?.additionalDirectories ?? [],
    providers: Object.entries(file.providers ?? {}).map(([id, row]) => ({ id, ...row })),
    baseUrls: file.baseUrls ?? {},
    env: file.env ?? {},
    maxTurns: file.maxTurns,
    maxBudgetUsd: file.maxBudgetUsd,
    offline: file.offline ?? false,
    compactAt: file.compactAt ?? 0.8,
    idleTimeoutMs: file.idleTimeoutMs ?? 300_000,
    maxRetries: file.maxRetries ?? 10,
    modelStoragePath: file.modelStoragePath,
    cleanupPeriodDays: file.cleanupPeriodDays,
    rest: Object.fromEntries(Object.entries(whole).filter(([key]) => !typed.has(key)))
  }
}
