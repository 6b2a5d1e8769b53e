import { Clock, Effect, Fiber, type FileSystem, type Path, Stream } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { Agent } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { Host } from "../host/Host.ts"
import { uuid } from "../domain/uuid.ts"
import { Permission } from "../permission/Permission.ts"
import { logged } from "../frontend/eventLog.ts"
import { masked } from "../frontend/masked.ts"
import { TerminalScreen } from "../frontend/TerminalScreen.ts"
import type { Paths } from "../settings/Paths.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import type { Settings } from "../settings/Settings.ts"
import type { Slash } from "../slash/Slash.ts"
import type { Tools } from "../tool/Tools.ts"
import type { lookAround } from "../frontend/lookAround.ts"
import { rewindPoints } from "../session/rewind.ts"
import type { DialogAnswer, DialogRequest, DialogWish } from "../ui/dialogs/request.ts"
import type { View } from "../ui/text/Line.ts"
import type { FileIndex } from "../workspace/FileIndex.ts"
import type { Workspace } from "../workspace/Workspace.ts"
import { contentOf } from "./content.ts"
import { completeToken } from "./completions.ts"
import type { Deed } from "./Deed.ts"
import type { Ask, Doing } from "./Doing.ts"
import { editText } from "./editor.ts"
import { notification } from "./notification.ts"
import { runCommand } from "./runCommand.ts"
import { makeSlashing } from "./slashing.ts"
import { sentenceOf } from "./sentence.ts"

interface Open {
  readonly request: DialogRequest
  readonly answered: (answer: DialogAnswer) => Effect.Effect<unknown, unknown>
}

/** Until then a slash command's answer is awaited without a word, in ms: most come at once, and nothing should flicker. */
const slowAfter = 200

/** What deeds are done with. */
type DeedServices =
  | Agent
  | ChildProcessSpawner.ChildProcessSpawner
  | FileSystem.FileSystem
  | Path.Path
  | Paths
  | Host
  | Permission
  | Settings
  | Slash
  | FileIndex
  | TerminalScreen
  | Tools
  | Workspace
  | Effect.Services<typeof lookAround>

