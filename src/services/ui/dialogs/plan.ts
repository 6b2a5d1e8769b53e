import type { PlanAnswer } from "../../interaction/Interaction.ts"
import { type Choice, pressChoices } from "./choices.ts"
import type { Press } from "./press.ts"
import { answered, type Step, stay } from "./step.ts"
import { emptyField, fieldText, pressField, type TextField } from "./textField.ts"

/** A plan; an object of its own, so that its drawing can be kept with it. */
export interface PlanText {
  readonly markdown: string
}

export interface PlanState {
  readonly plan: PlanText
  readonly at: number
  /** What the model is to change, while that is being typed. */
  readonly word: TextField | undefined
}

export type PlanChoice = "default" | "acceptEdits" | "reject"

export const planChoices: ReadonlyArray<Choice<PlanChoice>> = [
  { value: "default", label: "Yes, and ask before edits and commands", letter: "y" },
  { value: "acceptEdits", label: "Yes, and edit files without asking" },
  { value: "reject", label: "No, keep planning: say what to change …", letter: "n" }
]

export const plan = (markdown: string): PlanState => ({ plan: { markdown }, at: 0, word: undefined })

const end = (state: PlanState, answer: PlanAnswer): Step<PlanState> => answered(state, { _tag: "Plan", answer })

const rejected = (word: string): PlanAnswer => ({
  _tag: "Rejected",
  message:
    word === ""
      ? "The user does not want this plan carried out. Stay in plan mode and ask what should be different."
      : `The user does not want this plan carried out, and says: ${word}`,
  interrupt: false
})

const stopped: PlanAnswer = {
  _tag: "Rejected",
  message: "The user does not want this plan carried out and stopped the run.",
  interrupt: true
}

/** What a press does to a plan that waits for a yes. Escape keeps planning and stops the run. */
export const pressPlan = (state: PlanState, press: Press): Step<PlanState> => {
  const name = press._tag === "Pressed" ? press.name : undefined
  if (name === "ctrlC") return end(state, stopped)
  if (state.word !== undefined) {
    if (name === "escape") return stay({ ...state, word: undefined })
    if (name === "enter") return end(state, rejected(fieldText(state.word).trim()))
    const word = pressField(state.word, press)
    return stay(word === undefined ? state : { ...state, word })
  }
  if (name === "escape") return end(state, stopped)
  const chosen = pressChoices(press, state.at, planChoices)
  if (chosen === undefined) return stay(state)
  const value = planChoices[chosen.at]?.value
  if (chosen._tag === "Moved" || value === undefined) return stay({ ...state, at: chosen.at })
  if (value === "reject") return stay({ ...state, at: chosen.at, word: emptyField })
  return end({ ...state, at: chosen.at }, { _tag: "Approved", mode: value })
}
