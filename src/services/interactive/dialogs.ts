import { resolve } from "../ui/bindings/resolve.ts"
import type { BindingContext } from "../ui/bindings/contexts.ts"
import {
  type Dialog,
  dialogShown,
  firstWish,
  inform,
  isWriting,
  openDialog,
  pressDialog
} from "../ui/dialogs/dialog.ts"
import { type Press, pasted, pressOf } from "../ui/dialogs/press.ts"
import type { DialogAnswer, DialogNews } from "../ui/dialogs/request.ts"
import type { Key } from "../ui/keys/Key.ts"
import type { Message } from "./Message.ts"
import { type OpenDialog, type State, shownDialog } from "./State.ts"
import { doing, type Step, stay } from "./step.ts"

const changedFirst = (state: State, dialog: Dialog): State => {
  const [first, ...rest] = state.dialogs
  return first === undefined || first.dialog === dialog ? state : { ...state, dialogs: [{ ...first, dialog }, ...rest] }
}

/** A question came, by itself or because the user wants it. One after another; the user's own come first. */
export const asked = (state: State, message: Extract<Message, { _tag: "Asked" }>): Step => {
  const { byItself, id, request } = message
  const dialog = openDialog(request, byItself ? { _tag: "Asked", lastKeyAt: state.lastKeyAt } : { _tag: "Opened" })
  const open: OpenDialog = { id, dialog, asked: byItself }
  const dialogs = byItself ? [...state.dialogs, open] : [open, ...state.dialogs]
  const wish = firstWish(dialog)
  return doing(
    { ...state, dialogs, unfolded: undefined },
    ...(wish === undefined ? [] : [{ _tag: "FindOut" as const, id, wish }]),
    ...(state.unfolded === undefined ? [] : [{ _tag: "Alternate" as const, on: false }]),
    ...(byItself && !state.focused ? [{ _tag: "Notify" as const, text: "Coder-X asks you something." }] : [])
  )
}

export const questionGone = (state: State, id: string): State => ({
  ...state,
  dialogs: state.dialogs.filter((open) => open.id !== id)
})

export const dialogTold = (state: State, id: string, news: DialogNews): State => ({
  ...state,
  dialogs: state.dialogs.map((open) => (open.id === id ? { ...open, dialog: inform(open.dialog, news) } : open))
})

/** The dialog stands on the screen: from now on it can be read. */
export const wasShown = (state: State, at: number, lastScroll: number): State => {
  const open = shownDialog(state)
  return open === undefined ? state : changedFirst(state, dialogShown(open.dialog, at, lastScroll))
}

const contextOf = (dialog: Dialog): BindingContext =>
  dialog.body._tag === "Pick" || dialog.body._tag === "Rewind" ? "list" : "question"

/** An answer that ends the run is an interruption: what waits becomes the user's again. */
const stoppedBy = (given: DialogAnswer): boolean =>
  "answer" in given && typeof given.answer === "object" && "interrupt" in given.answer && given.answer.interrupt

const stopping = (state: State): State =>
  state.work === undefined ? state : { ...state, work: { ...state.work, interrupting: true } }

/** What a press does to the dialog on the screen; undefined where it is none of its business. */
const pressShown = (state: State, press: Press, at: number): Step | undefined => {
  const open = shownDialog(state)
  if (open === undefined) return undefined
  const { dialog, outcome } = pressDialog(open.dialog, press, at)
  const next = changedFirst(state, dialog)
  if (outcome === undefined) return stay(next)
  switch (outcome._tag) {
    case "PassedOn":
      return undefined
    case "Wished":
      return doing(next, { _tag: "FindOut", id: open.id, wish: outcome.wish })
    case "Answered":
      return doing(questionGone(stoppedBy(outcome.answer) ? stopping(next) : next, open.id), {
        _tag: "Answer",
        id: open.id,
        answer: outcome.answer
      })
  }
}

/** A key or paste that came too early puts the moment off in which the question can be answered. */
const putOff = (state: State, press: Press, at: number): State => {
  const open = shownDialog(state)
  return open === undefined ? state : changedFirst(state, pressDialog(open.dialog, press, at).dialog)
}

/** Gives a key to the dialog on the screen. `taken` is undefined where the key does what it would do without it. */
export const keyToDialog = (state: State, key: Key, at: number): { readonly taken?: Step; readonly state: State } => {
  const open = shownDialog(state)
  if (open === undefined) return { state }
  const found = resolve(state.bindings, [contextOf(open.dialog)], [], key)
  const action = found._tag === "Action" ? found.action : undefined
  const press = pressOf(key, action, isWriting(open.dialog))
  const taken = pressShown(state, press, at)
  return taken === undefined ? { state: putOff(state, press, at) } : { taken, state }
}

export const pasteToDialog = (
  state: State,
  text: string,
  at: number
): { readonly taken?: Step; readonly state: State } => {
  if (shownDialog(state) === undefined) return { state }
  const taken = pressShown(state, pasted(text), at)
  return taken === undefined ? { state: putOff(state, pasted(text), at) } : { taken, state }
}
