import type { PermissionAnswer, PermissionQuestion, RulePreview } from "../../interaction/Interaction.ts"
import { type Choice, pressChoices } from "./choices.ts"
import type { Press } from "./press.ts"
import type { DialogNews } from "./request.ts"
import { answered, type Step, stay, wishing } from "./step.ts"
import { emptyField, fieldOf, fieldText, pressField, type TextField } from "./textField.ts"

export type PermissionChoice = "once" | "session" | "always" | "no" | "word"

/** Where in the question the user is. */
export type PermissionPart =
  | { readonly _tag: "Choosing" }
  /** The rules that "always" would add, to be changed first. */
  | {
      readonly _tag: "Rules"
      readonly fields: ReadonlyArray<TextField>
      readonly at: number
      /** What the rules as they stand would let pass; undefined until it is known. */
      readonly preview: RulePreview | undefined
      readonly told: string | undefined
    }
  /** A no with a word to the model. */
  | { readonly _tag: "Word"; readonly field: TextField }
  /** Dangerous: only the typed word allows it. */
  | { readonly _tag: "Danger"; readonly field: TextField; readonly told: string | undefined }

export interface PermissionState {
  readonly question: PermissionQuestion
  readonly at: number
  readonly part: PermissionPart
}

export const permission = (question: PermissionQuestion): PermissionState => ({
  question,
  at: 0,
  part: question.dangerous ? { _tag: "Danger", field: emptyField, told: undefined } : { _tag: "Choosing" }
})

const suggestion = (question: PermissionQuestion, destination: "session" | "localSettings") =>
  question.dangerous ? undefined : question.suggestions.find((one) => one.destination === destination)

/** The answers that this question has. Dangerous ones have none to choose from: they are typed. */
export const permissionChoices = (question: PermissionQuestion): ReadonlyArray<Choice<PermissionChoice>> => {
  const session = suggestion(question, "session")
  const always = suggestion(question, "localSettings")
  return [
    { value: "once", label: "Yes, this once", letter: "y" },
    ...(session === undefined
      ? []
      : [
          {
            value: "session" as const,
            label: "Yes, for this session",
            detail: session.rules.join("  ")
          }
        ]),
    ...(always === undefined
      ? []
      : [
          {
            value: "always" as const,
            label: "Yes, always (edit the rule first) …",
            detail: always.rules.join("  ")
          }
        ]),
    { value: "no", label: "No", letter: "n" },
    { value: "word", label: "No, and say what to do instead …" }
  ]
}

const no = "The user said no to this call. Do not try to reach the same in another way."
const stopped = "The user said no to this call and stopped the run."

const refuse = (state: PermissionState, message: string, interrupt: boolean): Step<PermissionState> =>
  answered(state, { _tag: "Permission", answer: { _tag: "Refused", message, interrupt } })

const allow = (state: PermissionState, answer: Partial<Extract<PermissionAnswer, { _tag: "Allowed" }>> = {}) =>
  answered<PermissionState>(state, { _tag: "Permission", answer: { _tag: "Allowed", ...answer } })

const withWord = (state: PermissionState, word: string): Step<PermissionState> =>
  refuse(state, `The user said no to this call, and says: ${word}`, false)

/** The rules as they stand in the fields, without empty ones. */
export const rulesOf = (fields: ReadonlyArray<TextField>): ReadonlyArray<string> =>
  fields.map((field) => fieldText(field).trim()).filter((rule) => rule !== "")

const choose = (state: PermissionState, value: PermissionChoice): Step<PermissionState> => {
  const { question } = state
  switch (value) {
    case "once":
      return allow(state)
    case "session": {
      const remember = suggestion(question, "session")
      return allow(state, remember === undefined ? {} : { remember })
    }
    case "always": {
      const rules = suggestion(question, "localSettings")?.rules ?? []
      const part = { _tag: "Rules" as const, fields: rules.map(fieldOf), at: 0, preview: undefined, told: undefined }
      return wishing({ ...state, part }, { _tag: "Preview", rules })
    }
    case "no":
      return refuse(state, no, false)
    case "word":
      return stay({ ...state, part: { _tag: "Word", field: emptyField } })
  }
}

