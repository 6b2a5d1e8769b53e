import type { View } from "../text/Line.ts"
import { sanitiseLine } from "../text/sanitise.ts"
import { fieldLine, hintLine, paragraph, rowsFoot, type Sheet, titleLine } from "./draw.ts"
import { type FirstRunState, modeChoices } from "./firstRun.ts"
import { type DrawnDialog, fitted } from "./fit.ts"
import { pickerLines } from "./listLines.ts"
import { fieldFoot, trustSheet } from "./sheets.ts"

/** How many questions there are, and which one this is. */
const countOf = (state: FirstRunState): string => {
  const all = state.request.trust === undefined ? 2 : 3
  const at = state.part._tag === "Mode" ? 2 : state.part._tag === "Trust" ? 3 : 1
  return `${at} of ${all}`
}

const welcome = (state: FirstRunState, view: View) =>
  titleLine(view, `Welcome to Coder-X ${sanitiseLine(state.request.version)}`, "accent", countOf(state))

const facts = (state: FirstRunState, view: View) => {
  const { found } = state
  if (found === undefined) return paragraph(view, "Looking for keys and models on this machine …", { roles: ["muted"] })
  return [
    ...found.facts.flatMap((fact) => paragraph(view, `- ${fact}`)),
    ...(state.request.note === undefined ? [] : paragraph(view, `- ${state.request.note}`)),
    ...(found.models.length > 0 ? [] : found.waysOn.flatMap((way) => paragraph(view, way, { roles: ["muted"] })))
  ]
}

const modeSheet = (state: FirstRunState, view: View, at: number, rows: number): Sheet => ({
  title: welcome(state, view),
  details: paragraph(view, "How much should Coder-X ask? Shift+Tab changes it at any time.", { roles: ["strong"] }),
  foot: rowsFoot(
    view,
    modeChoices.map(({ label }, index) => ({ label, number: String(index + 1) })),
    at,
    rows
  ),
  hint: hintLine(view, ["Enter or a number answers", "Esc back"])
})

/** The first run, at the question where it is. */
export const firstRunLines = (state: FirstRunState, view: View, rows: number, scroll: number): DrawnDialog => {
  const { part } = state
  switch (part._tag) {
    case "Looking":
      return fitted(
        { title: welcome(state, view), details: facts(state, view), foot: { lines: [], focus: 0 }, hint: "" },
        view,
        rows,
        scroll
      )
    case "Model": {
      const above = [welcome(state, view), ...facts(state, view)]
      const list = pickerLines(part.list, view, Math.max(Math.min(rows, 6), rows - above.length))
      const kept = above.slice(0, Math.max(0, rows - list.lines.length))
      return {
        lines: [...kept, ...list.lines],
        cursor: list.cursor === undefined ? undefined : { ...list.cursor, row: list.cursor.row + kept.length },
        lastScroll: 0
      }
    }
    case "OwnModel":
      return fitted(
        {
          title: welcome(state, view),
          details: paragraph(view, "Which model? Written provider/name, such as ollama/qwen3:8b or openai/gpt-5.", {
            roles: ["strong"]
          }),
          foot: fieldFoot(
            part.told === undefined ? [] : paragraph(view, part.told, { roles: ["warning"] }),
            fieldLine(view, " › ", part.field)
          ),
          hint: hintLine(view, ["Enter takes it", "Esc back"])
        },
        view,
        rows,
        scroll
      )
    case "Mode":
      return fitted(modeSheet(state, view, part.at, rows), view, rows, scroll)
    case "Trust":
      return fitted(trustSheet(part.trust, view, rows), view, rows, scroll)
  }
}
