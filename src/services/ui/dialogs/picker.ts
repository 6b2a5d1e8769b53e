import { moved } from "./choices.ts"
import type { Press } from "./press.ts"
import type { DialogRequest, PickItem } from "./request.ts"
import { answered, type Step, stay } from "./step.ts"
import { emptyField, fieldText, pressField, type TextField } from "./textField.ts"

export interface PickState {
  readonly title: string
  readonly items: ReadonlyArray<PickItem>
  /** What is said where the list itself is empty. */
  readonly empty: string
  readonly filter: TextField
  /** Place among the rows that the filter leaves. */
  readonly at: number
}

const folded = (text: string): string => text.toLowerCase()

/** Rows that hold every word of the filter, in their order; those whose label begins with it stand first. */
export const filtered = (items: ReadonlyArray<PickItem>, filter: string): ReadonlyArray<PickItem> => {
  const words = folded(filter)
    .split(/\s+/)
    .filter((word) => word !== "")
  const [first] = words
  if (first === undefined) return items
  const fits = items.filter((item) => {
    const text = folded(`${item.label} ${item.detail ?? ""}`)
    return words.every((word) => text.includes(word))
  })
  const begins = (item: PickItem): boolean => folded(item.label).startsWith(first)
  return [...fits.filter(begins), ...fits.filter((item) => !begins(item))]
}

export const picker = (request: Extract<DialogRequest, { readonly _tag: "Pick" }>): PickState => ({
  title: request.title,
  items: request.items,
  empty: request.empty ?? "There is nothing to choose from.",
  filter: emptyField,
  at: Math.max(
    0,
    request.items.findIndex(({ value }) => value === request.current)
  )
})

export const rowsOf = (state: PickState): ReadonlyArray<PickItem> => filtered(state.items, fieldText(state.filter))

/** Rows that Page Up and Page Down go. */
const page = 8

const paged = (press: Press, at: number, count: number): number | undefined => {
  if (press._tag !== "Pressed") return undefined
  if (press.name === "pageUp") return Math.max(0, at - page)
  if (press.name === "pageDown") return Math.max(0, Math.min(count - 1, at + page))
  return undefined
}

/** What a press does to a list: typing filters it, Escape takes the filter back and then leaves. */
export const pressPicker = (state: PickState, press: Press): Step<PickState> => {
  const rows = rowsOf(state)
  const name = press._tag === "Pressed" ? press.name : undefined
  if (name === "ctrlC") return answered(state, { _tag: "Left" })
  if (name === "escape") {
    return fieldText(state.filter) === ""
      ? answered(state, { _tag: "Left" })
      : stay({ ...state, filter: emptyField, at: 0 })
  }
  if (name === "enter" || name === "tab") {
    const row = rows[state.at]
    return row === undefined || name === "tab" ? stay(state) : answered(state, { _tag: "Picked", value: row.value })
  }
  const to = moved(press, state.at, rows.length) ?? paged(press, state.at, rows.length)
  if (to !== undefined) return stay({ ...state, at: to })
  const filter = pressField(state.filter, press)
  if (filter === undefined) return stay(state)
  return stay({ ...state, filter, at: fieldText(filter) === fieldText(state.filter) ? state.at : 0 })
}
