import type { DialogAnswer, DialogWish } from "./request.ts"

/** What a key did to a dialog: its new state, and an answer or a wish. */
export interface Step<State> {
  readonly state: State
  readonly answer?: DialogAnswer
  readonly wish?: DialogWish
}

export const stay = <State>(state: State): Step<State> => ({ state })
export const answered = <State>(state: State, answer: DialogAnswer): Step<State> => ({ state, answer })
export const wishing = <State>(state: State, wish: DialogWish): Step<State> => ({ state, wish })
