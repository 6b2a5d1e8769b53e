import { Effect, Layer, Path } from "effect"
import { Host, type HostFacts } from "../../../src/services/host/Host.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import { RunFlags, type RunFlagValues } from "../../../src/services/settings/RunFlags.ts"
import { Settings, type SettingsValues } from "../../../src/services/settings/Settings.ts"
import { Workspace } from "../../../src/services/workspace/Workspace.ts"

const facts: HostFacts = {
  cwd: "/ws",
  home: "/home/u",
  tmp: "/tmp",
  platform: "linux",
  release: "test",
  pid: 1,
  timeZone: "UTC",
  env: {},
  version: "0.0.0",
  dataDir: "/data"
}

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

export interface PretendWorkspace {
  readonly host?: Partial<HostFacts>
  readonly flags?: RunFlagValues
  readonly additionalDirectories?: ReadonlyArray<string>
  readonly rejectBroken?: boolean
}

/** The production `Workspace` over a stated host and settings; the file system is left open. */
export const pretendWorkspace = (options: PretendWorkspace = {}) =>
  Workspace.layer.pipe(
    Layer.provideMerge(
      Layer.succeed(
        Settings,
        Settings.of({
          values: {
            ...values,
            additionalDirectories: options.additionalDirectories ?? [],
            rejectBroken: options.rejectBroken ?? false
          },
          rules: [],
          origin: () => ({ scope: "default", file: undefined }),
          problems: [],
          withheld: [],
          settled: []
        })
      )
    ),
    Layer.provide(Layer.succeed(RunFlags, options.flags ?? {})),
    Layer.provideMerge(Paths.layer),
    Layer.provideMerge(Layer.succeed(Host, Host.of({ ...facts, ...options.host }))),
    Layer.provideMerge(Path.layer)
  )

/** Where a path leads, or the sentence that says why it cannot be used. */
export const lead = (path: string) =>
  Effect.gen(function* () {
    const workspace = yield* Workspace
    return yield* Effect.match(workspace.resolve(path), {
      onSuccess: (target) => target,
      onFailure: (error) => error.message
    })
  })
