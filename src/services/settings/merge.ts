import type { Checked } from "./check.ts"
import { refusedFromProjects } from "./keyTable.ts"
import { judge, narrowed, stricterAnswer, stricterMode } from "./policy.ts"
import type { Settled, SettingsScope, SettingsValues, SourcedRule, Withheld } from "./values.ts"
import { defaults, valuesOf } from "./valuesOf.ts"

/** One file, the flags or the environment, checked. */
export interface Source {
  readonly scope: SettingsScope
  readonly file: string | undefined
  readonly checked: Checked
}

export interface Surroundings {
  readonly trusted: boolean
  readonly approved: (key: string, value: unknown) => boolean
  /** Whether the user's own answer put an allow rule into a file of the project. */
  readonly answered?: (rule: string) => boolean
  readonly tooWide: (directory: string) => boolean
  /** The absolute path that a directory written in a file of this scope means. */
  readonly absolute: (directory: string, scope: SettingsScope) => string
}

export interface Merged {
  readonly values: SettingsValues
  readonly rules: ReadonlyArray<SourcedRule>
  readonly settled: ReadonlyArray<Settled>
  readonly withheld: ReadonlyArray<Withheld>
}

const ofRepository: ReadonlySet<SettingsScope> = new Set(["local", "project", "claude"])
const behaviors = ["deny", "ask", "allow"] as const
const joined: ReadonlySet<string> = new Set(["permissions.additionalDirectories", "sandbox.allowedDomains"])

/** Claude Code's name for a key that has another one here. */
const canonical = (key: string): string => (key === "permissions.defaultMode" ? "permissions.mode" : key)

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/**
 * Merges checked sources, the weakest first: the strongest value wins, lists of permissions are joined, and what a
 * repository may not ask for is withheld. A pure function of its arguments.
 */
export const merge = (sources: ReadonlyArray<Source>, surroundings: Surroundings): Merged => {
  const settled = new Map<string, Settled>(
    Object.entries(defaults).map(([key, value]) => [key, { key, value, scope: "default", file: undefined }])
  )
  const rules: Array<SourcedRule> = []
  const withheld: Array<Withheld> = []
  const current = (key: string): unknown => settled.get(key)?.value

  for (const { checked, file, scope } of sources) {
    const set = (key: string, value: unknown): void => void settled.set(key, { key, value, scope, file })
    const admits = (key: string, value: unknown, item?: string): boolean => {
      if (!ofRepository.has(scope)) return true
      const why = judge(key, value, { ...surroundings, current })
      if (why === "apply") return true
      withheld.push({ file: file ?? "", key, why, ...(item === undefined ? {} : { item }) })
      return false
    }
    const unreadableGuard = checked.strict.has("permissions.deny") || checked.strict.has("permissions.ask")
    const ruled: Array<SourcedRule> = []

    for (const { key: written, known, value } of checked.entries) {
      const key = canonical(written)
      const behavior = behaviors.find((name) => key === `permissions.${name}`)
      if (!known) {
        if (!ofRepository.has(scope)) set(key, value)
        else if (refusedFromProjects.has(key)) admits(key, value)
      } else if (behavior !== undefined) {
        if (behavior === "allow" && unreadableGuard) continue
        for (const item of listOf(value)) {
          const text = String(item)
          if (!admits(key, text, text)) continue
          ruled.push({
            behavior,
            text: behavior === "allow" && ofRepository.has(scope) ? narrowed(text) : text,
            scope,
            file
          })
        }
      } else if (joined.has(key)) {
        const items = listOf(value).map((item) =>
          key === "sandbox.allowedDomains" ? String(item) : surroundings.absolute(String(item), scope)
        )
        const more = items.filter((item) => admits(key, item, item))
        if (more.length > 0) set(key, [...new Set([...more, ...listOf(current(key))])])
      } else if (key === "modelStoragePath") {
        if (admits(key, value)) set(key, surroundings.absolute(String(value), scope))
      } else if (key.startsWith("hooks.")) {
        if (admits(key, value)) set(key, [...listOf(value), ...listOf(current(key))])
      } else if (written !== key && checked.entries.some((entry) => entry.key === key)) continue
      else if (admits(key, value)) set(key, value)
    }
    rules.unshift(...ruled)
    if (unreadableGuard || checked.strict.has("permissions.mode") || checked.strict.has("permissions.defaultMode")) {
      if (stricterMode("default", current("permissions.mode"))) set("permissions.mode", "default")
    }
    if (checked.strict.has("permissions.dangerous") && stricterAnswer("block", current("permissions.dangerous"))) {
      set("permissions.dangerous", "block")
    }
  }
  const all = [...settled.values()].sort((left, right) => (left.key < right.key ? -1 : 1))
  return { values: valuesOf(all), rules, settled: all, withheld }
}
