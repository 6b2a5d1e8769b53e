import { Effect, FileSystem, Path, Schema } from "effect"
import { CliError } from "effect/cli"
import { printable, printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { readText } from "../settings/readText.ts"
import { writeWhole } from "../settings/writeWhole.ts"
import { Project } from "./Project.ts"
import { commandsOf, skeleton, titleOf } from "./skeleton.ts"

/** AGENTS.md could not be written. */
export class InitFailed extends Schema.TaggedError<InitFailed>()("InitFailed", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return `${printableLine(this.file)} could not be written: ${this.reason}.`
  }
}

/** Writes an AGENTS.md to the working directory from what the project shows of itself. One that is there stays as it is. */
export const initProject = Effect.fn("initProject")(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { cwd } = yield* Host
  const file = path.join(cwd, "AGENTS.md")
  const failed = (reason: string) => new InitFailed({ file, reason })
  const names = yield* Effect.mapError(fs.readDirectory(cwd), (error) => failed(error.message))
  if (names.includes("AGENTS.md")) return { file, created: false, commands: [] }
  const { detection } = yield* (yield* Project).detect()
  const read = (name: string) =>
    names.includes(name)
      ? Effect.map(readText(path.join(cwd, name)), (outcome) => (outcome?._tag === "Text" ? outcome.text : undefined))
      : Effect.succeed(undefined)
  const title = titleOf((yield* read("package.json")) ?? (yield* read("composer.json")))
  const commands = commandsOf(detection)
  const text = printable(skeleton(title, commands, path.basename(cwd)))
  yield* writeWhole(file, new TextEncoder().encode(text), { mode: 0o644, directoryMode: 0o755 }).pipe(
    Effect.mapError((error) => failed(error.message))
  )
  return { file, created: true, commands }
})
