import { Effect, FileSystem, Path, Schema } from "effect"
import { CliError } from "effect/cli"
import { printable, printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { readText } from "../settings/readText.ts"
import { writeWhole } from "../settings/writeWhole.ts"
import { detect, readForDetection, skeleton } from "./detect.ts"

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
  const pairs = yield* Effect.forEach(names, (name) => {
    if (!readForDetection.includes(name)) return Effect.succeed([name, ""] as const)
    return Effect.map(
      readText(path.join(cwd, name)),
      (outcome) => [name, outcome?._tag === "Text" ? outcome.text : ""] as const
    )
  })
  const detected = detect(new Map(pairs))
  const text = printable(skeleton(detected, path.basename(cwd)))
  yield* writeWhole(file, new TextEncoder().encode(text), { mode: 0o644, directoryMode: 0o755 }).pipe(
    Effect.mapError((error) => failed(error.message))
  )
  return { file, created: true, commands: detected.commands }
})