/** Does what `update` says. Nothing of it is waited for: what comes of it is told as a message. */
export const makeDeeds = Effect.fnUntraced(function* (doing: Doing) {
  const { painting, state, tell, telling, theming } = doing
  const agent = yield* Agent
  const permission = yield* Permission
  const screen = yield* TerminalScreen
  const services = yield* Effect.context<DeedServices>()
  const flags = yield* RunFlags
  const mask = yield* masked
  const scope = yield* Effect.scope
  const open = new Map<string, Open>()
  let command: Fiber.Fiber<unknown> | undefined
  const slashes = new Set<Fiber.Fiber<unknown>>()

  const ask: Ask = (id, request, byItself, answered) =>
    Effect.suspend(() => {
      open.set(id, { request, answered })
      return Effect.asVoid(tell({ _tag: "Asked", id, request, byItself }))
    })

  const follow = <E>(events: Stream.Stream<AgentEvent, E>) =>
    Stream.runForEachArray(mask(events).pipe(logged(flags.debug === true)), (told) =>
      tell({ _tag: "Told", events: told })
    ).pipe(
      Effect.matchCauseEffect({
        onSuccess: () => tell({ _tag: "WorkEnded" }),
        onFailure: (cause) => tell({ _tag: "WorkEnded", fault: sentenceOf(cause) })
      })
    )

  const slashing = yield* makeSlashing({ ...doing, ask, follow })

  const findOut = Effect.fnUntraced(function* (id: string, wish: DialogWish) {
    const request = open.get(id)?.request
    if (wish._tag === "ShowAll") {
      const shown = state().dialogs.find((one) => one.id === id)?.dialog
      const draw = (view: View) => (shown === undefined ? [] : (telling()?.wholeQuestion(shown, view) ?? []))
      yield* tell({ _tag: "Noted", events: [{ _tag: "CommandSaid", markdown: "", draw }] })
    }
    if (wish._tag === "Preview" && request?._tag === "Permission") {
      const preview = yield* request.question.preview(wish.rules)
      yield* tell({ _tag: "DialogTold", id, news: { _tag: "Preview", rules: wish.rules, preview } })
    }
  })

  const showFound = Effect.fnUntraced(function* (id: string) {
    const { lookAround } = yield* Effect.promise(() => import("../frontend/lookAround.ts"))
    yield* tell({ _tag: "DialogTold", id, news: { _tag: "Found", found: yield* lookAround } })
  })

  const showRewind = Effect.gen(function* () {
    const { records } = yield* agent.session
    const points = rewindPoints(records).map(({ id, text }) => ({ recordId: id, text }))
    yield* ask("rewind", { _tag: "Rewind", points }, false, (answer) =>
      answer._tag === "Rewind" ? slashing.rewind(answer.recordId) : Effect.void
    )
  })

  const redraw = Effect.gen(function* () {
    yield* painting.redraw(telling(), state(), theming.theme(), yield* Clock.currentTimeMillis)
    yield* tell({ _tag: "Moved" })
  })

  /** A command that takes its time is work under way: seen, and ended by Esc. */
  const runSlash = Effect.fnUntraced(function* (text: string) {
    const id = yield* uuid
    const slow = Effect.andThen(Effect.sleep(slowAfter), tell({ _tag: "SlashRuns", id, text }))
    yield* Effect.raceFirst(slashing.typed(text), Effect.andThen(slow, Effect.never)).pipe(
      Effect.onInterrupt(() =>
        tell({ _tag: "Noted", events: [{ _tag: "Noted", level: "warning", text: `Interrupted: ${text}` }] })
      ),
      Effect.ensuring(tell({ _tag: "SlashEnded", id }))
    )
  })

  const interruptOwn = Effect.suspend(() =>
    Fiber.interruptAll([...slashes, ...(command === undefined ? [] : [command])])
  )

  const done = (deed: Deed): Effect.Effect<unknown, unknown, DeedServices> => {
    switch (deed._tag) {
      case "Send":
        return Effect.flatMap(contentOf(deed.prompts), (content) => follow(agent.send({ content, id: deed.id })))
      case "Run":
        return slashing.run(deed.work)
      case "Steer":
        return Effect.gen(function* () {
          const content = yield* contentOf([deed.prompt])
          const accepted = yield* agent.steer({ content, id: deed.id })
          yield* tell({ _tag: "Steered", id: deed.id, accepted })
        })
      case "TakeBack":
        return Effect.gen(function* () {
          const found = yield* agent.withdraw(deed.id)
          yield* tell({ _tag: "TakenBack", id: deed.id, found: found !== undefined })
        })
      case "Interrupt":
        return Effect.andThen(interruptOwn, agent.interrupt)
      case "Background":
        return agent.background()
      case "SetMode":
        return permission.setMode(deed.mode)
      case "RunCommand":
        return runCommand(deed.command, tell, deed.owned)
      case "RunSlash":
        return runSlash(deed.text)
      case "Remember":
        return slashing.remember(deed.text)
      case "Answer": {
        const found = open.get(deed.id)
        open.delete(deed.id)
        return found === undefined ? Effect.void : found.answered(deed.answer)
      }
      case "FindOut":
        return deed.wish._tag === "Find" ? showFound(deed.id) : findOut(deed.id, deed.wish)
      case "Complete":
        return Effect.flatMap(completeToken(deed.token), (items) =>
          tell({ _tag: "Completed", token: deed.token, items })
        )
      case "Edit":
        return Effect.flatMap(editText(deed.text, painting), (text) =>
          text === undefined ? Effect.void : tell({ _tag: "Written", text })
        )
      case "ShowRewind":
        return showRewind
      case "Act":
        return slashing.act(deed.action, deed.says)
      case "Suspend":
        return Effect.andThen(painting.leave, screen.suspend)
      case "Redraw":
        return deed.clear ? redraw : Effect.andThen(painting.forget, tell({ _tag: "Moved" }))
      case "Alternate":
        return screen.alternate(deed.on)
      case "Notify":
        return Effect.flatMap(notification(deed.text), screen.write)
      case "Leave":
        return Effect.void
    }
  }

  /** What changes the screen happens before the next frame; everything else beside it. */
  const atOnce: ReadonlySet<Deed["_tag"]> = new Set(["Suspend", "Redraw", "Alternate", "SetMode"])

  const perform = (deed: Deed): Effect.Effect<void> => {
    const whole: Effect.Effect<unknown> = done(deed).pipe(
      Effect.catchCause((cause) =>
        tell({ _tag: "Noted", events: [{ _tag: "Noted", level: "error", text: sentenceOf(cause) }] })
      ),
      Effect.provideContext(services)
    )
    if (atOnce.has(deed._tag)) return Effect.asVoid(whole)
    return Effect.map(Effect.forkIn(whole, scope), (fiber) => {
      if (deed._tag === "RunCommand" && deed.owned) command = fiber
      if (deed._tag !== "RunSlash") return
      slashes.add(fiber)
      fiber.addObserver(() => slashes.delete(fiber))
    })
  }

  return { ask, perform, showSession: slashing.showSession }
})
export type Deeds = Effect.Success<ReturnType<typeof makeDeeds>>
