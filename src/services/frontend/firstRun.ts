import { Effect, FileSystem } from "effect"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import { Host } from "../host/Host.ts"
import { Approvals } from "../settings/Approvals.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { SettingsFiles } from "../settings/SettingsFiles.ts"
import { Trust } from "../settings/Trust.ts"
import { itemText, trustFolder } from "../settings/trustChanges.ts"
import type { DialogRequest, SetupAnswer, TrustQuestion } from "../ui/dialogs/request.ts"

/**
 * What the folder's own files ask for and get only after a yes, each once, with what it runs; undefined where nothing waits
 * for one. In a trusted folder: what is new or has changed since it was allowed.
 */
export const trustQuestion: Effect.Effect<TrustQuestion | undefined, never, Approvals | Settings | Trust> = Effect.gen(
  function* () {
    const { folder } = yield* Trust
    const { withheld } = yield* Settings
    const asking = withheld.filter(({ why }) => why !== "never")
    if (asking.length === 0) return undefined
    const items = yield* Effect.orElseSucceed((yield* Approvals).review(folder), () => [])
    const wants = asking.map(({ file, item, key }) => {
      const found = items.find((one) => one.name === key && one.file === file)
      const what = found === undefined ? item : itemText(found)
      const changed = found?.state === "changed" ? " has changed" : ""
      return `${key}${changed}${what === undefined ? "" : `: ${what}`} (${file})`
    })
    return { folder, wants: [...new Set(wants)] }
  }
)

/** Whether nobody has set anything up yet: no settings file of the user's, and no model by flag, variable or file. */
export const isFirstRun = Effect.gen(function* () {
  const flags = yield* RunFlags
  const { origin, values } = yield* Settings
  if (flags.model !== undefined || flags.replayFile !== undefined) return false
  if (values.model !== undefined && origin("model").scope !== "default") return false
  const file = yield* (yield* SettingsFiles).path("user")
  const fs = yield* FileSystem.FileSystem
  return !(yield* Effect.orElseSucceed(fs.exists(file), () => true))
})

/** The first run as a dialog: at most three questions. */
export const firstRunRequest: Effect.Effect<
  Extract<DialogRequest, { readonly _tag: "FirstRun" }>,
  never,
  Approvals | Host | Settings | Trust
> = Effect.gen(function* () {
  const { version } = yield* Host
  const { folder, trusted } = yield* Trust
  const trust = yield* trustQuestion
  const state = trusted ? "is trusted" : "is not trusted, and asks for nothing that would need it"
  return {
    _tag: "FirstRun",
    version,
    ...(trust === undefined ? { note: `This folder (${folder}) ${state}.` } : { trust })
  }
})

/** What the shell asks before its first prompt: the first run, or trust, or nothing. */
export const firstQuestion = Effect.gen(function* () {
  if (yield* isFirstRun) return yield* firstRunRequest
  const question = yield* trustQuestion
  return question === undefined ? undefined : ({ _tag: "Trust", question } as const)
})

/** Writes model and mode to the user's settings, and remembers a yes for the folder. What was not chosen stays as it is. */
export const keepSetup = Effect.fn("keepSetup")(function* (answer: SetupAnswer) {
  const files = yield* SettingsFiles
  if (answer.model !== undefined) yield* files.set("user", "model", answer.model)
  if (answer.mode !== undefined) yield* files.set("user", "permissions.mode", answer.mode satisfies PermissionMode)
  if (answer.trust === "trust") yield* trustFolder(".")
  return yield* files.path("user")
})
