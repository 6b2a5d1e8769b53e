import type { SlashOutcome } from "../slash/SlashOutcome.ts"
import { offer } from "../ui/composer/completing.ts"
import { searched } from "../ui/composer/walking.ts"
import { withText } from "../ui/composer/prompts.ts"
import { vimMode } from "../ui/vim/modal.ts"
import { withHistory, withModal } from "../ui/composer/state.ts"
import { written } from "./composer.ts"
import { asked, dialogTold, questionGone, wasShown } from "./dialogs.ts"
import type { Message } from "./Message.ts"
import type { State } from "./State.ts"
import { andThen, doing, type Step, stay } from "./step.ts"
import { told } from "./told.ts"
import { typed } from "./typed.ts"
import { begunWork, giveBack, runOwn, startNext, submit, taken } from "./work.ts"

/** How long a notice stands in the status line, in ms. */
export const noticeTime = 3000

/** The run is over: what waits goes on, or, after an interruption, is the user's again. */
const workEnded = (state: State, fault: string | undefined, now: number): Step => {
  const events =
    fault === undefined
      ? state.events
      : [
          ...state.events,
          { _tag: "Stopped" as const },
          { _tag: "Noted" as const, level: "error" as const, text: fault }
        ]
  const free: State = { ...state, work: undefined, events }
  const stopped = state.work?.interrupting === true || fault !== undefined
  return stopped ? stay(giveBack(free)) : startNext(free, now)
}

const slashCame = (state: State, text: string, outcome: SlashOutcome, now: number): Step => {
  switch (outcome._tag) {
    case "Said": {
      const { draw, markdown } = outcome
      const said = { _tag: "CommandSaid" as const, command: text, markdown, ...(draw === undefined ? {} : { draw }) }
      return stay({ ...state, headed: true, events: [...state.events, said] })
    }
    case "Sent":
    case "Ran": {
      const work = { outcome, text }
      if (state.work !== undefined && state.work.slash === undefined)
        return stay({ ...state, later: [...state.later, work] })
      return doing({ ...state, headed: true, work: begunWork(text, now) }, { _tag: "Run", work })
    }
    case "Ui":
      return doing(state, { _tag: "Act", action: outcome.action, says: outcome.says })
    case "Pick":
    case "AskText":
      return stay(state)
  }
}

const wished = (state: State, wish: Extract<Message, { _tag: "Wished" }>["wish"]): Step => {
  switch (wish) {
    case "leave":
      return doing(state, { _tag: "Leave", code: 0 })
    case "edit":
      return doing(state, { _tag: "Edit", text: written(state.composer) })
    case "rewind":
      return doing(state, { _tag: "ShowRewind" })
    case "vim":
      return stay({ ...state, composer: withModal(state.composer, vimMode) })
    case "plain":
      return stay({ ...state, composer: withModal(state.composer, undefined) })
    case "history":
      return stay({ ...state, composer: searched(state.composer) })
  }
}

/** The state after a message, and what is to be done. `now`: when it is handled, in ms since 1970. */
export const update = (state: State, message: Message, now: number): Step => {
  switch (message._tag) {
    case "Typed":
      return typed(state, message.input, message.at)
    case "Resized":
      return stay({ ...state, size: message.size })
    case "Returned":
      return doing({ ...state, size: message.size, unfolded: undefined }, { _tag: "Redraw", clear: false })
    case "HungUp":
      return doing(state, { _tag: "Leave", code: 129 })
    case "Told":
      return told(state, message.events)
    case "WorkEnded":
      return workEnded(state, message.fault, now)
    case "Steered":
      return message.accepted ? stay(state) : startNext(state, now)
    case "TakenBack":
      return stay(message.found ? taken(state, message.id) : state)
    case "Asked":
      return asked(state, message)
    case "QuestionGone":
      return stay(questionGone(state, message.id))
    case "DialogTold":
      return stay(dialogTold(state, message.id, message.news))
    case "Painted":
      return stay(wasShown(state, message.at, message.lastScroll))
    case "Known":
      return stay({ ...state, known: { ...state.known, ...message.known } })
    case "Noted":
      return stay({ ...state, events: [...state.events, ...message.events] })
    case "SlashRuns":
      return state.work === undefined
        ? stay({ ...state, headed: true, work: { ...begunWork(message.text, now), slash: message.id } })
        : stay(state)
    case "SlashEnded":
      return state.work?.slash === message.id ? workEnded(state, undefined, now) : stay(state)
    case "SlashCame":
      return slashCame(state, message.text, message.outcome, now)
    case "Completed":
      return stay({ ...state, composer: offer(state.composer, message.token, message.items) })
    case "Written":
      return stay({ ...state, composer: withText(state.composer, message.text) })
    case "HistoryCame":
      return stay({ ...state, composer: withHistory(state.composer, message.entries) })
    case "ScriptSaid":
      return stay({ ...state, script: message.text })
    case "Begun":
      return submit(state, message.prompt, "next", now)
    case "SessionChanged":
      return stay({ ...state, headed: true, known: { ...state.known, ...message.known } })
    case "Notice":
      return stay({ ...state, notice: { text: message.text, until: now + noticeTime } })
    case "CommandWanted":
      return runOwn(state, message.command, now)
    case "SlashWanted":
      return doing(state, { _tag: "RunSlash", text: message.text })
    case "BindingsCame":
      return stay({ ...state, bindings: message.bindings })
    case "Wished":
      return wished(state, message.wish)
    case "Moved":
      return stay(state.notice !== undefined && state.notice.until <= now ? { ...state, notice: undefined } : state)
  }
}

/** All of them, one after the other. */
export const updateAll = (state: State, messages: ReadonlyArray<Message>, now: number): Step =>
  messages.reduce((step, message) => andThen(step, (next) => update(next, message, now)), stay(state))