const pressRules = (
  state: PermissionState,
  part: Extract<PermissionPart, { readonly _tag: "Rules" }>,
  press: Press
): Step<PermissionState> => {
  const set = (change: Partial<typeof part>) => ({ ...state, part: { ...part, ...change } })
  if (press._tag === "Pressed") {
    const count = part.fields.length
    switch (press.name) {
      case "escape":
        return stay({ ...state, part: { _tag: "Choosing" } })
      case "up":
      case "backTab":
        return stay(set({ at: (part.at + count - 1) % count }))
      case "down":
      case "tab":
        return stay(set({ at: (part.at + 1) % count }))
      case "enter": {
        const rules = rulesOf(part.fields)
        if (rules.length === 0) return stay(set({ told: "There is no rule left: Esc goes back." }))
        if (part.preview === undefined)
          return stay(set({ told: "Wait: what the rule would allow is being looked up." }))
        if (part.preview.problems.length > 0) return stay(set({ told: "Mend the rule first, or go back with Esc." }))
        return allow(state, { remember: { rules, destination: "localSettings" } })
      }
      default:
    }
  }
  const field = part.fields[part.at]
  const next = field === undefined ? undefined : pressField(field, press)
  if (field === undefined || next === undefined) return stay(state)
  const fields = part.fields.with(part.at, next)
  if (fieldText(next) === fieldText(field)) return stay(set({ fields }))
  const rules = rulesOf(fields)
  return wishing(set({ fields, preview: undefined, told: undefined }), { _tag: "Preview", rules })
}

const pressDanger = (state: PermissionState, field: TextField, press: Press): Step<PermissionState> => {
  const part = (next: TextField, told?: string): PermissionState => ({
    ...state,
    part: { _tag: "Danger", field: next, told }
  })
  if (press._tag === "Pressed" && press.name === "escape") return refuse(state, stopped, true)
  if (press._tag === "Pressed" && press.name === "enter") {
    const word = fieldText(field).trim()
    if (word === "yes") return allow(state)
    // A number is somebody's habit from other questions.
    if (/^\d*$/.test(word)) return stay(part(emptyField, "Type yes, or no."))
    if (/^no?$/i.test(word)) return refuse(state, no, false)
    // Nearly a yes is no word to the model: it is asked again.
    return /^y/i.test(word) && word.length <= 4
      ? stay(part(emptyField, "Only the whole word yes, in small letters, allows it."))
      : withWord(state, word)
  }
  // A paste must not spell the word that only hands should type.
  const next = press._tag === "Pasted" ? undefined : pressField(field, press)
  return stay(next === undefined ? state : part(next))
}

const pressWord = (state: PermissionState, field: TextField, press: Press): Step<PermissionState> => {
  if (press._tag === "Pressed" && press.name === "escape") return stay({ ...state, part: { _tag: "Choosing" } })
  if (press._tag === "Pressed" && press.name === "enter") {
    const word = fieldText(field).trim()
    return word === "" ? refuse(state, no, false) : withWord(state, word)
  }
  const next = pressField(field, press)
  return stay(next === undefined ? state : { ...state, part: { _tag: "Word", field: next } })
}

/** What a press does to a permission question. Escape at the choices, or Ctrl+C, says no and stops the run. */
export const pressPermission = (state: PermissionState, press: Press): Step<PermissionState> => {
  if (press._tag === "Pressed" && press.name === "ctrlC") return refuse(state, stopped, true)
  const { part } = state
  switch (part._tag) {
    case "Danger":
      return pressDanger(state, part.field, press)
    case "Rules":
      return pressRules(state, part, press)
    case "Word":
      return pressWord(state, part.field, press)
    case "Choosing": {
      if (press._tag === "Pressed" && press.name === "escape") return refuse(state, stopped, true)
      const choices = permissionChoices(state.question)
      const chosen = pressChoices(press, state.at, choices)
      if (chosen === undefined) return stay(state)
      const value = choices[chosen.at]?.value
      if (chosen._tag === "Moved" || value === undefined) return stay({ ...state, at: chosen.at })
      return choose({ ...state, at: chosen.at }, value)
    }
  }
}

/** A preview that came for other rules than those that stand there now is out of date and left out. */
export const informPermission = (state: PermissionState, news: DialogNews): PermissionState => {
  const { part } = state
  if (part._tag !== "Rules" || news._tag !== "Preview") return state
  const same = JSON.stringify(news.rules) === JSON.stringify(rulesOf(part.fields))
  return same ? { ...state, part: { ...part, preview: news.preview, told: undefined } } : state
}
