import { type Choice, pressChoices } from "./choices.ts"
import type { Press } from "./press.ts"
import type { TrustAnswer, TrustQuestion } from "./request.ts"
import { answered, type Step, stay } from "./step.ts"

export interface TrustState {
  readonly question: TrustQuestion
  readonly at: number
}

/** Not to trust stands first: trust is what must be chosen. */
export const trustChoices: ReadonlyArray<Choice<TrustAnswer>> = [
  { value: "notNow", label: "Go on without them", detail: "they are asked about again at the next start" },
  { value: "trust", label: "Trust this folder", detail: "remembered; coderx trust --revoke ends it" },
  { value: "leave", label: "Leave" }
]

export const trust = (question: TrustQuestion): TrustState => ({ question, at: 0 })

/** What a press does to the question of trust. Escape is no. */
export const pressTrust = (state: TrustState, press: Press): Step<TrustState> => {
  const name = press._tag === "Pressed" ? press.name : undefined
  if (name === "escape") return answered(state, { _tag: "Trust", answer: "notNow" })
  if (name === "ctrlC") return answered(state, { _tag: "Trust", answer: "leave" })
  const chosen = pressChoices(press, state.at, trustChoices)
  if (chosen === undefined) return stay(state)
  const value = trustChoices[chosen.at]?.value
  if (chosen._tag === "Moved" || value === undefined) return stay({ ...state, at: chosen.at })
  return answered({ ...state, at: chosen.at }, { _tag: "Trust", answer: value })
}
