import { Clock, Effect, type Stream } from "effect"
import { CliError } from "effect/cli"
import { Agent } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import { PromptHistory } from "../frontend/PromptHistory.ts"
import { TerminalScreen } from "../frontend/TerminalScreen.ts"
import { uuid } from "../domain/uuid.ts"
import { Models } from "../model/Models.ts"
import { Slash } from "../slash/Slash.ts"
import type { SlashOutcome, UiAction } from "../slash/SlashOutcome.ts"
import { clipboard } from "./clipboard.ts"
import { textPrompt, written } from "./composer.ts"
import type { Ask, Doing } from "./Doing.ts"
import { editFile } from "./editor.ts"
import type { Message } from "./Message.ts"
import { chooseTheme } from "./ownThemes.ts"
import { sentenceOf } from "./sentence.ts"
import type { QueuedWork } from "./State.ts"

/** Slash commands: what is typed is read and run, and what comes of it is shown. */
export const makeSlashing = Effect.fnUntraced(function* (
  doing: Doing & {
    readonly ask: Ask
    readonly follow: <E>(events: Stream.Stream<AgentEvent, E>) => Effect.Effect<unknown>
  }
) {
  const { ask, follow, painting, state, tell, theming } = doing
  const slash = yield* Slash
  const agent = yield* Agent
  const screen = yield* TerminalScreen
  const history = yield* PromptHistory
  const models = yield* Models

  const note = (level: "info" | "warning" | "error", text: string) =>
    tell({ _tag: "Noted", events: [{ _tag: "Noted", level, text }] })

  const wish = (wanted: Extract<Message, { _tag: "Wished" }>["wish"]) => tell({ _tag: "Wished", wish: wanted })

  /** Outcomes that ask something lead to others; in the end one is shown. */
  const show = (text: string, outcome: SlashOutcome): Effect.Effect<unknown> => {
    if (outcome._tag === "Pick") {
      const { items, pick, title } = outcome
      const current = items.find((item) => item.current === true)?.value
      return asking(text, { _tag: "Pick", title, items, ...(current === undefined ? {} : { current }) }, (answer) =>
        answer._tag === "Picked" ? pick(answer.value) : undefined
      )
    }
    if (outcome._tag === "AskText") {
      const { answer: given, secret, title } = outcome
      return asking(text, { _tag: "AskText", title, secret }, (answer) =>
        answer._tag === "Text" ? given(answer.text) : undefined
      )
    }
    return tell({ _tag: "SlashCame", text, outcome })
  }

  const asking = Effect.fnUntraced(function* (
    text: string,
    request: Parameters<Ask>[1],
    next: (answer: Parameters<Parameters<Ask>[3]>[0]) => Effect.Effect<SlashOutcome, unknown> | undefined
  ) {
    yield* ask(yield* uuid, request, false, (answer) => {
      const more = next(answer)
      return more === undefined ? Effect.void : shown(text, more)
    })
  })

  const shown = <E>(text: string, outcome: Effect.Effect<SlashOutcome, E>): Effect.Effect<unknown> =>
    Effect.matchCauseEffect(outcome, {
      onSuccess: (came) => show(text, came),
      onFailure: (cause) => note("error", sentenceOf(cause))
    })

  const typed = Effect.fnUntraced(function* (text: string) {
    const reading = yield* slash.read(text)
    if (reading._tag === "Prompt") return yield* tell({ _tag: "Begun", prompt: textPrompt(text) })
    if (reading._tag === "Unknown") {
      if (written(state().composer) === "") yield* tell({ _tag: "Written", text })
      return yield* note("error", reading.message)
    }
    return yield* shown(text, reading.command.run(reading.typed, "shell"))
  })

  /** Which model answers next: a session goes on with its own, and a command may have had one for its run alone. */
  const showModel = Effect.gen(function* () {
    const { model } = yield* agent.session
    const found = yield* Effect.option(models.resolve(model))
    if (found._tag === "None") return
    const { contextWindow, name, provider } = found.value
    yield* tell({ _tag: "Known", known: { model: `${provider}/${name}`, contextWindow } })
  })

  /** The conversation that the agent has now, on the screen. */
  const showSession = Effect.fnUntraced(function* (clear: boolean) {
    const session = yield* agent.session
    const { makeTelling } = yield* Effect.promise(() => import("./telling.ts"))
    const now = yield* Clock.currentTimeMillis
    const { columns: width, rows } = state().size
    const fresh = makeTelling()
    const lines = fresh.resume(session.records, { width, rows, theme: theming.theme(), now })
    yield* painting.restart(clear, lines)
    doing.adopt(fresh)
    yield* tell({ _tag: "SessionChanged", known: { sessionId: session.id, contextTokens: undefined } })
    yield* showModel
  })

  const rewind = Effect.fnUntraced(function* (recordId: string) {
    const { text } = yield* agent.rewind(recordId)
    yield* showSession(true)
    yield* tell({ _tag: "Written", text })
  })

  const act = Effect.fnUntraced(function* (action: UiAction, says: string | undefined) {
    switch (action._tag) {
      case "Exit":
        yield* wish("leave")
        break
      case "OpenEditor":
        yield* wish("edit")
        break
      case "EditFile":
        yield* editFile(action.file, painting)
        break
      case "SetEditorMode":
        yield* wish(action.mode === "vim" ? "vim" : "plain")
        break
      case "SetTheme":
        yield* chooseTheme(action.name, doing)
        break
      case "SetStatusLine":
        yield* doing.statusScript(action.command)
        break
      case "ShowRewind":
        yield* wish("rewind")
        break
      case "ShowHistory":
        yield* wish("history")
        break
      case "SessionChanged":
        yield* showSession(action.clear)
        break
      case "RunCommand":
        yield* tell({ _tag: "CommandWanted", command: action.command })
        break
      case "Changed": {
        const { _tag, ...known } = action
        yield* tell({ _tag: "Known", known })
        break
      }
      case "Copy":
        yield* screen.write(clipboard(action.text))
        break
    }
    if (says !== undefined) yield* note("info", says)
  })

  return {
    typed,
    act,
    rewind,
    showSession,
    run: ({ outcome }: QueuedWork) => Effect.andThen(follow(slash.events(outcome)), showModel),
    remember: (text: string) => Effect.catch(history.add(text), (error) => note("warning", error[CliError.userMessage]))
  }
})
