import { Predicate, Runtime, Schema } from "effect"
import { CliError } from "effect/cli"
import { nearest } from "../domain/nearest.ts"
import { printableJson, printableLine } from "../domain/printable.ts"
import { masked } from "./masked.ts"

const shown = (text: string): string => printableLine(text.length > 60 ? `${text.slice(0, 60)}…` : text)

/** A key that settings do not have. */
export class SettingsKeyUnknown extends Schema.TaggedError<SettingsKeyUnknown>()("SettingsKeyUnknown", {
  key: Schema.String,
  suggestion: Schema.UndefinedOr(Schema.String)
}) {
  override readonly [Runtime.errorExitCode] = 2
  override get message(): string {
    return `There is no setting "${shown(this.key)}"`
  }
  override get [CliError.userMessage](): string {
    if (/(key|token|secret|password)$/i.test(this.key)) {
      return `${this.message}: keys of providers are not kept in settings. Put them into the environment, such as ANTHROPIC_API_KEY.`
    }
    const hint =
      this.suggestion === undefined ? "`coderx config schema` lists them." : `Did you mean ${this.suggestion}?`
    return `${this.message}. ${hint}`
  }
}

/** The words that a refusal offers to choose from: `expected "low" | "high"`. */
const choicesIn = (reason: string): ReadonlyArray<string> =>
  [...reason.matchAll(/"([^"]+)"/g)].map(([, word = ""]) => word)

/** A value that the schema refuses for a key. */
export class SettingsValueRefused extends Schema.TaggedError<SettingsValueRefused>()("SettingsValueRefused", {
  key: Schema.String,
  value: Schema.Unknown,
  reason: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 2
  override get message(): string {
    const told = masked(this.key.slice(this.key.lastIndexOf(".") + 1), this.value)
    const guess = Predicate.isString(this.value) ? nearest(this.value, choicesIn(this.reason)) : undefined
    const hint = guess === undefined ? "" : `; did you mean ${guess}?`
    return `${shown(this.key)} does not take ${shown(printableJson(told))}: ${this.reason}${hint}`
  }
  override get [CliError.userMessage](): string {
    return `${this.message}${this.message.endsWith("?") ? "" : "."} Nothing was changed.`
  }
}

/** A settings file that cannot be read as one, or not be written. It stays as it is. */
export class SettingsFileRefused extends Schema.TaggedError<SettingsFileRefused>()("SettingsFileRefused", {
  file: Schema.String,
  line: Schema.UndefinedOr(Schema.Number),
  reason: Schema.String
}) {
  override get message(): string {
    const line = this.line === undefined ? "" : `:${this.line}`
    return `${printableLine(this.file)}${line} ${this.reason}`
  }
  override get [CliError.userMessage](): string {
    return `${this.message}. The file was left as it is: mend it, or move it away, and try again.`
  }
}
