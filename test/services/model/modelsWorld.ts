import { Effect, Layer, Redacted, Stream } from "effect"
import { Host, type HostFacts } from "../../../src/services/host/Host.ts"
import type { ModelFault } from "../../../src/services/model/ModelFault.ts"
import { type ModelSignal, Models } from "../../../src/services/model/Models.ts"
import type { ModelInfo, ModelRequest } from "../../../src/services/model/Provider.ts"
import type { Providers } from "../../../src/services/model/Providers.ts"
import { Keys } from "../../../src/services/settings/Keys.ts"
import { RunFlags, type RunFlagValues } from "../../../src/services/settings/RunFlags.ts"
import { Settings, type SettingsValues } from "../../../src/services/settings/Settings.ts"
import { scriptedInfo } from "../../layers/ScriptedModel.ts"

export const settingsValues: SettingsValues = {
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
  idleTimeoutMs: 300_000,
  maxRetries: 8,
  modelStoragePath: undefined,
  cleanupPeriodDays: undefined,
  rejectBroken: false,
  rest: {}
}

export const hostFacts: HostFacts = {
  cwd: "/work",
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

export interface ModelsWorld {
  readonly settings?: Partial<SettingsValues>
  readonly flags?: RunFlagValues
  readonly keys?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

/** `Models` over the given providers, with settings, keys and environment as stated. */
export const modelsOver = (providers: Layer.Layer<Providers>, world: ModelsWorld = {}): Layer.Layer<Models> =>
  Layer.provide(
    Models.layer,
    Layer.mergeAll(
      providers,
      Layer.succeed(Host, Host.of({ ...hostFacts, env: { ...world.env } })),
      Layer.succeed(RunFlags, world.flags ?? {}),
      Layer.succeed(
        Settings,
        Settings.of({
          values: { ...settingsValues, ...world.settings },
          rules: [],
          origin: () => ({ scope: "default", file: undefined }),
          problems: [],
          withheld: [],
          settled: []
        })
      ),
      Layer.succeed(
        Keys,
        Keys.of({
          find: (name) => {
            const key = world.keys?.[name]
            return Effect.succeed(key === undefined ? undefined : { key: Redacted.make(key), source: name })
          },
          names: Effect.succeed(Object.keys(world.keys ?? {}))
        })
      )
    )
  )

export const request = (model: ModelInfo = scriptedInfo, more: Partial<ModelRequest> = {}): ModelRequest => ({
  model,
  system: ["You are a test."],
  tools: [],
  messages: [{ role: "user", content: "hello" }],
  ...more
})

export interface Outcome {
  readonly signals: ReadonlyArray<ModelSignal>
  readonly text: string
  readonly kinds: ReadonlyArray<string>
  readonly notices: ReadonlyArray<string>
  readonly retries: ReadonlyArray<Extract<ModelSignal, { type: "retry-scheduled" }>>
  readonly fault: ModelFault | undefined
}

/** Runs one reply to its end and keeps everything that was told before it ended or failed. */
export const collect = (asked: ModelRequest): Effect.Effect<Outcome, never, Models> =>
  Effect.gen(function* () {
    const models = yield* Models
    const signals: Array<ModelSignal> = []
    const fault = yield* Stream.runForEach(models.stream(asked), (signal) =>
      Effect.sync(() => void signals.push(signal))
    ).pipe(
      Effect.as(undefined),
      Effect.catch((one) => Effect.succeed(one))
    )
    return {
      signals,
      text: signals.map((one) => (one.type === "text-delta" ? one.delta : "")).join(""),
      kinds: signals.map((one) => one.type),
      notices: signals.flatMap((one) => (one.type === "notice" ? [one.message] : [])),
      retries: signals.filter((one) => one.type === "retry-scheduled"),
      fault
    }
  })
