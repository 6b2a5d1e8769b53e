import type { Press } from "./press.ts"
import type { DialogRequest } from "./request.ts"
import { answered, type Step, stay } from "./step.ts"
import { fieldOf, fieldText, pressField, type TextField } from "./textField.ts"

export interface TextPromptState {
  readonly title: string
  readonly hint: string | undefined
  /** The text is never drawn, not even its length. */
  readonly secret: boolean
  readonly field: TextField
  readonly refuse: (text: string) => string | undefined
  readonly told: string | undefined
}

export const textPrompt = (request: Extract<DialogRequest, { readonly _tag: "AskText" }>): TextPromptState => ({
  title: request.title,
  hint: request.hint,
  secret: request.secret ?? false,
  field: fieldOf(request.initial ?? ""),
  refuse: request.refuse ?? (() => undefined),
  told: undefined
})

/** What a press does to a text that is asked for. Escape leaves. */
export const pressTextPrompt = (state: TextPromptState, press: Press): Step<TextPromptState> => {
  const name = press._tag === "Pressed" ? press.name : undefined
  if (name === "escape" || name === "ctrlC") return answered(state, { _tag: "Left" })
  if (name === "enter") {
    const text = fieldText(state.field)
    const told = state.refuse(text)
    return told === undefined ? answered(state, { _tag: "Text", text }) : stay({ ...state, told })
  }
  const field = pressField(state.field, press)
  return stay(field === undefined ? state : { ...state, field, told: undefined })
}
