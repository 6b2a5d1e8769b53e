import { Effect, Runtime, Schema } from "effect"
import { CliError } from "effect/cli"
import type { WritableScope } from "../../services/settings/SettingsFiles.ts"
import { toggle } from "./shared.ts"

/** Two of --user, --project and --local. Exit code 2. */
export class ScopesConflict extends Schema.TaggedError<ScopesConflict>()("ScopesConflict", {}) {
  override readonly [Runtime.errorExitCode] = 2
  override get [CliError.userMessage](): string {
    return "--user, --project and --local exclude each other: give one of them, or none for --user."
  }
}

/** Which settings file a command is about. */
export const scopeFlags = {
  user: toggle("user", "Your own settings (this is the default)"),
  project: toggle("project", "The project's settings, shared with others"),
  local: toggle("local", "Your own settings for this project")
}

/** The scope that the flags name, if any. */
export const scopeOf = (
  flags: Readonly<Record<WritableScope, boolean>>
): Effect.Effect<WritableScope | undefined, ScopesConflict> => {
  const given = (["user", "project", "local"] as const).filter((scope) => flags[scope])
  return given.length > 1 ? Effect.fail(new ScopesConflict()) : Effect.succeed(given[0])
}
