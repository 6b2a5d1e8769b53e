import { Effect, FileSystem, Layer, Path } from "effect"
import { Host, type HostFacts } from "../../../src/services/host/Host.ts"
import { Approvals } from "../../../src/services/settings/Approvals.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import { RunFlags, type RunFlagValues } from "../../../src/services/settings/RunFlags.ts"
import { Settings } from "../../../src/services/settings/Settings.ts"
import { Trust } from "../../../src/services/settings/Trust.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"

export interface World {
  readonly files?: MemoryFileSystem.MemoryOptions["files"]
  readonly fault?: MemoryFileSystem.MemoryOptions["fault"]
  /** Changes what the file system does. */
  readonly wrap?: (fs: FileSystem.FileSystem) => FileSystem.FileSystem
  readonly cwd?: string
  readonly home?: string
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: RunFlagValues
}

export const user = "/home/ann/.coderx/config.json"
export const project = "/w/.coderx/config.json"
export const local = "/w/.coderx/config.local.json"

const host = (world: World): HostFacts => ({
  cwd: world.cwd ?? "/w",
  home: world.home ?? "/home/ann",
  tmp: "/tmp",
  platform: "linux",
  release: "6.1",
  pid: 1,
  timeZone: "UTC",
  env: world.env ?? {},
  version: "0.0.0",
  dataDir: "/data"
})

/** A machine with a project in `/w` (a repository) and a user at home in `/home/ann`. */
export const machine = (world: World = {}) => {
  const files = { "/w/.git": { directory: true as const }, "/home/ann": { directory: true as const }, ...world.files }
  return Layer.mergeAll(
    Layer.sync(FileSystem.FileSystem, () => {
      const fs = MemoryFileSystem.make({ files, ...(world.fault === undefined ? {} : { fault: world.fault }) })
      return world.wrap?.(fs) ?? fs
    }),
    Path.layer,
    Layer.succeed(Host, host(world)),
    Layer.succeed(RunFlags, world.flags ?? {})
  )
}

/** The production loader; the machine is left open. */
export const settingsOver = Settings.layer.pipe(
  Layer.provideMerge(Approvals.layer),
  Layer.provideMerge(Trust.layer),
  Layer.provideMerge(Paths.layer)
)

/** The production loader over that machine. */
export const settings = (world: World = {}) => Layer.provideMerge(settingsOver, machine(world))

/** The settings of a run on that machine. */
export const load = (world: World = {}) => Effect.provide(Settings, settings(world))

/** Its bytes, or undefined. */
export const contentOf = (file: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    return yield* Effect.orElseSucceed(fs.readFileString(file), () => undefined)
  })

export const json = (value: unknown): string => JSON.stringify(value, null, 2)
