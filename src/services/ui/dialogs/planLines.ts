import type { Line, View } from "../text/Line.ts"
import { paragraph } from "./draw.ts"

/** A plan, drawn. */
export const planLines = (plan: string, view: View): ReadonlyArray<Line> => paragraph(view, plan)
