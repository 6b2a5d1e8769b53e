import { bufferOf, moveTo } from "./buffer.ts"
import { closed } from "./completing.ts"
import type { Composer, PressView } from "./Composer.ts"
import { beginSearch, found, searchFor, searchStep } from "./historySearch.ts"
import { newer, older, settled } from "./historyWalk.ts"
import { rowStep, textWidth } from "./rows.ts"
import { changed, moved } from "./state.ts"

/** The prompt before (-1) or after (1) in the history; undefined at its ends. A walk is one step of undo. */
const walked = (composer: Composer, by: 1 | -1): Composer | undefined => {
  const step = by < 0 ? older(composer.history, composer.buffer) : newer(composer.history, composer.buffer)
  if (step === undefined) return undefined
  const [history, buffer] = step
  const joins = composer.last._tag === "Walked"
  return closed(changed({ ...composer, history }, buffer, { _tag: "Walked" }, joins))
}

export const historyPrevious = (composer: Composer): Composer => walked(composer, -1) ?? composer
export const historyNext = (composer: Composer): Composer => walked(composer, 1) ?? composer

/** One row up or down as it is drawn; beyond the first and last row through the history, then to the end of the text. */
const vertical = (composer: Composer, { width }: PressView, by: 1 | -1): Composer => {
  const { aim, buffer, folds } = composer
  const step = rowStep(buffer, folds, textWidth(width), by, aim)
  if (step !== undefined) return { ...moved(composer, moveTo(buffer, step.offset)), aim: step.aim }
  return walked(composer, by) ?? moved(composer, moveTo(buffer, by < 0 ? 0 : buffer.text.length))
}

export const up = (composer: Composer, view: PressView): Composer => vertical(composer, view, -1)
export const down = (composer: Composer, view: PressView): Composer => vertical(composer, view, 1)

/** Opens the search of the history. */
export const searched = (composer: Composer): Composer => ({
  ...composer,
  search: beginSearch(composer.history.entries),
  completion: undefined
})

/** Changes what is searched for. */
export const searchedFor = (composer: Composer, change: (query: string) => string): Composer => {
  const { history, search } = composer
  if (search === undefined) return composer
  return { ...composer, search: searchFor(search, history.entries, change(search.query)) }
}

export const searchBy = (composer: Composer, by: number): Composer =>
  composer.search === undefined ? composer : { ...composer, search: searchStep(composer.search, by) }

export const searchCancelled = (composer: Composer): Composer => ({ ...composer, search: undefined })

/** Puts what was found in the place of what was written. Can be undone; where nothing fits, what was written stays. */
export const searchAccepted = (composer: Composer): Composer => {
  const text = composer.search === undefined ? undefined : found(composer.search)
  const over = searchCancelled(composer)
  if (text === undefined) return over
  return closed(changed({ ...over, history: settled(composer.history) }, bufferOf(text)))
}
