import { Deferred, Effect, Fiber, Path } from "effect"
import { Agent } from "../agent/Agent.ts"
import { ShellRestarted } from "../frontend/ShellLeft.ts"
import { firstQuestion, keepSetup } from "../frontend/firstRun.ts"
import { settingsNotices } from "../frontend/notices.ts"
import { PromptHistory } from "../frontend/PromptHistory.ts"
import { Models } from "../model/Models.ts"
import { Paths } from "../settings/Paths.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { trustFolder } from "../settings/trustChanges.ts"
import { bindingsFile, loadBindings, problemLine } from "../ui/bindings/load.ts"
import { isThemeName } from "../ui/theme/themes.ts"
import type { DialogAnswer } from "../ui/dialogs/request.ts"
import { Git } from "../workspace/Git.ts"
import { chooseTheme } from "./ownThemes.ts"
import { textPrompt, written } from "./composer.ts"
import type { Ask, Doing } from "./Doing.ts"

/** Milliseconds that the header waits for the name of the branch. */
const branchTime = 60

/** What the beginning of the shell works with, beside the services. */
export interface Beginning extends Pick<Doing, "tell" | "adopt" | "theming" | "state"> {
  readonly ask: Ask
  readonly showSession: (clear: boolean) => Effect.Effect<void, Effect.Error<Agent["Service"]["session"]>>
}

/** Keeps what was answered. It holds from the next start of the graph on: the shell begins anew with it. */
const keep = <E extends { readonly message: string }, R>(
  kept: Effect.Effect<unknown, E, R>,
  { state, tell }: Beginning
) =>
  Effect.matchEffect(kept, {
    onSuccess: () => Effect.suspend(() => Effect.fail(new ShellRestarted({ draft: written(state().composer) }))),
    onFailure: ({ message }) =>
      Effect.as(tell({ _tag: "Noted", events: [{ _tag: "Noted", level: "error", text: message }] }), true)
  })

/** Asks what has to be known before the first prompt: the first run, or trust in this folder; true to go on. */
const firstAsked = Effect.fnUntraced(function* (beginning: Beginning) {
  const flags = yield* RunFlags
  const request = flags.asked === true ? undefined : yield* firstQuestion
  if (request === undefined) return true
  const answered = yield* Deferred.make<DialogAnswer>()
  yield* beginning.ask("first", request, true, (given) => Deferred.succeed(answered, given))
  const answer = yield* Deferred.await(answered)
  if (answer._tag === "Trust") {
    if (answer.answer !== "trust") return answer.answer === "notNow"
    return yield* keep(trustFolder("."), beginning)
  }
  if (answer._tag !== "FirstRun") return true
  if (answer.answer.trust === "leave") return false
  return yield* keep(keepSetup(answer.answer), beginning)
})

/** The conversation that the flags ask for, on the screen; with `--resume` alone the user chooses one. */
const resumed = Effect.fnUntraced(function* ({ showSession, tell }: Beginning) {
  const flags = yield* RunFlags
  const agent = yield* Agent
  if (flags.resume === true && flags.continue !== true) {
    yield* agent.open({ _tag: "New" })
    return yield* tell({ _tag: "SlashWanted", text: "/resume" })
  }
  if (flags.continue === true || flags.resume !== undefined) yield* showSession(false)
})

const branch = Effect.fnUntraced(function* (tell: Beginning["tell"]) {
  const summary = yield* (yield* Git).summary
  yield* tell({ _tag: "Known", known: { branch: /^branch ([^,]+)/.exec(summary ?? "")?.[1] } })
})

const known = Effect.fnUntraced(function* (tell: Beginning["tell"]) {
  const flags = yield* RunFlags
  const models = yield* Models
  const { values } = yield* Settings
  // A conversation that is gone on with has told its own.
  if (flags.continue === true || typeof flags.resume === "string") return
  const model = yield* Effect.option(models.resolve(flags.model ?? values.model))
  if (model._tag === "None") return
  const { contextWindow, name, provider } = model.value
  yield* tell({ _tag: "Known", known: { model: `${provider}/${name}`, contextWindow } })
})

const bindings = Effect.fnUntraced(function* (tell: Beginning["tell"]) {
  const file = (yield* Path.Path).join((yield* Paths).home, bindingsFile)
  const read = yield* loadBindings(file)
  yield* tell({ _tag: "BindingsCame", bindings: read.bindings })
  const events = read.problems.map((problem) => ({
    _tag: "Noted" as const,
    level: "warning" as const,
    text: problemLine(file, problem)
  }))
  if (events.length > 0) yield* tell({ _tag: "Noted", events })
})

/** Keys that came meanwhile are answered before something heavy is loaded. */
const turnOfTheLoop = Effect.repeat(Effect.yieldNow, { times: 8 })

/**
 * What is not needed for the first frame, one thing after the other, so that keys are answered in between. Fails with what
 * keeps the session from being opened.
 */
export const begin = Effect.fn("Interactive.begin")(function* (beginning: Beginning) {
  const { adopt, tell } = beginning
  const flags = yield* RunFlags
  const branchTold = yield* Effect.forkChild(branch(tell))
  yield* bindings(tell)
  if (!isThemeName(beginning.theming.wanted)) yield* chooseTheme(beginning.theming.wanted, beginning)
  const { makeTelling } = yield* Effect.promise(() => import("./telling.ts"))
  const telling = makeTelling()
  adopt(telling)
  yield* turnOfTheLoop
  telling.colour((yield* Effect.promise(() => import("../ui/highlight/codeColours.ts"))).codeColours)
  if (!(yield* firstAsked(beginning))) return yield* tell({ _tag: "Wished", wish: "leave" })
  const notices = settingsNotices(yield* Settings)
  yield* tell({ _tag: "Noted", events: notices.map((text) => ({ _tag: "Noted", level: "warning", text })) })
  // It stands in the header above the first prompt: worth a moment.
  yield* Effect.timeoutOption(Fiber.await(branchTold), branchTime)
  yield* resumed(beginning)
  const { prompt } = flags
  if (prompt !== undefined && prompt.trim() !== "")
    yield* tell(
      prompt.startsWith("/") ? { _tag: "SlashWanted", text: prompt } : { _tag: "Begun", prompt: textPrompt(prompt) }
    )
  yield* tell({ _tag: "HistoryCame", entries: yield* (yield* PromptHistory).entries })
  yield* known(tell)
})
