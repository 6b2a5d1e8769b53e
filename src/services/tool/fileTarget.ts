import { Effect, FileSystem, Path } from "effect"
import { nearest } from "../domain/nearest.ts"
import { printableLine } from "../domain/printable.ts"
import type { FileRefused } from "../workspace/FileRefused.ts"
import type { Target } from "../workspace/target.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { ToolFailed } from "./CoderTool.ts"

/** Where a path that the model wrote leads. */
export const fileTarget = Effect.fnUntraced(function* (path: string) {
  const workspace = yield* Workspace
  return yield* Effect.mapError(workspace.resolve(path), (error) => new ToolFailed({ message: error.message }))
})

export const failed = (error: FileRefused): ToolFailed => new ToolFailed({ message: error.message })

/** A file that is not there, with the name that was probably meant and the place that relative paths start from. */
export const missing = Effect.fnUntraced(function* (target: Target) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { cwd } = yield* Workspace
  const directory = path.dirname(target.real)
  const names = yield* Effect.orElseSucceed(fs.readDirectory(directory), () => undefined)
  const near = names === undefined ? undefined : nearest(path.basename(target.real), names)
  const advice =
    names === undefined
      ? ` There is no directory ${printableLine(directory)} either.`
      : near === undefined
        ? ""
        : ` Did you mean ${printableLine(path.join(directory, near))}?`
  return new ToolFailed({
    message: `${printableLine(target.requested)} does not exist.${advice} Relative paths start at ${printableLine(cwd)}.`
  })
})
