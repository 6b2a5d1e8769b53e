import { DateTime, Effect, FileSystem, Layer, Logger, Path, References } from "effect"
import { Host } from "../services/host/Host.ts"
import { Paths } from "../services/settings/Paths.ts"
import { makeFolder } from "../services/host/makeFolder.ts"

/** Without `--debug` nothing is logged: what users must know is told to them as an event or a message. */
const silent: Layer.Layer<never> = Logger.layer([])

/** One file for each run, below `logs` of the user's directory, and the same on stderr. */
const told = Logger.layer([
  Logger.withConsoleError(Logger.formatLogFmt),
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { logs } = yield* Paths
    const { pid } = yield* Host
    const now = DateTime.formatIso(yield* DateTime.now).replace(/[:.]/g, "-")
    yield* makeFolder(fs, path, logs, 0o700)
    return yield* Logger.toFile(Logger.formatLogFmt, path.join(logs, `${now}-${pid}.log`), { flag: "a", mode: 0o600 })
  })
])

/** The log of a run. A log that cannot be written is no reason not to run. */
export const telemetry = (
  debug: boolean
): Layer.Layer<never, never, FileSystem.FileSystem | Path.Path | Paths | Host> =>
  debug
    ? Layer.merge(
        Layer.catch(told, () => Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)])),
        Layer.succeed(References.MinimumLogLevel, "Debug")
      )
    : silent
