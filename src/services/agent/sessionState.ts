import { Effect, Exit, Fiber } from "effect"
import * as ModelRef from "../domain/ModelRef.ts"
import { Models } from "../model/Models.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { Tools } from "../tool/Tools.ts"
import { Git } from "../workspace/Git.ts"
import { Workspace } from "../workspace/Workspace.ts"
import type { CurrentSession } from "./currentSession.ts"
import { type Opening, promptOf, type WishedPrompt } from "./open.ts"
import type { SessionState } from "./RunState.ts"

/**
 * The state of the current session, with the model resolved and the prompt made. A model that cannot be had is tried again
 * at the next input.
 */
export const makeSessionState = Effect.fnUntraced(function* (current: CurrentSession) {
  const flags = yield* RunFlags
  const settings = yield* Settings
  const models = yield* Models
  const tools = yield* Tools
  const workspace = yield* Workspace
  const git = yield* Git
  const services = yield* Effect.context<Effect.Services<ReturnType<typeof promptOf>>>()
  let wished: WishedPrompt = { custom: flags.systemPrompt, append: flags.appendSystemPrompt }
  let kept: SessionState | undefined
  /** What the user chose while this session is open. */
  let chosen: string | undefined
  /** What was used when another session was left; before that, the flags count more than a session's last model. */
  let before: { readonly model: string | undefined } | undefined

  const wanted = ({ lastModel }: Opening): string | undefined => {
    if (chosen !== undefined) return chosen
    const inOrder = before === undefined ? [flags.model, lastModel] : [lastModel, before.model, flags.model]
    return inOrder.find((model) => model !== undefined) ?? settings.values.model
  }

  const get = Effect.gen(function* () {
    if (kept !== undefined) return { state: kept, notices: [] }
    const session = yield* current.get
    const model = yield* models.resolve(wanted(session))
    const repository = yield* Effect.forkChild(git.summary)
    // Loads the provider's SDK, which takes as long as asking git does.
    yield* models.keySource(model)
    const names = (yield* tools.offered(model)).map((tool) => tool.name)
    const known = repository.pollUnsafe()
    const branch = known !== undefined && Exit.isSuccess(known) ? known.value : undefined
    const { notices, system } = yield* promptOf(session.conversation, model, names, branch, wished).pipe(
      Effect.provideContext(services)
    )
    yield* Fiber.interrupt(repository)
    kept = { conversation: session.conversation, model, system, counted: session.conversation.counted }
    return { state: kept, notices: [...(yield* workspace.rootProblems), ...session.notices, ...notices] }
  })

  return {
    get,
    /** The model that answers next in a session. */
    modelOf: (opening: Opening): string | undefined =>
      kept === undefined ? wanted(opening) : ModelRef.format(kept.model),
    /** What the system prompt is to be, beside what was wished before. */
    wish: (prompt: WishedPrompt): void => {
      wished = { custom: prompt.custom ?? wished.custom, append: prompt.append ?? wished.append }
    },
    /** The conversation became shorter: what was counted holds no longer. */
    recount: (): void => {
      if (kept !== undefined) kept.counted = kept.conversation.counted
    },
    /** Another session is current: its state is made anew. */
    forget: (): void => {
      const used = kept === undefined ? chosen : ModelRef.format(kept.model)
      before = { model: used ?? before?.model }
      kept = undefined
      chosen = undefined
    },
    /** Another model from the next request on. */
    choose: Effect.fnUntraced(function* (reference: string) {
      const model = yield* models.resolve(reference)
      const name = ModelRef.format(model)
      chosen = name
      const { state } = yield* get
      state.model = model
      state.counted = undefined
      yield* state.conversation.append({ _tag: "model", model: name, reason: "chosen" })
    })
  }
})

export type SessionStates = Effect.Success<ReturnType<typeof makeSessionState>>
