import { Effect } from "effect"
import { Models } from "../model/Models.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { Git } from "../workspace/Git.ts"
import { textPrompt } from "./composer.ts"
import type { Message } from "./Message.ts"
import type { Telling } from "./telling.ts"

/** What is not needed for the first frame, one thing after the other so that keys are answered in between. */
export const warmUp = Effect.fnUntraced(function* (
  tell: (message: Message) => Effect.Effect<unknown>,
  loaded: (telling: Telling) => void
) {
  const models = yield* Models
  const git = yield* Git
  const flags = yield* RunFlags
  const { values } = yield* Settings
  if (flags.prompt !== undefined) yield* tell({ _tag: "Begun", prompt: textPrompt(flags.prompt) })
  const { makeTelling } = yield* Effect.promise(() => import("./telling.ts"))
  loaded(makeTelling())
  yield* tell({ _tag: "Moved" })
  const summary = yield* git.summary
  const branch = /^branch ([^,]+)/.exec(summary ?? "")?.[1]
  yield* tell({ _tag: "Known", known: { branch } })
  const model = yield* Effect.option(models.resolve(flags.model ?? values.model))
  if (model._tag === "Some") {
    const { contextWindow, name, provider } = model.value
    yield* tell({ _tag: "Known", known: { model: `${provider}/${name}`, contextWindow } })
  }
})
