import type { QuestionDiff } from "../../interaction/Interaction.ts"
import { drawChange } from "../diff/compare.ts"
import { truncateMiddle } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { sanitise } from "../text/sanitise.ts"
import { paragraph } from "./draw.ts"
import { exact, exactLine } from "./exact.ts"

/** Which line ends a text has, in words. */
const endings = (text: string): string => {
  const crlf = text.includes("\r\n")
  const lf = /(?<!\r)\n/.test(text)
  return crlf && lf ? "mixed" : crlf ? "CRLF" : lf ? "LF" : ""
}

const bare = (text: string): string => exact(text.replaceAll("\r\n", "\n"))

/** What an edit would change: the path, and the lines with their numbers. Nothing of it can hide: it is shown exactly. */
export const questionDiff = (
  { after, before, path }: QuestionDiff,
  view: View,
  limit: number | undefined
): ReadonlyArray<Line> => {
  const name = truncateMiddle(sanitise(exactLine(path)), Math.max(1, view.width - 2))
  const [old, now] = [endings(before), endings(after)]
  const note = old !== now && old !== "" && now !== "" ? `line ends change from ${old} to ${now}` : undefined
  const said = before === "" && after !== "" ? "a new file, or one that was empty" : note
  const inner = { ...view, width: Math.max(1, view.width - 2) }
  // What does not even fit with its indent is cut by whoever fits the dialog into the screen.
  return [
    `  ${view.theme.paint("strong", name)}`,
    ...(said === undefined ? [] : paragraph(view, said, { roles: ["warning"] })),
    ...drawChange(
      bare(before),
      bare(after),
      inner,
      limit === undefined ? {} : { limit, hint: ": Ctrl+O shows all" }
    ).map((line) => `  ${line}`)
  ]
}
