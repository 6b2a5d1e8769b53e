import { Effect, Layer, Redacted } from "effect"
import * as network from "../../src/layers/network.ts"
import * as registry from "../../src/layers/providers/registry.ts"
import { Host } from "../../src/services/host/Host.ts"
import { assumed } from "../../src/services/model/catalogue.ts"
import type { ModelFault } from "../../src/services/model/ModelFault.ts"
import type { ModelInfo, ModelRequest, Provider } from "../../src/services/model/Provider.ts"
import { Providers } from "../../src/services/model/Providers.ts"
import { Keys } from "../../src/services/settings/Keys.ts"
import { RunFlags } from "../../src/services/settings/RunFlags.ts"
import { Settings } from "../../src/services/settings/Settings.ts"
import type { ProviderRow, SettingsValues } from "../../src/services/settings/values.ts"
import { silentNetLog } from "./SilentNetLog.ts"

/** A key that no message, part or request but its own header may ever show. */
export const testKey = "sk-test-0123456789abcdefghij"

export interface ProviderWorld {
  readonly env?: Readonly<Record<string, string>>
  readonly keys?: Readonly<Record<string, string>>
  readonly rows?: ReadonlyArray<ProviderRow>
  readonly baseUrls?: Readonly<Record<string, string>>
  readonly offline?: boolean
}

const settingsOf = (world: ProviderWorld): SettingsValues => ({
  model: undefined,
  fallbackModels: [],
  effort: undefined,
  permissionMode: "default",
  dangerous: undefined,
  additionalDirectories: [],
  providers: world.rows ?? [],
  baseUrls: world.baseUrls ?? {},
  env: {},
  maxTurns: undefined,
  maxBudgetUsd: undefined,
  offline: world.offline ?? false,
  compactAt: 0.8,
  idleTimeoutMs: 300_000,
  maxRetries: 10,
  modelStoragePath: undefined,
  cleanupPeriodDays: undefined,
  rejectBroken: false,
  rest: {}
})

const keysOf = (keys: Readonly<Record<string, string>>) =>
  Keys.of({
    find: (name) => {
      const key = keys[name]
      return Effect.succeed(key === undefined ? undefined : { key: Redacted.make(key), source: name })
    },
    names: Effect.succeed(Object.keys(keys))
  })

/** The real providers over the real network, with stated environment, keys and settings. */
export const providersLayer = (world: ProviderWorld): Layer.Layer<Providers> =>
  registry.layer.pipe(
    Layer.provide(Layer.provide(network.layer, silentNetLog)),
    Layer.provide(
      Layer.mergeAll(
        Layer.succeed(Host, {
          cwd: "/work",
          home: "/home/someone",
          tmp: "/tmp",
          platform: "linux",
          release: "test",
          pid: 1,
          timeZone: "UTC",
          env: world.env ?? {},
          version: "0.0.0",
          dataDir: "/data"
        }),
        Layer.succeed(Keys, keysOf(world.keys ?? { ANTHROPIC_API_KEY: testKey, OPENAI_API_KEY: testKey })),
        Layer.succeed(Settings, {
          values: settingsOf(world),
          rules: [],
          origin: () => ({ scope: "default", file: undefined }),
          problems: [],
          withheld: [],
          settled: []
        }),
        Layer.succeed(RunFlags, {})
      )
    )
  )

/** One provider of such a world. */
export const providerOf = (id: string, world: ProviderWorld): Effect.Effect<Provider, ModelFault> =>
  Effect.provide(
    Effect.flatMap(Providers, (providers) => providers.get(id)),
    providersLayer(world)
  )

/** A request of little, changed as the test needs it. */
export const requestTo = (
  provider: string,
  change: Partial<Omit<ModelRequest, "model">> & { readonly model?: Partial<ModelInfo> } = {}
): ModelRequest => ({
  system: ["You are a test."],
  tools: [],
  messages: [{ role: "user", content: "hello" }],
  ...change,
  model: { ...assumed(provider, "x"), ...change.model }
})
