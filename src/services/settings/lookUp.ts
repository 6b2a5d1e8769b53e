import { Effect, Runtime, Schema } from "effect"
import { CliError } from "effect/cli"
import { masked } from "./masked.ts"
import { effective } from "./report.ts"
import { resolveKey, unknownKey } from "./resolveKey.ts"
import { Settings } from "./Settings.ts"
import { SettingsFiles, type WritableScope } from "./SettingsFiles.ts"
import { pathIn, valueAt } from "./valuePath.ts"

/** A setting that nobody has set and that has no default. */
export class SettingNotSet extends Schema.TaggedError<SettingNotSet>()("SettingNotSet", { key: Schema.String }) {
  override readonly [Runtime.errorExitCode] = 1
  override get [CliError.userMessage](): string {
    return `${this.key} is not set. Set it with \`coderx config set ${this.key} VALUE\`.`
  }
}

/**
 * The value of a dotted key that is in force, or that one file says. Undefined where it is not set; fails for a key that
 * there is not. Secrets are not shown.
 */
export const lookUp = Effect.fn("lookUp")(function* (key: string, scope: WritableScope | undefined) {
  const settings = yield* Settings
  const files = yield* SettingsFiles
  const document = scope === undefined ? effective(settings) : yield* files.read(scope)
  const path = pathIn(document, key === "permissions.defaultMode" && scope === undefined ? "permissions.mode" : key)
  const value = valueAt(document, path)
  if (value === undefined && resolveKey(key) === undefined) return yield* unknownKey(key)
  return masked(path.at(-1) ?? "", value)
})

const strength = ["default", "claude", "user", "project", "local", "environment", "flag"] as const

/** Why a value that was just written does not hold: something stronger says the key too. */
export const overruled = ({ origin }: Settings["Service"], key: string, scope: WritableScope): string | undefined => {
  const { file, scope: winner } = origin(key)
  if (strength.indexOf(winner) <= strength.indexOf(scope)) return undefined
  return `${key} of ${file ?? `the ${winner === "flag" ? "command line" : winner}`} is stronger and stays in force.`
}
