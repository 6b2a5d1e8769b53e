import { Effect, FileSystem, Path, Random } from "effect"
import { makeFolder } from "../host/makeFolder.ts"

/**
 * Puts `bytes` in place of the file at once: a reader sees the old file or the new one, also after a crash. A link is
 * followed, so that it stays one. An existing file keeps its mode; a new one gets `mode`, its new directories
 * `directoryMode`. Fails with the file system's own error and leaves nothing behind.
 */
export const writeWhole = Effect.fnUntraced(function* (
  file: string,
  bytes: Uint8Array,
  options: { readonly mode: number; readonly directoryMode: number }
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* makeFolder(fs, path, path.dirname(file), options.directoryMode)
  const target = yield* Effect.orElseSucceed(fs.realPath(file), () => file)
  const mode = yield* Effect.orElseSucceed(
    Effect.map(fs.stat(target), (info) => info.mode & 0o777),
    () => options.mode
  )
  const suffix = yield* Random.nextIntBetween(0, 0xffffffff)
  const temporary = `${target}.${suffix.toString(36)}.tmp`
  const write = Effect.gen(function* () {
    const opened = yield* fs.open(temporary, { flag: "wx", mode: 0o600 })
    yield* opened.writeAll(bytes)
    yield* opened.sync
  })
  yield* Effect.scoped(write).pipe(
    Effect.andThen(fs.chmod(temporary, mode)),
    Effect.andThen(fs.rename(temporary, target)),
    Effect.onError(() => Effect.ignore(fs.remove(temporary, { force: true })))
  )
})
