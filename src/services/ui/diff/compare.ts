import { hunksOf } from "../../workspace/hunks.ts"
import type { Line, View } from "../text/Line.ts"
import { type DiffOptions, drawDiff } from "./diff.ts"

/** Two versions of a text compared and drawn: for an edit that somebody is asked about. */
export const drawChange = (before: string, after: string, view: View, options: DiffOptions = {}): ReadonlyArray<Line> =>
  drawDiff(hunksOf(before, after), view, options)
