import type { ActionId } from "../bindings/actions.ts"
import type { Key } from "../keys/Key.ts"

/**
 * A key as the dialogs know it: what it means, not how a terminal sends it. `pressOf` makes it of a decoded key and the
 * action that is bound to it.
 */
export type Press =
  /** Something that prints: one character, or several that a terminal sent as one. */
  | { readonly _tag: "Typed"; readonly text: string }
  /** Text that was pasted. It goes into a text field or nowhere: it never chooses. */
  | { readonly _tag: "Pasted"; readonly text: string }
  | { readonly _tag: "Pressed"; readonly name: PressName }

export type PressName =
  | "up"
  | "down"
  | "left"
  | "right"
  | "pageUp"
  | "pageDown"
  | "home"
  | "end"
  | "enter"
  | "escape"
  | "tab"
  | "backTab"
  | "backspace"
  | "delete"
  | "ctrlA"
  | "ctrlC"
  | "ctrlD"
  | "ctrlE"
  | "ctrlK"
  | "ctrlN"
  | "ctrlP"
  | "ctrlU"
  | "ctrlW"
  /** Show the whole of what is asked. */
  | "details"
  | "other"

export const pressNames: ReadonlyArray<PressName> = [
  "up",
  "down",
  "left",
  "right",
  "pageUp",
  "pageDown",
  "home",
  "end",
  "enter",
  "escape",
  "tab",
  "backTab",
  "backspace",
  "delete",
  "ctrlA",
  "ctrlC",
  "ctrlD",
  "ctrlE",
  "ctrlK",
  "ctrlN",
  "ctrlP",
  "ctrlU",
  "ctrlW",
  "details",
  "other"
]

export const typed = (text: string): Press => ({ _tag: "Typed", text })
export const pasted = (text: string): Press => ({ _tag: "Pasted", text })
export const pressed = (name: PressName): Press => ({ _tag: "Pressed", name })

/** Keys by the names that terminals' readers give them. */
export const pressByName: Readonly<Record<string, PressName>> = {
  up: "up",
  down: "down",
  left: "left",
  right: "right",
  pageup: "pageUp",
  pagedown: "pageDown",
  home: "home",
  end: "end",
  enter: "enter",
  escape: "escape",
  tab: "tab",
  backspace: "backspace",
  delete: "delete"
}

const byControl: Readonly<Record<string, PressName>> = {
  a: "ctrlA",
  c: "ctrlC",
  d: "ctrlD",
  e: "ctrlE",
  h: "backspace",
  k: "ctrlK",
  n: "ctrlN",
  p: "ctrlP",
  u: "ctrlU",
  w: "ctrlW"
}

const byAction: Partial<Record<ActionId, Press>> = {
  "question:previous": pressed("up"),
  "question:next": pressed("down"),
  "question:accept": pressed("enter"),
  "question:toggle": typed(" "),
  "question:details": pressed("details"),
  "question:cancel": pressed("escape"),
  "list:previous": pressed("up"),
  "list:next": pressed("down"),
  "list:pageUp": pressed("pageUp"),
  "list:pageDown": pressed("pageDown"),
  "list:first": pressed("home"),
  "list:last": pressed("end"),
  "list:accept": pressed("enter"),
  "list:toggle": typed(" "),
  "list:cancel": pressed("escape")
}

const nameOf = ({ alt, ctrl, name, shift, super: held }: Key): PressName => {
  if (held) return "other"
  if (ctrl) return alt ? "other" : (byControl[name] ?? "other")
  if (alt) return name === "backspace" ? "ctrlW" : "other"
  if (name === "tab" && shift) return "backTab"
  return pressByName[name] ?? "other"
}

/**
 * A key as a press. `action` is what is bound to it in the context of the dialog; where text is being typed (`writing`) a
 * key that types is text first, and the cursor keys are the field's own.
 */
export const pressOf = (key: Key, action: ActionId | undefined, writing: boolean): Press => {
  if (key.text !== undefined && writing) return typed(key.text)
  const bound = action === undefined ? undefined : byAction[action]
  const inField = writing && (key.name === "home" || key.name === "end")
  if (bound !== undefined && !inField && !(key.ctrl && key.name === "c")) return bound
  return key.text === undefined ? pressed(nameOf(key)) : typed(key.text)
}
