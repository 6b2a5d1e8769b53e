import { type Buffer, emptyBuffer } from "./buffer.ts"
import { cleanText } from "./clean.ts"
import { type CompletionMenu, sameToken, tokenAt } from "./completion.ts"
import type { Composer, LastDeed } from "./Composer.ts"
import { keptFolds, noFolds } from "./folds.ts"
import { historyOf, settled } from "./historyWalk.ts"
import type { Modal } from "./modal.ts"
import { emptyUndo, record } from "./undo.ts"

const other: LastDeed = { _tag: "Other" }

/** An empty composer. `history` has the oldest prompt first. */
export const beginComposer = (
  options: { readonly history?: ReadonlyArray<string>; readonly modal?: Modal } = {}
): Composer => ({
  buffer: emptyBuffer,
  undo: emptyUndo,
  kills: [],
  folds: noFolds,
  history: historyOf((options.history ?? []).map(cleanText)),
  search: undefined,
  completion: undefined,
  pending: [],
  modal: options.modal,
  last: other,
  aim: undefined,
  escapedAt: undefined
})

/** The prompts of the project are there: they come before those of this run. */
export const withHistory = (composer: Composer, entries: ReadonlyArray<string>): Composer => ({
  ...composer,
  history: historyOf([...entries.map(cleanText), ...composer.history.entries])
})

/** Switches vim on or off. */
export const withModal = (composer: Composer, modal: Modal | undefined): Composer => ({ ...composer, modal })

/** Whether what is written is a command for the shell. */
export const isShell = (composer: Composer): boolean => composer.buffer.text.startsWith("!")

const closedFor = (menu: CompletionMenu | undefined, kind: string, from: number): boolean =>
  menu?.open === false && menu.token.kind === kind && menu.token.from === from

/** The menu for where the caret is now: another word opens another one; one that was closed stays so for its word. */
export const followed = (composer: Composer): Composer => {
  const { completion: menu } = composer
  const token = tokenAt(composer.buffer)
  if (token === undefined) return menu === undefined ? composer : { ...composer, completion: undefined }
  if (menu !== undefined && sameToken(menu.token, token)) return composer
  const kept = menu !== undefined && menu.token.kind === token.kind && menu.token.from === token.from
  const completion: CompletionMenu = {
    token,
    items: kept ? menu.items : [],
    selected: 0,
    fresh: false,
    open: !closedFor(menu, token.kind, token.from),
    asked: false,
    chosen: false
  }
  return { ...composer, completion }
}

/** The composer after a change of the text that can be undone. */
export const changed = (composer: Composer, buffer: Buffer, last: LastDeed = other, joins = false): Composer => {
  if (buffer.text === composer.buffer.text) return moved(composer, buffer, last)
  return followed({
    ...composer,
    buffer,
    undo: record(composer.undo, composer.buffer, joins),
    last,
    aim: undefined
  })
}

/** The composer after a move of the caret. Where the caret leaves its word, the menu closes. */
export const moved = (composer: Composer, buffer: Buffer, last: LastDeed = other): Composer =>
  followed({ ...composer, buffer, last, aim: undefined })

/** The modal editor is told that the text became another one. */
export const told = (composer: Composer): Composer =>
  composer.modal === undefined ? composer : { ...composer, modal: composer.modal.changed(composer.buffer) }

/**
 * The composer with nothing written, as after a prompt was sent. Undo brings back what was written: also a draft that an
 * older prompt took the place of before it was sent.
 */
export const emptied = (composer: Composer): Composer => {
  const undo = record(composer.undo, composer.buffer, false)
  const held = [...undo.past.map(({ text }) => text), ...composer.kills]
  return told({
    ...composer,
    buffer: emptyBuffer,
    undo,
    folds: keptFolds(composer.folds, held),
    history: settled(composer.history),
    search: undefined,
    completion: undefined,
    pending: [],
    last: other,
    aim: undefined,
    escapedAt: undefined
  })
}
