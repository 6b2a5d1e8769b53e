import { type Choice, moved, pressChoices } from "./choices.ts"
import type { Press } from "./press.ts"
import type { RewindPoint } from "./request.ts"
import { answered, type Step, stay } from "./step.ts"

export interface RewindState {
  /** The oldest first. */
  readonly points: ReadonlyArray<RewindPoint>
  readonly at: number
  /** The point is chosen, and the question is whether that is meant; the row that is chosen there. */
  readonly sure: number | undefined
}

/** The newest input is chosen first: that is the one most often meant. */
export const rewind = (points: ReadonlyArray<RewindPoint>): RewindState => ({
  points,
  at: Math.max(0, points.length - 1),
  sure: undefined
})

export const sureChoices: ReadonlyArray<Choice<"yes" | "no">> = [
  { value: "yes", label: "Yes, take it back", letter: "y" },
  { value: "no", label: "No, back to the list", letter: "n" }
]

/** What a press does to the list of points to go back to. Going back is asked once more. */
export const pressRewind = (state: RewindState, press: Press): Step<RewindState> => {
  const name = press._tag === "Pressed" ? press.name : undefined
  if (name === "ctrlC") return answered(state, { _tag: "Left" })
  if (state.sure !== undefined) {
    if (name === "escape") return stay({ ...state, sure: undefined })
    const chosen = pressChoices(press, state.sure, sureChoices)
    if (chosen === undefined) return stay(state)
    if (chosen._tag === "Moved") return stay({ ...state, sure: chosen.at })
    const point = state.points[state.at]
    return point === undefined || sureChoices[chosen.at]?.value !== "yes"
      ? stay({ ...state, sure: undefined })
      : answered(state, { _tag: "Rewind", recordId: point.recordId })
  }
  if (name === "escape") return answered(state, { _tag: "Left" })
  if (name === "enter")
    return state.points.length === 0 ? answered(state, { _tag: "Left" }) : stay({ ...state, sure: 0 })
  const to = moved(press, state.at, state.points.length)
  return stay(to === undefined ? state : { ...state, at: to })
}
