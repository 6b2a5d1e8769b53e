import { clusters } from "../text/cells.ts"
import type { Press } from "./press.ts"

/** One line of text that is being typed: what stands before the cursor and what stands behind it. */
export interface TextField {
  readonly before: string
  readonly after: string
}

export const emptyField: TextField = { before: "", after: "" }

/** A field that holds a text already, with the cursor behind it. */
export const fieldOf = (text: string): TextField => ({ before: text, after: "" })

export const fieldText = ({ after, before }: TextField): string => before + after

/** Characters a field takes at most. Nobody types more, and a paste of a megabyte must not be drawn key by key. */
export const fieldLimit = 4_000

/** A field has one line: line ends and tabs of a paste become blanks. Control characters are left out. */
const oneLine = (text: string): string =>
  text.replace(/\s*[\r\n\t\u2028\u2029]+\s*/g, " ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "")

const insert = ({ after, before }: TextField, text: string): TextField => {
  const room = Math.max(0, fieldLimit - before.length - after.length)
  return { before: before + oneLine(text).slice(0, room), after }
}

const firstOf = (text: string): string => clusters(text.slice(0, 64))[0] ?? ""
const lastOf = (text: string): string => clusters(text.slice(-64)).at(-1) ?? ""

/** The field after a press; undefined for a press that is not the field's. */
export const pressField = (field: TextField, press: Press): TextField | undefined => {
  if (press._tag !== "Pressed") return insert(field, press.text)
  const { after, before } = field
  switch (press.name) {
    case "left": {
      const one = lastOf(before)
      return { before: before.slice(0, before.length - one.length), after: one + after }
    }
    case "right": {
      const one = firstOf(after)
      return { before: before + one, after: after.slice(one.length) }
    }
    case "home":
    case "ctrlA":
      return { before: "", after: before + after }
    case "end":
    case "ctrlE":
      return { before: before + after, after: "" }
    case "backspace":
      return { before: before.slice(0, before.length - lastOf(before).length), after }
    case "delete":
    case "ctrlD":
      return { before, after: after.slice(firstOf(after).length) }
    case "ctrlU":
      return { before: "", after }
    case "ctrlK":
      return { before, after: "" }
    case "ctrlW":
      return { before: before.replace(/\S+\s*$|\s+$/, ""), after }
    default:
      return undefined
  }
}
