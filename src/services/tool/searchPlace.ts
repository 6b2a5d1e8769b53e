import { Effect, FileSystem, Path } from "effect"
import { Workspace } from "../workspace/Workspace.ts"
import { ToolFailed } from "./CoderTool.ts"

/** Where a search starts, and what stands before the paths it finds, so that they can be used as they are. */
export interface SearchPlace {
  /** Absolute, links resolved. */
  readonly root: string
  readonly isFile: boolean
  readonly prefix: string
}

/** @param wanted as the model wrote it; the working directory where it wrote none */
export const searchPlace = Effect.fnUntraced(function* (wanted: string | undefined) {
  const workspace = yield* Workspace
  const path = yield* Path.Path
  const target = yield* Effect.mapError(
    workspace.resolve(wanted ?? "."),
    (error) => new ToolFailed({ message: error.message })
  )
  if (target.kind !== "directory" && target.kind !== "file") {
    const what = target.kind === "missing" ? "There is no" : `It is a ${target.kind}, not a`
    return yield* new ToolFailed({ message: `${what} file or folder ${wanted}. Paths start at ${workspace.cwd}.` })
  }
  const fs = yield* FileSystem.FileSystem
  yield* Effect.mapError(
    fs.access(target.real, { readable: true }),
    () => new ToolFailed({ message: `${wanted ?? target.real} cannot be searched: the system denies permission.` })
  )
  const isFile = target.kind === "file"
  const folder = isFile ? path.dirname(target.real) : target.real
  const relative = path.relative(workspace.cwd, folder)
  const shown = relative.startsWith("..") || path.isAbsolute(relative) ? folder : relative
  return { root: target.real, isFile, prefix: shown === "" ? "" : `${shown}/` } satisfies SearchPlace
})

/** Characters of one answer. */
const answerLimit = 30_000

/** As many of the lines as fit. */
export const fitting = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  let size = 0
  const over = lines.findIndex((line) => {
    size += line.length + 1
    return size > answerLimit
  })
  return over === -1 ? lines : lines.slice(0, Math.max(over, 1))
}
