import type { PermissionMode } from "../../domain/PermissionMode.ts"
import { type Choice, pressChoices } from "./choices.ts"
import { type PickState, picker, pressPicker } from "./picker.ts"
import type { Press } from "./press.ts"
import type { DialogNews, DialogRequest, FoundSetup, SetupAnswer, TrustAnswer } from "./request.ts"
import { answered, type Step, stay } from "./step.ts"
import { emptyField, fieldText, pressField, type TextField } from "./textField.ts"
import { pressTrust, type TrustState, trust } from "./trust.ts"

/** Which of the at most three questions is asked. */
export type FirstRunPart =
  | { readonly _tag: "Looking" }
  | { readonly _tag: "Model"; readonly list: PickState }
  | {
      readonly _tag: "OwnModel"
      readonly field: TextField
      readonly told: string | undefined
      readonly list: PickState
    }
  | { readonly _tag: "Mode"; readonly at: number }
  | { readonly _tag: "Trust"; readonly trust: TrustState }

export interface FirstRunState {
  readonly request: Extract<DialogRequest, { readonly _tag: "FirstRun" }>
  readonly found: FoundSetup | undefined
  readonly part: FirstRunPart
  readonly model: string | undefined
  readonly mode: PermissionMode | undefined
}

type SetupMode = "default" | "acceptEdits" | "plan"
export const modeChoices: ReadonlyArray<Choice<SetupMode>> = [
  { value: "default", label: "Ask before edits and commands" },
  { value: "acceptEdits", label: "Edit files of the project without asking" },
  { value: "plan", label: "Plan only: nothing is changed" }
]

/** Values of the rows that are no models; no reference looks like them. */
const another = ""
const later = " "

export const firstRun = (request: FirstRunState["request"]): FirstRunState => ({
  request,
  found: undefined,
  part: { _tag: "Looking" },
  model: undefined,
  mode: undefined
})

const listOf = ({ models }: FoundSetup): PickState =>
  picker({
    _tag: "Pick",
    title: "Which model?",
    items: [
      ...models.map(({ reference, title, why }) => ({
        label: reference,
        detail: title === undefined ? why : `${title}, ${why}`,
        value: reference
      })),
      { label: "another one …", detail: "type provider/name", value: another },
      ...(models.length === 0 ? [{ label: "none yet", detail: "go on, and set one up later", value: later }] : [])
    ]
  })

/** What was found is known: the first question can be asked. */
export const informFirstRun = (state: FirstRunState, news: DialogNews): FirstRunState =>
  news._tag === "Found" && state.part._tag === "Looking"
    ? { ...state, found: news.found, part: { _tag: "Model", list: listOf(news.found) } }
    : state

const end = (state: FirstRunState, trusted: TrustAnswer | undefined): Step<FirstRunState> => {
  const answer: SetupAnswer = { model: state.model, mode: state.mode, trust: trusted }
  return answered(state, { _tag: "FirstRun", answer })
}

const askMode = (state: FirstRunState, model: string | undefined): Step<FirstRunState> =>
  stay({ ...state, model, part: { _tag: "Mode", at: 0 } })

const askTrust = (state: FirstRunState): Step<FirstRunState> =>
  state.request.trust === undefined
    ? end(state, undefined)
    : stay({ ...state, part: { _tag: "Trust", trust: trust(state.request.trust) } })

const pressModel = (state: FirstRunState, list: PickState, press: Press): Step<FirstRunState> => {
  const step = pressPicker(list, press)
  if (step.answer?._tag === "Left") return answered(state, { _tag: "Left" })
  if (step.answer?._tag !== "Picked") return stay({ ...state, part: { _tag: "Model", list: step.state } })
  const { value } = step.answer
  if (value === later) return askMode(state, undefined)
  if (value !== another) return askMode(state, value)
  return stay({ ...state, part: { _tag: "OwnModel", field: emptyField, told: undefined, list } })
}

/** Why a text names no model; undefined where it can. */
export const notAModel = (text: string): string | undefined =>
  /^[^\s/]+\/\S+$/.test(text.trim()) ? undefined : "provider/name, please: ollama/qwen3:8b"

const pressOwn = (
  state: FirstRunState,
  part: Extract<FirstRunPart, { readonly _tag: "OwnModel" }>,
  press: Press
): Step<FirstRunState> => {
  const name = press._tag === "Pressed" ? press.name : undefined
  if (name === "escape") return stay({ ...state, part: { _tag: "Model", list: part.list } })
  if (name === "enter") {
    const text = fieldText(part.field).trim()
    const told = notAModel(text)
    return told === undefined ? askMode(state, text) : stay({ ...state, part: { ...part, told } })
  }
  const field = pressField(part.field, press)
  return stay(field === undefined ? state : { ...state, part: { ...part, field, told: undefined } })
}

/** What a press does to the first run. Ctrl+C leaves it and nothing is kept; Escape goes a question back. */
export const pressFirstRun = (state: FirstRunState, press: Press): Step<FirstRunState> => {
  const { part } = state
  const name = press._tag === "Pressed" ? press.name : undefined
  if (name === "ctrlC") return answered(state, { _tag: "Left" })
  switch (part._tag) {
    case "Looking":
      return name === "escape" ? answered(state, { _tag: "Left" }) : stay(state)
    case "Model":
      return pressModel(state, part.list, press)
    case "OwnModel":
      return pressOwn(state, part, press)
    case "Mode": {
      if (name === "escape" && state.found !== undefined)
        return stay({ ...state, part: { _tag: "Model", list: listOf(state.found) } })
      const chosen = pressChoices(press, part.at, modeChoices)
      const value = chosen === undefined ? undefined : modeChoices[chosen.at]?.value
      if (chosen === undefined || value === undefined) return stay(state)
      if (chosen._tag === "Moved") return stay({ ...state, part: { _tag: "Mode", at: chosen.at } })
      return askTrust({ ...state, mode: value })
    }
    case "Trust": {
      if (name === "escape") return stay({ ...state, part: { _tag: "Mode", at: 0 } })
      const step = pressTrust(part.trust, press)
      return step.answer?._tag === "Trust"
        ? end(state, step.answer.answer)
        : stay({ ...state, part: { _tag: "Trust", trust: step.state } })
    }
  }
}
