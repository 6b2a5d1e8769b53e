import type { Press } from "./press.ts"

/** One of a few answers, chosen by arrows and Enter, by its number, or by its letter. */
export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly detail?: string
  /** A letter that chooses it at once. */
  readonly letter?: string
}

/** What a press means on a list of `count` rows: a row to stand on, a row that is chosen, or nothing of the list's. */
export type ChoicePress =
  | { readonly _tag: "Moved"; readonly at: number }
  | { readonly _tag: "Chosen"; readonly at: number }
  | undefined

/** Arrows wrap around; Home and End go to the ends. */
export const moved = (press: Press, at: number, count: number): number | undefined => {
  if (press._tag !== "Pressed" || count === 0) return undefined
  switch (press.name) {
    case "up":
    case "ctrlP":
      return (at + count - 1) % count
    case "down":
    case "ctrlN":
      return (at + 1) % count
    case "home":
      return 0
    case "end":
      return count - 1
    default:
      return undefined
  }
}

/** The row of a digit, or of a letter of `choices`. */
const named = (text: string, choices: ReadonlyArray<Choice<string>>): number | undefined => {
  if (/^[1-9]$/.test(text)) return Number(text) <= choices.length ? Number(text) - 1 : undefined
  const at = choices.findIndex(({ letter }) => letter === text)
  return at < 0 ? undefined : at
}

export const pressChoices = (press: Press, at: number, choices: ReadonlyArray<Choice<string>>): ChoicePress => {
  const to = moved(press, at, choices.length)
  if (to !== undefined) return { _tag: "Moved", at: to }
  if (press._tag === "Pressed") return press.name === "enter" ? { _tag: "Chosen", at } : undefined
  if (press._tag === "Pasted") return undefined
  const row = named(press.text, choices)
  return row === undefined ? undefined : { _tag: "Chosen", at: row }
}
