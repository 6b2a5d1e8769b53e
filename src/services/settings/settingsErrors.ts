import { Runtime, Schema } from "effect"
import { CliError } from "effect/cli"
import { printableLine } from "../domain/printable.ts"

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

/** A value that the schema refuses for a key. */
export class SettingsValueRefused extends Schema.TaggedError<SettingsValueRefused>()("SettingsValueRefused", {
  key: Schema.String,
  reason: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 2
  override get message(): string {
    return `${shown(this.key)} does not take this value: ${this.reason}`
  }
  override get [CliError.userMessage](): string {
    return `${this.message}. Nothing was changed.`
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
