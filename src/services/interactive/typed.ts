import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { ActionId } from "../ui/bindings/actions.ts"
import type { BindingContext } from "../ui/bindings/contexts.ts"
import { resolve } from "../ui/bindings/resolve.ts"
import { composerWidth } from "../ui/frame/frame.ts"
import type { Key } from "../ui/keys/Key.ts"
import type { TerminalInput } from "../ui/keys/TerminalInput.ts"
import type { Composer, Intent, Pressed, Prompt } from "../ui/composer/Composer.ts"
import { wanted } from "../ui/composer/completing.ts"
import { paste } from "../ui/composer/paste.ts"
import { press } from "../ui/composer/press.ts"
import { written } from "./composer.ts"
import type { Deed } from "./Deed.ts"
import { keyToDialog, pasteToDialog } from "./dialogs.ts"
import { scrolled } from "./unfolded.ts"
import type { State } from "./State.ts"
import { andThen, doing, type Step, stay } from "./step.ts"
import { runOwn, submit, takeLastBack } from "./work.ts"

/** In which a second Ctrl+C or Ctrl+D leaves, in ms. */
const leavingTime = 2000

const contextsOf = (state: State): ReadonlyArray<BindingContext> => [
  ...(state.work === undefined ? [] : (["running"] as const)),
  ...([...(state.work?.calls.values() ?? [])].some((what) => what.startsWith("Bash")) ? (["command"] as const) : [])
]

const modes: ReadonlyArray<PermissionMode> = ["default", "acceptEdits", "plan"]

const nextMode = ({ mayBypass, mode }: State["known"]): PermissionMode => {
  const all: ReadonlyArray<PermissionMode> = mayBypass ? [...modes, "bypassPermissions"] : modes
  return all[(all.indexOf(mode) + 1) % all.length] ?? "default"
}

const interrupt = (state: State): Step =>
  state.work === undefined
    ? stay(state)
    : doing({ ...state, work: { ...state.work, interrupting: true } }, { _tag: "Interrupt" })

/** Leaves at once, or at the second time where something would be lost. */
const leave = (state: State, key: string, atOnce: boolean, at: number): Step => {
  if (atOnce || at < state.leavesUntil) return doing(state, { _tag: "Leave", code: 0 })
  const until = at + leavingTime
  return stay({ ...state, leavesUntil: until, notice: { text: `${key} again leaves`, until } })
}

const act = (state: State, action: ActionId, at: number): Step => {
  switch (action) {
    case "running:interrupt":
      return interrupt(state)
    case "running:editQueued":
      return takeLastBack(state)
    case "command:background":
      return doing(state, { _tag: "Background" })
    case "composer:clear":
      return state.work === undefined || state.work.interrupting ? leave(state, "Ctrl+C", false, at) : interrupt(state)
    case "composer:deleteOrExit":
      return leave(state, "Ctrl+D", state.work === undefined, at)
    case "composer:escape":
    case "app:rewind":
      return doing(state, { _tag: "ShowRewind" })
    case "composer:openEditor":
      return doing(state, { _tag: "Edit", text: written(state.composer) })
    case "app:exit":
      return doing(state, { _tag: "Leave", code: 0 })
    case "app:suspend":
      return doing(state, { _tag: "Suspend" })
    case "app:redraw":
      return doing(state, { _tag: "Redraw", clear: true })
    case "app:toggleDetails":
      return doing({ ...state, unfolded: { up: 0 } }, { _tag: "Alternate", on: true })
    case "app:toggleTodos":
      return state.todos.length === 0
        ? stay({ ...state, showsTodos: false, notice: { text: "There are no todos.", until: at + leavingTime } })
        : stay({ ...state, showsTodos: !state.showsTodos })
    case "app:cycleMode": {
      const mode = nextMode(state.known)
      return doing({ ...state, known: { ...state.known, mode } }, { _tag: "SetMode", mode })
    }
    case "app:pickModel":
      return doing(state, { _tag: "RunSlash", text: "/model" })
    case "app:help":
      return doing(state, { _tag: "RunSlash", text: "/help" })
    default:
      return stay(state)
  }
}

const command = (step: Step, line: string, at: number): Step => andThen(step, (state) => runOwn(state, line, at))

/** What is written goes where it belongs: to the shell, to a command, to the agent. */
const sent = (state: State, prompt: Prompt, when: "next" | "after", at: number): Step => {
  if (prompt.text.trim() === "") return stay(state)
  const remember: Deed = { _tag: "Remember", text: prompt.history }
  if (prompt.command !== undefined)
    return prompt.command === "" ? stay(state) : command(doing(state, remember), prompt.command, at)
  if (/^\/[a-z]/i.test(prompt.text)) return doing(state, remember, { _tag: "RunSlash", text: prompt.text })
  return andThen(doing(state, remember), (next) => submit(next, prompt, when, at))
}

const follow = (state: State, intent: Intent | undefined, at: number): Step => {
  switch (intent?._tag) {
    case undefined:
      return stay(state)
    case "Submit":
      return sent(state, intent.prompt, "next", at)
    case "SubmitLater":
      return sent(state, intent.prompt, "after", at)
    case "EscapeAgain":
      return stay({ ...state, notice: { text: intent.hint, until: at + leavingTime } })
    case "Act":
      return act(state, intent.action, at)
  }
}

/** A menu that waits for what it offers. */
const wants = (before: Composer, after: Composer): ReadonlyArray<Deed> => {
  const token = wanted(after)
  return token === undefined || token === wanted(before) ? [] : [{ _tag: "Complete", token }]
}

const pressed = (state: State, { composer, intent }: Pressed, at: number): Step => {
  const deeds = wants(state.composer, composer)
  return andThen(doing({ ...state, composer }, ...deeds), (next) => follow(next, intent, at))
}

/** Keys that hold whatever is on the screen. */
const always: ReadonlySet<ActionId> = new Set(["app:suspend", "app:redraw"])

const pressedKey = (state: State, key: Key, at: number): Step => {
  if (state.unfolded !== undefined) return scrolled(state, key)
  const everywhere = resolve(state.bindings, ["app"], [], key)
  if (everywhere._tag === "Action" && always.has(everywhere.action)) return act(state, everywhere.action, at)
  const asked = keyToDialog(state, key, at)
  if (asked.taken !== undefined) return asked.taken
  const next = asked.state
  const view = {
    bindings: state.bindings,
    contexts: contextsOf(state),
    width: composerWidth(state.size.columns),
    now: at
  }
  return pressed(next, press(next.composer, key, view), at)
}

/** What came from the terminal. */
export const typed = (state: State, input: TerminalInput, at: number): Step => {
  switch (input._tag) {
    case "Key": {
      const quiet = state.notice === undefined ? state : { ...state, notice: undefined }
      const step = pressedKey(quiet, input.key, at)
      return { ...step, state: { ...step.state, lastKeyAt: at } }
    }
    case "Paste": {
      if (state.unfolded !== undefined) return stay(state)
      const asked = pasteToDialog(state, input.text, at)
      if (asked.taken !== undefined) return asked.taken
      const composer = paste(asked.state.composer, input.text)
      return pressed({ ...asked.state, lastKeyAt: at }, { composer }, at)
    }
    case "Focus":
      return stay({ ...state, focused: input.focused })
    default:
      return stay(state)
  }
}
