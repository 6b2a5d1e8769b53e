import type { ActionId } from "../bindings/actions.ts"
import type { BindingContext } from "../bindings/contexts.ts"
import { resolve } from "../bindings/resolve.ts"
import type { Key } from "../keys/Key.ts"
import { cleanText } from "./clean.ts"
import { shownMenu } from "./completing.ts"
import type { Composer, Pressed, PressView } from "./Composer.ts"
import { deeds } from "./deeds.ts"
import { typed } from "./editing.ts"
import { kill } from "./killRing.ts"
import type { Modal, ModalStep } from "./modal.ts"
import { changed, moved, told } from "./state.ts"
import { searchAccepted, searchedFor } from "./walking.ts"

/** The doings that count only in a row end with every action that is none of them, and so does a first Esc. */
const perform = (composer: Composer, action: ActionId, view: PressView): Pressed => {
  const ready: Composer = { ...composer, pending: [] }
  const deed = deeds[action]
  const calm = action === "composer:escape" ? ready : { ...ready, escapedAt: undefined }
  if (deed === undefined) return { composer: calm, intent: { _tag: "Act", action } }
  const pressed = deed(calm, view)
  return pressed.composer.buffer.text === composer.buffer.text
    ? pressed
    : { ...pressed, composer: told(pressed.composer) }
}

type Taken = Extract<ModalStep, { _tag: "Taken" }>

/** What a modal editor did: an edit that can be undone, text for the kill ring, an action. */
const take = (composer: Composer, step: Taken, view: PressView): Pressed => {
  const kills = step.killed === undefined ? composer.kills : kill(composer.kills, step.killed)
  const before: Composer = { ...composer, kills, modal: step.modal, pending: [], escapedAt: undefined }
  const after =
    step.buffer.text === composer.buffer.text
      ? moved(before, step.buffer)
      : changed(before, step.buffer, undefined, step.joins === true)
  return step.action === undefined ? { composer: after } : perform(after, step.action, view)
}

/** What the modal editor makes of a key, where there is one and no chord, menu or search has the key. */
const modalStep = ({ buffer, modal, pending }: Composer, key: Key): ModalStep | undefined =>
  modal === undefined || pending.length > 0 ? undefined : modal.press(buffer, key)

const withModal = (composer: Composer, modal: Modal | undefined): Composer =>
  modal === undefined ? composer : { ...composer, modal }

const pressSearch = (composer: Composer, key: Key, view: PressView): Pressed => {
  const found = resolve(view.bindings, ["search", "app"], composer.pending, key)
  if (found._tag === "Action") return perform(composer, found.action, view)
  if (found._tag === "Cancelled") return { composer: { ...composer, pending: [] } }
  const calm: Composer = { ...composer, pending: [] }
  const { text } = key
  if (found._tag === "Unbound" && text !== undefined) {
    return { composer: searchedFor(calm, (query) => query + cleanText(text).replaceAll("\n", " ")) }
  }
  // A key of the composer takes what was found, and does there what it does.
  const elsewhere = resolve(view.bindings, contextsOf(calm, view), composer.pending, key)
  if (elsewhere._tag === "Action" || elsewhere._tag === "Pending") {
    return press({ ...searchAccepted(calm), pending: composer.pending }, key, view)
  }
  return { composer: calm }
}

const contextsOf = (composer: Composer, view: PressView): ReadonlyArray<BindingContext> => [
  ...view.contexts,
  "composer",
  "app",
  ...(shownMenu(composer) === undefined ? [] : (["completion"] as const))
]

/**
 * One key: the composer after it, and what it leads to outside. A key that is bound to nothing and types something is
 * typed. Pure, and total: every key of every state has an answer.
 */
export const press = (composer: Composer, key: Key, view: PressView): Pressed => {
  if (composer.search !== undefined) return pressSearch(composer, key, view)
  const inMenu =
    shownMenu(composer) !== undefined && composer.pending.length === 0
      ? resolve(view.bindings, ["completion"], [], key)
      : undefined
  if (inMenu?._tag === "Action") return perform(composer, inMenu.action, view)
  const step = modalStep(composer, key)
  if (step?._tag === "Taken") return take(composer, step, view)
  const ready = withModal(composer, step?.modal)
  const found = resolve(view.bindings, contextsOf(ready, view), ready.pending, key)
  if (found._tag === "Action") return perform(ready, found.action, view)
  if (found._tag === "Pending") return { composer: { ...ready, pending: found.keys, escapedAt: undefined } }
  const calm: Composer = { ...ready, pending: [] }
  if (found._tag === "Cancelled") return { composer: calm }
  if (key.text === undefined) return { composer: { ...calm, escapedAt: undefined } }
  return { composer: typed({ ...calm, escapedAt: undefined }, key.text) }
}
