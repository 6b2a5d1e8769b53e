import type { ActionId } from "../bindings/actions.ts"
import { lineEnd, lineStart, nextCharacter, previousCharacter, replace, wordLeft, wordRight } from "./buffer.ts"
import { accepted, closed, isWhole, opened, selectedBy, taken } from "./completing.ts"
import type { Composer, Pressed, PressView } from "./Composer.ts"
import * as edit from "./editing.ts"
import { unfoldedPaste } from "./paste.ts"
import { cleared, isBlankPrompt, sent } from "./prompts.ts"
import { changed } from "./state.ts"
import * as walk from "./walking.ts"

/** What an action of the composer does. Actions that are not here are for the program: they become the intent `Act`. */
type Deed = (composer: Composer, view: PressView) => Pressed

const only =
  (change: (composer: Composer, view: PressView) => Composer): Deed =>
  (composer, view) => ({ composer: change(composer, view) })

/** An odd number of backslashes before the caret: the last one is meant for the line feed. */
const continues = ({ caret, text }: Composer["buffer"]): boolean => {
  let count = 0
  while (text[caret - 1 - count] === "\\") count += 1
  return (count & 1) === 1
}

const send = (composer: Composer, tag: "Submit" | "SubmitLater"): Pressed => {
  if (isBlankPrompt(composer)) return { composer }
  const { composer: after, prompt } = sent(composer)
  return { composer: after, intent: { _tag: tag, prompt } }
}

const submit = (composer: Composer): Pressed => {
  const { buffer } = composer
  if (!continues(buffer)) return send(composer, "Submit")
  return { composer: changed(composer, replace(buffer, buffer.caret - 1, buffer.caret, "\n")) }
}

/**
 * Enter in the menu. A command that is whole, or that nothing follows, is sent; a file is only put. What was not asked for
 * is not taken: an argument without a letter of it, where the user did not go to an item.
 */
const acceptAndSend: Deed = (composer) => {
  const menu = composer.completion
  const item = menu?.items[menu.selected]
  if (menu === undefined || item === undefined || !menu.fresh) return submit(composer)
  const meant = menu.chosen || menu.token.query !== ""
  if (isWhole(composer) || (menu.token.kind === "argument" && !meant)) return submit(closed(composer))
  const runs = menu.token.kind === "command" || menu.token.kind === "argument"
  const after = accepted(composer)
  return runs && meant && item.continues !== true ? send(after, "Submit") : { composer: after }
}

/** Milliseconds: as long as the hint is shown. */
const escapeAgainWithin = 2000

const escape: Deed = (composer, { now }) => {
  const { completion, escapedAt } = composer
  if (completion?.open === true && completion.asked) return { composer: closed(composer) }
  const blank = composer.buffer.text === ""
  const again = escapedAt !== undefined && now - escapedAt <= escapeAgainWithin
  if (again && blank)
    return { composer: { ...composer, escapedAt: undefined }, intent: { _tag: "Act", action: "app:rewind" } }
  if (again) return { composer: { ...cleared(composer), escapedAt: undefined } }
  const hint = blank ? "Esc again goes back in the conversation" : "Esc again clears the prompt"
  return { composer: { ...closed(composer), escapedAt: now }, intent: { _tag: "EscapeAgain", hint } }
}

/** Does it where something is written; in an empty composer it is for the program. */
const orAct =
  (action: ActionId, change: (composer: Composer) => Composer): Deed =>
  (composer) =>
    composer.buffer.text === "" ? { composer, intent: { _tag: "Act", action } } : { composer: change(composer) }

export const deeds: { readonly [Id in ActionId]?: Deed } = {
  "composer:submit": submit,
  "composer:newline": only(edit.newline),
  "composer:left": only(edit.motion(previousCharacter)),
  "composer:right": only(edit.motion(nextCharacter)),
  "composer:wordLeft": only(edit.motion(wordLeft)),
  "composer:wordRight": only(edit.motion(wordRight)),
  "composer:lineStart": only(edit.motion(lineStart)),
  "composer:lineEnd": only(edit.motion(lineEnd)),
  "composer:bufferStart": only(edit.motion(() => 0)),
  "composer:bufferEnd": only(edit.motion((text) => text.length)),
  "composer:up": only(walk.up),
  "composer:down": only(walk.down),
  "composer:historyPrevious": only(walk.historyPrevious),
  "composer:historyNext": only(walk.historyNext),
  "composer:searchHistory": only(walk.searched),
  "composer:deleteBack": only(edit.deleteBack),
  "composer:deleteForward": only(edit.deleteForward),
  "composer:deleteOrExit": orAct("composer:deleteOrExit", edit.deleteForward),
  "composer:killBlankWordBack": only(edit.cutBlankWordBack),
  "composer:killWordBack": only(edit.cutWordBack),
  "composer:killWordForward": only(edit.cutWordForward),
  "composer:killToStart": only(edit.cutToStart),
  "composer:killToEnd": only(edit.cutToEnd),
  "composer:yank": only(edit.yank),
  "composer:yankPop": only(edit.yankPop),
  "composer:undo": only(edit.undone),
  "composer:redo": only(edit.redone),
  "composer:complete": only(opened),
  "composer:unfoldPaste": only((composer) => unfoldedPaste(composer) ?? composer),
  "composer:clear": orAct("composer:clear", cleared),
  "composer:escape": escape,
  "completion:accept": only(taken),
  "completion:acceptAndSend": acceptAndSend,
  "completion:next": only((composer) => selectedBy(composer, 1)),
  "completion:previous": only((composer) => selectedBy(composer, -1)),
  "completion:close": only(closed),
  "search:older": only((composer) => walk.searchBy(composer, 1)),
  "search:newer": only((composer) => walk.searchBy(composer, -1)),
  "search:accept": only(walk.searchAccepted),
  "search:submit": (composer) => send(walk.searchAccepted(composer), "Submit"),
  "search:cancel": only(walk.searchCancelled),
  "search:deleteBack": only((composer) =>
    walk.searchedFor(composer, (query) => query.slice(0, previousCharacter(query, query.length)))
  ),
  "running:submitLater": (composer) => send(composer, "SubmitLater")
}
