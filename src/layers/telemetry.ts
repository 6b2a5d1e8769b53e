import { DateTime, Effect, FileSystem, Layer, Logger, Path, References } from "effect"
import { Host } from "../services/host/Host.ts"
import { Secrets } from "../services/secrets/Secrets.ts"
import { Paths } from "../services/settings/Paths.ts"

/** Without `--debug` nothing is logged: what users must know is told to them as an event or a message. */
const silent: Layer.Layer<never> = Logger.layer([])

/** Every line of the log, without the secrets that may stand in it. */
const line = Effect.gen(function* () {
  const redactor = yield* (yield* Secrets).redactor
  return Logger.map(Logger.formatLogFmt, redactor.text)
})

/** One file for each run, below `logs` of the user's directory, and the same on stderr. */
const told = Logger.layer([
  Effect.map(line, Logger.withConsoleError),
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { logs } = yield* Paths
    const { pid } = yield* Host
    const now = DateTime.formatIso(yield* DateTime.now).replace(/[:.]/g, "-")
    yield* fs.makeDirectory(logs, { recursive: true, mode: 0o700 })
    return yield* Logger.toFile(yield* line, path.join(logs, `${now}-${pid}.log`), { flag: "a", mode: 0o600 })
  })
])

/** The log of a run. A log that cannot be written is no reason not to run. */
export const telemetry = (
  debug: boolean
): Layer.Layer<never, never, FileSystem.FileSystem | Path.Path | Paths | Host | Secrets> =>
  debug
    ? Layer.merge(
        Layer.catch(told, () => Logger.layer([Effect.map(line, Logger.withConsoleError)])),
        Layer.succeed(References.MinimumLogLevel, "Debug")
      )
    : silent
