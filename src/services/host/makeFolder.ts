import { Effect, type FileSystem, type Path, type PlatformError } from "effect"

/**
 * Makes a directory with the parents that are missing; one that is there is fine. One by one, because Node's own
 * recursive form never returns where a parent is there but takes nothing, as below `/proc`.
 */
export const makeFolder = (
  fs: FileSystem.FileSystem,
  path: Path.Path,
  directory: string,
  mode?: number
): Effect.Effect<void, PlatformError.PlatformError> => {
  const make = fs.makeDirectory(directory, mode === undefined ? {} : { mode }).pipe(
    Effect.catchIf(
      (error) => error.reason._tag === "AlreadyExists",
      () => Effect.void
    )
  )
  const parent = path.dirname(directory)
  return make.pipe(
    Effect.catchIf(
      (error) => error.reason._tag === "NotFound" && parent !== directory,
      () => Effect.andThen(makeFolder(fs, path, parent, mode), make)
    )
  )
}
