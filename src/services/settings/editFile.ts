import { Effect, FileSystem, Path, Runtime, Schema } from "effect"
import { CliError } from "effect/cli"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { makeFolder } from "../host/makeFolder.ts"

/** No editor is named, or the one named did not end well. */
export class EditorFailed extends Schema.TaggedError<EditorFailed>()("EditorFailed", {
  file: Schema.String,
  reason: Schema.String,
  exitCode: Schema.Number
}) {
  override readonly [Runtime.errorExitCode] = this.exitCode
  override get [CliError.userMessage](): string {
    return `${this.reason}. The file is ${printableLine(this.file)}.`
  }
}

/** Opens a file in `$VISUAL` or `$EDITOR` on this terminal, and waits for its end. */
export const editFile = Effect.fn("editFile")(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { env, platform } = yield* Host
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const editor = env["VISUAL"]?.trim() || env["EDITOR"]?.trim()
  if (!editor)
    return yield* new EditorFailed({ file, reason: "No editor is named: set $VISUAL or $EDITOR", exitCode: 2 })
  yield* Effect.ignore(makeFolder(fs, path, path.dirname(file)))
  const options = { stdin: "inherit", stdout: "inherit", stderr: "inherit", extendEnv: true, detached: false } as const
  // An editor may come with arguments (`code --wait`); the file's name is never read by the shell.
  const command =
    platform === "win32"
      ? ChildProcess.make(`${editor} "${file}"`, [], { ...options, shell: true })
      : ChildProcess.make("sh", ["-c", `${editor} "$1"`, "sh", file], options)
  const code = yield* Effect.scoped(Effect.flatMap(spawner.spawn(command), (handle) => handle.exitCode)).pipe(
    Effect.mapError(
      (error) => new EditorFailed({ file, reason: `${editor} did not start: ${error.message}`, exitCode: 1 })
    )
  )
  if (code !== 0) {
    return yield* new EditorFailed({ file, reason: `${printableLine(editor)} ended with code ${code}`, exitCode: 1 })
  }
})
