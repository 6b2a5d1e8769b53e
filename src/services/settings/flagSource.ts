import type { RunFlagValues } from "./RunFlags.ts"

const given = (entries: ReadonlyArray<readonly [string, unknown]>): Record<string, unknown> =>
  Object.fromEntries(entries.filter(([, value]) => value !== undefined))

/** The flags of a run in the shape of a settings file. */
export const flagDocument = (flags: RunFlagValues): Readonly<Record<string, unknown>> => {
  const permissions = given([
    ["mode", flags.permissionMode],
    ["sandbox", flags.sandbox],
    ["allow", flags.allowedTools],
    ["deny", flags.disallowedTools],
    ["additionalDirectories", flags.addDirs]
  ])
  return given([
    ["model", flags.model],
    ["fallbackModels", flags.fallbackModels],
    ["effort", flags.effort],
    ["permissions", Object.keys(permissions).length === 0 ? undefined : permissions],
    ["maxTurns", flags.maxTurns],
    ["maxBudgetUsd", flags.maxBudgetUsd],
    ["modelStoragePath", flags.modelStoragePath],
    ["offline", flags.offline]
  ])
}
