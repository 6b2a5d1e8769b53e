import type { PermissionMode } from "../domain/PermissionMode.ts"

/** Where a value or rule comes from, strongest first. */
export type SettingsScope = "flag" | "environment" | "local" | "project" | "user" | "claude" | "default"

/** A permission rule as it was written, and where. */
export interface SourcedRule {
  readonly behavior: "allow" | "ask" | "deny"
  readonly text: string
  readonly scope: SettingsScope
  readonly file: string | undefined
}

/** What was wrong with a settings file, in one sentence each; shown on stderr by the run. */
export interface SettingsProblem {
  readonly file: string
  readonly line: number | undefined
  readonly key: string | undefined
  readonly reason: string
  /** A file that could not be read as settings at all: nothing of it applies and `config set` on it fails. */
  readonly fatalForFile: boolean
}

/** What a project's file asked for and did not get. */
export interface Withheld {
  readonly file: string
  readonly key: string
  /** The element of a list, or the name of an entry, where only that was withheld. */
  readonly item?: string
  /**
   * `untrusted`: it would take effect once the folder is trusted. `unapproved`: the folder is trusted, and this item of it
   * got no yes as it is now. `never`: not from a project's file at all.
   */
  readonly why: "untrusted" | "unapproved" | "never"
}

/** A value that is in force, by dotted key, and where it comes from. */
export interface Settled {
  readonly key: string
  readonly value: unknown
  readonly scope: SettingsScope
  readonly file: string | undefined
}

/** One server of an OpenAI-compatible kind, as a row of data. */
export interface ProviderRow {
  readonly id: string
  readonly baseUrl: string
  readonly apiKeyEnv?: string
  readonly title?: string
  readonly contextWindow?: number
}

/** The merged settings of this run, every value decoded. */
export interface SettingsValues {
  readonly model: string | undefined
  readonly fallbackModels: ReadonlyArray<string>
  readonly effort: "low" | "medium" | "high" | undefined
  readonly permissionMode: PermissionMode
  /** `permissions.sandbox`: whether commands are confined by the operating system; `off` where nobody says. */
  readonly sandbox?: "off" | "auto" | "required"
  readonly dangerous: "block" | "ask" | "allow" | undefined
  readonly additionalDirectories: ReadonlyArray<string>
  readonly providers: ReadonlyArray<ProviderRow>
  /** Overrides of the vendors' addresses: never from a project file. */
  readonly baseUrls: Readonly<Record<string, string>>
  /** Variables for the commands that tools run. From a project only once it is trusted. */
  readonly env: Readonly<Record<string, string>>
  /** `edits.rejectBroken`: an edit that breaks a file's syntax is not written. */
  readonly rejectBroken: boolean
  readonly maxTurns: number | undefined
  readonly maxBudgetUsd: number | undefined
  readonly offline: boolean
  /** Share of the window at which the conversation is compacted, 0..1. */
  readonly compactAt: number
  /** Milliseconds without a byte from the model before the call counts as hung. */
  readonly idleTimeoutMs: number
  readonly maxRetries: number
  readonly modelStoragePath: string | undefined
  readonly cleanupPeriodDays: number | undefined
  /** Which secrets are kept from models and session files; `own` where nobody says. */
  readonly firewall?: "off" | "own" | "all"
  /** Everything else that a valid file may hold and later subsystems read (hooks, statusLine, theme …). */
  readonly rest: Readonly<Record<string, unknown>>
}
