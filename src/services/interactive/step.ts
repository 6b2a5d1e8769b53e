import type { Deed } from "./Deed.ts"
import type { State } from "./State.ts"

/** What a message makes of the state, and what is to be done for it. */
export interface Step {
  readonly state: State
  readonly deeds: ReadonlyArray<Deed>
}

export const stay = (state: State): Step => ({ state, deeds: [] })
export const doing = (state: State, ...deeds: ReadonlyArray<Deed>): Step => ({ state, deeds })

/** One step after the other, the deeds of both in order. */
export const andThen = (step: Step, next: (state: State) => Step): Step => {
  const { deeds, state } = next(step.state)
  return { state, deeds: [...step.deeds, ...deeds] }
}
