import { Effect, Layer, Redacted } from "effect"
import { Host } from "../../services/host/Host.ts"
import { Keys } from "../../services/settings/Keys.ts"
import { cleanKey, keyNames } from "../../services/settings/keyNames.ts"
import { Settings } from "../../services/settings/Settings.ts"

/** Keys from the variables of the process. */
export const environment: Layer.Layer<Keys, never, Host | Settings> = Layer.effect(
  Keys,
  Effect.gen(function* () {
    const { env } = yield* Host
    const { values } = yield* Settings
    return Keys.of({
      find: (name) =>
        Effect.sync(() => {
          const key = cleanKey(Object.hasOwn(env, name) ? (env[name] ?? "") : "")
          return key === "" ? undefined : { key: Redacted.make(key, { label: name }), source: name }
        }),
      // The same key under another name is the same key.
      names: Effect.sync(() => {
        const names = keyNames(values.providers)
        const keys = new Set(names.flatMap((name) => (Object.hasOwn(env, name) ? [cleanKey(env[name] ?? "")] : [])))
        keys.delete("")
        const aliases = Object.keys(env).filter((name) => keys.has(cleanKey(env[name] ?? "")))
        return [...new Set([...names, ...aliases])]
      })
    })
  })
)
