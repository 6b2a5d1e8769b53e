import { Effect, type FileSystem, Layer, Path } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { layer as sandbox } from "../../src/layers/sandbox.ts"
import { Host, type HostFacts } from "../../src/services/host/Host.ts"
import { Keys } from "../../src/services/settings/Keys.ts"
import { Paths } from "../../src/services/settings/Paths.ts"
import { Settings, type SettingsValues, type SourcedRule } from "../../src/services/settings/Settings.ts"
import { Shell } from "../../src/services/workspace/Shell.ts"
import { Workspace } from "../../src/services/workspace/Workspace.ts"

const values: SettingsValues = {
  model: undefined,
  fallbackModels: [],
  effort: undefined,
  permissionMode: "default",
  dangerous: undefined,
  additionalDirectories: [],
  providers: [],
  baseUrls: {},
  env: {},
  maxTurns: undefined,
  maxBudgetUsd: undefined,
  offline: false,
  compactAt: 0.8,
  idleTimeoutMs: 1000,
  maxRetries: 0,
  modelStoragePath: undefined,
  cleanupPeriodDays: undefined,
  rejectBroken: false,
  rest: {}
}

export interface WorkWorld {
  readonly cwd: string
  readonly tmp?: string
  readonly home?: string
  readonly env?: HostFacts["env"]
  readonly settingsEnv?: Readonly<Record<string, string>>
  readonly rules?: ReadonlyArray<SourcedRule>
  readonly additionalDirectories?: ReadonlyArray<string>
  /** Names of variables that hold keys. */
  readonly keyNames?: ReadonlyArray<string>
}

/** The production `Workspace` with stated host, settings and keys; file system and processes are left open. */
export const workWorld = (world: WorkWorld) =>
  Workspace.layer.pipe(
    Layer.provideMerge(Paths.layer),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(
          Settings,
          Settings.of({
            values: {
              ...values,
              env: world.settingsEnv ?? {},
              additionalDirectories: world.additionalDirectories ?? []
            },
            rules: world.rules ?? [],
            origin: () => ({ scope: "default", file: undefined }),
            problems: [],
            withheld: [],
            settled: []
          })
        ),
        Layer.succeed(
          Keys,
          Keys.of({
            find: () => Effect.succeed(undefined),
            names: Effect.succeed(world.keyNames ?? [])
          })
        ),
        Layer.succeed(
          Host,
          Host.of({
            cwd: world.cwd,
            home: world.home ?? "/home/nobody",
            tmp: world.tmp ?? "/tmp",
            platform: "linux",
            release: "test",
            pid: 4242,
            timeZone: "UTC",
            env: world.env ?? {},
            version: "0.0.0",
            dataDir: "/data"
          })
        ),
        Path.layer
      )
    )
  )

export type Machine = FileSystem.FileSystem | ChildProcessSpawner.ChildProcessSpawner

/** The production `Shell` in that world. */
export const shellWorld = (machine: Layer.Layer<Machine>, world: WorkWorld) =>
  Shell.layer.pipe(Layer.provideMerge(sandbox), Layer.provideMerge(workWorld(world)), Layer.provideMerge(machine))
