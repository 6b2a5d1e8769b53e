import type { UserAnswers, UserQuestion } from "../../interaction/Interaction.ts"
import { moved } from "./choices.ts"
import type { Press } from "./press.ts"
import { answered, type Step, stay } from "./step.ts"
import { emptyField, fieldText, pressField, type TextField } from "./textField.ts"

/** What stands so far for one question. */
export interface Draft {
  /** The row that the user is on; the one after the options holds words of the user's own. */
  readonly at: number
  readonly chosen: ReadonlyArray<number>
  readonly own: TextField
}

export interface AskUserState {
  readonly questions: ReadonlyArray<UserQuestion>
  readonly drafts: ReadonlyArray<Draft>
  /** The question that is shown; one more than there are is the last look at all answers. */
  readonly question: number
  readonly told: string | undefined
}

export const askUser = (questions: ReadonlyArray<UserQuestion>): AskUserState => ({
  questions,
  drafts: questions.map(() => ({ at: 0, chosen: [], own: emptyField })),
  question: 0,
  told: undefined
})

/** The answer to one question as it stands: labels in their order, then words of the user's own. */
export const answerTo = (question: UserQuestion, draft: Draft): ReadonlyArray<string> => {
  const own = fieldText(draft.own).trim()
  const labels = [...draft.chosen].sort((a, b) => a - b).flatMap((at) => question.options[at]?.label ?? [])
  return own === "" ? labels : [...labels, own]
}

const end = (state: AskUserState, answer: UserAnswers): Step<AskUserState> =>
  answered(state, { _tag: "AskUser", answer })

const declined: UserAnswers = {
  _tag: "Declined",
  message: "The user did not answer and stopped the run.",
  interrupt: true
}

const submit = (state: AskUserState): Step<AskUserState> => {
  const answers = state.questions.map((question, at) => {
    const draft = state.drafts[at]
    return draft === undefined ? [] : answerTo(question, draft)
  })
  const open = answers.findIndex((answer) => answer.length === 0)
  if (open >= 0) return stay({ ...state, question: open, told: "This one has no answer yet." })
  return end(state, { _tag: "Answered", answers })
}

/** On to the next question, to the last look, or, of a single one, to the end. */
const onwards = (state: AskUserState): Step<AskUserState> =>
  state.questions.length === 1
    ? submit(state)
    : stay({ ...state, question: Math.min(state.question + 1, state.questions.length), told: undefined })

const back = (state: AskUserState): AskUserState => ({
  ...state,
  question: Math.max(0, state.question - 1),
  told: undefined
})

const pressRow = (state: AskUserState, question: UserQuestion, draft: Draft, press: Press): Step<AskUserState> => {
  const many = question.multiSelect === true
  const count = question.options.length + 1
  const set = (change: Partial<Draft>): AskUserState => ({
    ...state,
    told: undefined,
    drafts: state.drafts.with(state.question, { ...draft, ...change })
  })
  const toggled = (at: number): Partial<Draft> => ({
    at,
    chosen: draft.chosen.includes(at) ? draft.chosen.filter((one) => one !== at) : [...draft.chosen, at]
  })
  const writing = draft.at === question.options.length
  const name = press._tag === "Pressed" ? press.name : undefined
  const to = writing && (name === "home" || name === "end") ? undefined : moved(press, draft.at, count)
  if (to !== undefined) return stay(set({ at: to }))
  if (writing) {
    if (name === "enter") {
      const empty = fieldText(draft.own).trim() === ""
      if (empty && (!many || draft.chosen.length === 0))
        return stay({ ...state, told: "Write an answer, or choose one." })
      // Of a single choice the words stand instead of an option chosen before.
      return onwards(many ? state : set({ chosen: [] }))
    }
    const own = pressField(draft.own, press)
    return stay(own === undefined ? state : set({ own }))
  }
  if (name === "enter") {
    if (!many) return onwards(set({ chosen: [draft.at], own: emptyField }))
    if (answerTo(question, draft).length > 0) return onwards(state)
    return stay({ ...state, told: "Nothing is chosen yet: Space chooses, Enter goes on." })
  }
  if (press._tag !== "Typed") return stay(state)
  if (press.text === " ") return stay(set(many ? toggled(draft.at) : { chosen: [draft.at] }))
  const row = /^[1-9]$/.test(press.text) ? Number(press.text) - 1 : -1
  if (row < 0 || row >= count) return stay(state)
  if (row === question.options.length) return stay(set({ at: row }))
  return many ? stay(set(toggled(row))) : onwards(set({ at: row, chosen: [row], own: emptyField }))
}

/**
 * What a press does to the model's questions. Tab and the arrows to the side change between questions, Escape stops the
 * run without an answer. Nothing is sent before every question has an answer.
 */
export const pressAskUser = (state: AskUserState, press: Press): Step<AskUserState> => {
  const name = press._tag === "Pressed" ? press.name : undefined
  if (name === "escape" || name === "ctrlC") return end(state, declined)
  const question = state.questions[state.question]
  const draft = state.drafts[state.question]
  if (question === undefined || draft === undefined) {
    if (name === "enter") return submit(state)
    return stay(name === "left" || name === "backTab" || name === "up" ? back(state) : state)
  }
  const writing = draft.at === question.options.length
  if (name === "tab" || (name === "right" && !writing))
    return state.questions.length === 1 ? stay(state) : onwards(state)
  if (name === "backTab" || (name === "left" && !writing)) return stay(back(state))
  return pressRow(state, question, draft, press)
}
