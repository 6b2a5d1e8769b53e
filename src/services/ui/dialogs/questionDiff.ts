import type { QuestionDiff } from "../../interaction/Interaction.ts"
import type { Line, View } from "../text/Line.ts"
import { verbatim } from "./draw.ts"
import { exact } from "./exact.ts"

/** What an edit would change, drawn. */
export const questionDiff = (diff: QuestionDiff, view: View): ReadonlyArray<Line> => [
  ...verbatim(view, exact(diff.path), ["strong"]),
  ...verbatim(view, exact(diff.before), ["removed"]),
  ...verbatim(view, exact(diff.after), ["added"])
]
