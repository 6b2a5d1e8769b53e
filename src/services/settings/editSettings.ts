import { Effect, Schema } from "effect"
import { CliError } from "effect/cli"
import { printableLine } from "../domain/printable.ts"
import { editFile } from "./editFile.ts"
import { SettingsFiles, type WritableScope } from "./SettingsFiles.ts"

/** What came back from the editor is no settings file, or has something wrong in it. */
export class EditedInvalid extends Schema.TaggedError<EditedInvalid>()("EditedInvalid", {
  problems: Schema.Array(Schema.String)
}) {
  override get [CliError.userMessage](): string {
    return `${this.problems.join("\n")}\nMend it with \`coderx config edit\`.`
  }
}

/** Opens the settings of a scope in the user's editor, then checks them. Succeeds with the file. */
export const editSettings = Effect.fn("editSettings")(function* (scope: WritableScope) {
  const files = yield* SettingsFiles
  const file = yield* files.path(scope)
  yield* editFile(file)
  const found = yield* files.check(scope)
  // That a file is empty is worth a word elsewhere; it is what was wanted here.
  const problems = found.filter(({ fatalForFile, key }) => fatalForFile || key !== undefined)
  if (problems.length === 0) return file
  return yield* new EditedInvalid({
    problems: problems.map(({ key, line, reason }) =>
      printableLine(
        [line === undefined ? file : `${file}:${line}`, ...(key === undefined ? [] : [key]), reason].join(": ")
      )
    )
  })
})
