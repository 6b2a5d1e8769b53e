import { replace } from "./buffer.ts"
import {
  completed,
  type CompletionItem,
  type CompletionMenu,
  type CompletionToken,
  sameToken,
  tokenAt,
  wordToken
} from "./completion.ts"
import type { Composer } from "./Composer.ts"
import { changed } from "./state.ts"

/** The menu that is shown: open, with items. */
export const shownMenu = ({ completion, search }: Composer): CompletionMenu | undefined =>
  search === undefined && completion?.open === true && completion.items.length > 0 ? completion : undefined

/** The word that items are wanted for; undefined where none are, or they are there. Answer with `offer`. */
export const wanted = ({ completion, search }: Composer): CompletionToken | undefined =>
  search === undefined && completion?.open === true && !completion.fresh ? completion.token : undefined

/** Items for a word. They count only while that word is still the one at the caret. */
export const offer = (composer: Composer, token: CompletionToken, items: ReadonlyArray<CompletionItem>): Composer => {
  const { completion: menu } = composer
  if (menu === undefined || !sameToken(menu.token, token)) return composer
  const offered: Composer = { ...composer, completion: { ...menu, items, selected: 0, chosen: false, fresh: true } }
  return menu.asked && menu.open && items.length === 1 ? accepted(offered) : offered
}

/** Opens the menu for the word at the caret, as Tab does. */
export const opened = (composer: Composer): Composer => {
  const { completion: menu } = composer
  const token = tokenAt(composer.buffer) ?? wordToken(composer.buffer)
  if (token === undefined) return composer
  if (menu?.fresh === true && sameToken(menu.token, token)) {
    const reopened: Composer = { ...composer, completion: { ...menu, open: true } }
    return menu.items.length === 1 ? accepted(reopened) : reopened
  }
  const completion = { token, items: [], selected: 0, fresh: false, open: true, asked: true, chosen: false }
  return { ...composer, completion }
}

/** Takes the selected item, as Tab does. Items of another word are not taken: the new ones are waited for. */
export const taken = (composer: Composer): Composer => {
  const { completion: menu } = composer
  if (menu === undefined || menu.fresh) return accepted(composer)
  return { ...composer, completion: { ...menu, asked: true } }
}

/** Puts the selected item in the place of its word. */
export const accepted = (composer: Composer): Composer => {
  const { buffer, completion: menu } = composer
  const item = menu?.items[menu.selected]
  if (menu === undefined || item === undefined) return composer
  const { token } = menu
  const text = completed(token, item, buffer.text.slice(token.to, token.to + 1))
  const after = changed({ ...composer, completion: undefined }, replace(buffer, token.from, token.to, text))
  return token.kind === "path" && item.continues === true ? opened(after) : after
}

/** Whether the word at the caret is already what the selected item would make of it. */
export const isWhole = ({ buffer, completion: menu }: Composer): boolean => {
  const item = menu?.items[menu.selected]
  if (menu === undefined || item === undefined) return false
  return buffer.text.slice(menu.token.from, menu.token.to) === completed(menu.token, item, " ")
}

/** `by` items further, around the ends. */
export const selectedBy = (composer: Composer, by: number): Composer => {
  const { completion: menu } = composer
  if (menu === undefined || menu.items.length === 0) return composer
  const selected = (menu.selected + by + menu.items.length) % menu.items.length
  return { ...composer, completion: { ...menu, selected, chosen: true } }
}

/** Closes the menu until another word is begun. */
export const closed = (composer: Composer): Composer =>
  composer.completion === undefined ? composer : { ...composer, completion: { ...composer.completion, open: false } }
