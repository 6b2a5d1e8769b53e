import { drawMarkdown } from "../markdown/markdown.ts"
import type { Line } from "../text/Line.ts"
import { keptDrawing } from "./kept.ts"
import type { PlanText } from "./plan.ts"

/** Columns that a plan stands away from the edge. */
const indent = 2

/** A plan, drawn as the Markdown that it is. */
export const planLines = keptDrawing(({ markdown }: PlanText, view): ReadonlyArray<Line> => {
  if (view.width < 12) return drawMarkdown(markdown, view)
  return drawMarkdown(markdown, { ...view, width: view.width - indent }).map((line) =>
    line === "" ? "" : " ".repeat(indent) + line
  )
})
