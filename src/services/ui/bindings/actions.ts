import type { BindingContext } from "./contexts.ts"

/** Something that a key can do. Its id is `context:name`: that is the one context where it can be bound. */
export interface Action {
  readonly id: ActionId
  readonly context: BindingContext
  /** Default keys in that context: chords have a space, as in `ctrl+x ctrl+e`. */
  readonly keys: ReadonlyArray<string>
  readonly help: string
}

/** Every action: its default keys and what it does. The order is that of `/keybindings`. */
const table = {
  "composer:submit": ["enter", "send the prompt; behind a backslash: a new line"],
  "composer:newline": ["shift+enter, alt+enter, ctrl+j", "a new line"],
  "composer:left": ["left, ctrl+b", "one character left"],
  "composer:right": ["right, ctrl+f", "one character right"],
  "composer:wordLeft": ["alt+b, ctrl+left, alt+left", "one word left"],
  "composer:wordRight": ["alt+f, ctrl+right, alt+right", "one word right"],
  "composer:lineStart": ["home, ctrl+a", "start of the line"],
  "composer:lineEnd": ["end, ctrl+e", "end of the line"],
  "composer:bufferStart": ["ctrl+home, alt+<", "start of the prompt"],
  "composer:bufferEnd": ["ctrl+end, alt+>", "end of the prompt"],
  "composer:up": ["up, ctrl+p", "one row up; from the first row: the prompt before"],
  "composer:down": ["down, ctrl+n", "one row down; from the last row: the prompt after"],
  "composer:historyPrevious": ["", "the prompt before, from anywhere"],
  "composer:historyNext": ["", "the prompt after, from anywhere"],
  "composer:searchHistory": ["ctrl+r", "search all prompts of the project"],
  "composer:deleteBack": ["backspace, shift+backspace, ctrl+h", "delete the character before"],
  "composer:deleteForward": ["delete", "delete the character under the cursor"],
  "composer:deleteOrExit": ["ctrl+d", "delete the character under the cursor; in an empty prompt: leave"],
  "composer:killBlankWordBack": ["ctrl+w", "cut back to the blank before"],
  "composer:killWordBack": ["alt+backspace, ctrl+backspace", "cut the word before"],
  "composer:killWordForward": ["alt+d, ctrl+delete, alt+delete", "cut the word after"],
  "composer:killToStart": ["ctrl+u, super+backspace", "cut to the start of the line"],
  "composer:killToEnd": ["ctrl+k", "cut to the end of the line"],
  "composer:yank": ["ctrl+y", "put what was cut"],
  "composer:yankPop": ["alt+y", "put what was cut before, instead"],
  "composer:undo": ["ctrl+_, ctrl+/, ctrl+shift+-, ctrl+x ctrl+u", "undo"],
  "composer:redo": ["alt+_, ctrl+shift+z, ctrl+x ctrl+r", "redo"],
  "composer:complete": ["tab", "complete the word"],
  "composer:unfoldPaste": ["ctrl+x ctrl+p", "show the text of a folded paste at the cursor"],
  "composer:openEditor": ["ctrl+g, ctrl+x ctrl+e", "write the prompt in $EDITOR"],
  "composer:clear": ["ctrl+c", "clear the prompt; in an empty one: twice leaves"],
  "composer:escape": ["escape", "twice: clear the prompt, in an empty one go back in the conversation"],
  "completion:accept": ["tab", "take the completion"],
  "completion:acceptAndSend": ["enter", "take the completion; a whole command is run"],
  "completion:next": ["down, ctrl+n", "the next completion"],
  "completion:previous": ["up, ctrl+p", "the completion before"],
  "completion:close": ["escape", "close the menu"],
  "search:older": ["ctrl+r, up, ctrl+p", "the next older prompt that fits"],
  "search:newer": ["ctrl+s, down, ctrl+n", "the next newer prompt that fits"],
  "search:accept": ["tab, escape, right", "take the prompt to edit it"],
  "search:submit": ["enter", "send the prompt"],
  "search:cancel": ["ctrl+c, ctrl+g", "back to what was written"],
  "search:deleteBack": ["backspace, shift+backspace, ctrl+h", "delete a character of what is searched for"],
  "running:interrupt": ["escape", "interrupt the agent; what is done stays"],
  "running:submitLater": ["alt+enter", "queue the prompt for after"],
  "running:editQueued": ["alt+up", "take the last queued prompt back to edit it"],
  "command:background": ["ctrl+b", "put the running command in the background"],
  "app:exit": ["", "leave"],
  "app:suspend": ["ctrl+z", "suspend; fg comes back"],
  "app:redraw": ["ctrl+l", "draw the screen anew"],
  "app:toggleDetails": ["ctrl+o", "unfold or fold tool calls and thinking"],
  "app:toggleTodos": ["ctrl+t", "show or hide the todos"],
  "app:cycleMode": ["shift+tab", "the next permission mode"],
  "app:rewind": ["ctrl+x ctrl+b", "go back in the conversation"],
  "app:pickModel": ["alt+p", "choose the model"],
  "app:help": ["f1", "show the help"],
  "list:previous": ["up, ctrl+p", "the entry before"],
  "list:next": ["down, ctrl+n", "the next entry"],
  "list:pageUp": ["pageup", "one page up"],
  "list:pageDown": ["pagedown", "one page down"],
  "list:first": ["home", "the first entry"],
  "list:last": ["end", "the last entry"],
  "list:accept": ["enter", "choose the entry"],
  "list:toggle": ["space", "mark the entry, where several can be chosen"],
  "list:cancel": ["escape, ctrl+c", "close the list"],
  "question:previous": ["up, ctrl+p", "the answer before"],
  "question:next": ["down, ctrl+n", "the next answer"],
  "question:accept": ["enter", "give the answer"],
  "question:toggle": ["space", "mark the answer, where several can be given"],
  "question:details": ["ctrl+o", "show the whole of what is asked"],
  "question:cancel": ["escape, ctrl+c", "say no"]
} as const satisfies Readonly<Record<`${BindingContext}:${string}`, readonly [keys: string, help: string]>>

export type ActionId = keyof typeof table

const isContextOf = (id: string): BindingContext => id.slice(0, id.indexOf(":")) as BindingContext

export const actions: ReadonlyArray<Action> = (Object.keys(table) as ReadonlyArray<ActionId>).map((id) => ({
  id,
  context: isContextOf(id),
  keys: table[id][0] === "" ? [] : table[id][0].split(", "),
  help: table[id][1]
}))

const ids: ReadonlySet<string> = new Set(Object.keys(table))
export const isActionId = (id: string): id is ActionId => ids.has(id)
