import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { Effect, Layer, Runtime, Schema } from "effect"
import { CliError } from "effect/cli"
import { Host, type HostFacts } from "../services/host/Host.ts"
import { LocalTime } from "../services/host/LocalTime.ts"

/** `--cwd` names no directory. */
export class DirectoryMissing extends Schema.TaggedError<DirectoryMissing>()("DirectoryMissing", {
  directory: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 2
  override get [CliError.userMessage](): string {
    return `--cwd does not take "${this.directory}": expected a directory that exists`
  }
}

const here = path.dirname(fileURLToPath(import.meta.url))

/** Both `src/layers` and `dist/app` lie two below the package, with the data beside them. */
const dataDir = path.join(here, "../data")

const versionOf = (manifest: string): string => {
  const parsed: unknown = JSON.parse(fs.readFileSync(manifest, "utf8"))
  return typeof parsed === "object" && parsed !== null && "version" in parsed ? String(parsed.version) : "unknown"
}

export const version: string = versionOf(path.join(here, "../../package.json"))

const platform = (): HostFacts["platform"] => {
  const name = process.platform
  return name === "linux" || name === "darwin" || name === "win32" ? name : "other"
}

/** The working directory of the process is moved too, so that relative paths mean the same everywhere. */
const enter = (directory: string | undefined): string => {
  if (directory !== undefined) process.chdir(directory)
  return fs.realpathSync(process.cwd())
}

/** The facts of this computer. `directory` is `--cwd`. */
export const host = (directory: string | undefined): Layer.Layer<Host, DirectoryMissing> =>
  Layer.effect(
    Host,
    Effect.try({
      try: () =>
        Host.of({
          cwd: enter(directory),
          home: os.homedir(),
          tmp: os.tmpdir(),
          platform: platform(),
          release: os.release(),
          pid: process.pid,
          runtime: process.versions.node,
          // Told when it is asked for: loading the time zone data takes ten milliseconds.
          get timeZone() {
            return Intl.DateTimeFormat().resolvedOptions().timeZone
          },
          env: process.env,
          version,
          dataDir
        }),
      catch: () => new DirectoryMissing({ directory: directory ?? "." })
    })
  )

export const localTime: Layer.Layer<never> = Layer.succeed(LocalTime, {
  offsetMinutes: (epochMillis) => -new Date(epochMillis).getTimezoneOffset()
})
