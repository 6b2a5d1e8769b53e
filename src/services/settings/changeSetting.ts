import { Effect } from "effect"
import { overruled } from "./lookUp.ts"
import { valueText } from "./report.ts"
import { resolveKey } from "./resolveKey.ts"
import { Settings } from "./Settings.ts"
import { SettingsFiles, type WritableScope } from "./SettingsFiles.ts"
import { valueFromText } from "./valueFromText.ts"

/** Sets a key to what a word of a command line means for it. Says what was done, and notes why it may not hold. */
export const changeSetting = Effect.fn("changeSetting")(function* (scope: WritableScope, key: string, word: string) {
  const schema = resolveKey(key)?.schema
  const value = schema === undefined ? word : valueFromText(key, schema, word)
  const { changed, file } = yield* (yield* SettingsFiles).set(scope, key, value)
  const stronger = overruled(yield* Settings, key, scope)
  return {
    value,
    file,
    changed,
    text: changed ? `${key} = ${valueText(value)} in ${file}` : `${key} was that already in ${file}`,
    notes: stronger === undefined ? [] : [stronger]
  }
})
