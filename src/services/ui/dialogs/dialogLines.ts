import type { Line, View } from "../text/Line.ts"
import { askUserSheet, planSheet, textPromptSheet, trustDetails, trustSheet } from "./sheets.ts"
import { type Dialog, type DialogBody, takesKeys } from "./dialog.ts"
import { cutLine } from "../text/lines.ts"
import { titleLine } from "./draw.ts"
import { firstRunLines } from "./firstRunLines.ts"
import { type DrawnDialog, fitted, waitingHint } from "./fit.ts"
import { pickerLines, rewindLines } from "./listLines.ts"
import { questionTitle, wholeDetails } from "./permissionDetails.ts"
import { permissionSheet } from "./permissionLines.ts"
import { planLines } from "./planLines.ts"

const drawBody = (body: DialogBody, view: View, rows: number, scroll: number): DrawnDialog => {
  switch (body._tag) {
    case "Permission":
      return fitted(permissionSheet(body.state, view, rows), view, rows, scroll)
    case "AskUser":
      return fitted(askUserSheet(body.state, view, rows), view, rows, scroll)
    case "Plan":
      return fitted(planSheet(body.state, view, rows, planLines(body.state.plan, view)), view, rows, scroll)
    case "AskText":
      return fitted(textPromptSheet(body.state, view), view, rows, scroll)
    case "Trust":
      return fitted(trustSheet(body.state, view, rows), view, rows, scroll)
    case "Pick":
      return pickerLines(body.state, view, rows)
    case "Rewind":
      return rewindLines(body.state, view, rows, scroll)
    case "FirstRun":
      return firstRunLines(body.state, view, rows, scroll)
  }
}

/** A dialog in at most `rows` rows of the view's width. While its keys do not count yet it says so in its last line. */
export const dialogLines = (dialog: Dialog, view: View, rows: number): DrawnDialog => {
  const takes = takesKeys(dialog, view.now)
  const hint = takes || rows < 4 ? "" : waitingHint(view)
  const { cursor, lastScroll, lines } = drawBody(dialog.body, view, hint === "" ? rows : rows - 1, dialog.scroll)
  return {
    lines: [...lines.map((line) => cutLine(line, view.width)), ...(hint === "" ? [] : [hint])],
    cursor: cursor === undefined || !takes ? undefined : { ...cursor, column: Math.min(cursor.column, view.width - 1) },
    lastScroll
  }
}

/** The whole of what is asked, however long, for the scrollback. Empty for dialogs that hide nothing. */
export const wholeQuestion = ({ body }: Dialog, view: View): ReadonlyArray<Line> => {
  switch (body._tag) {
    case "Permission": {
      const { question } = body.state
      const role = question.dangerous ? "danger" : "warning"
      return [titleLine(view, questionTitle(question), role), ...wholeDetails(question, view)]
    }
    case "Plan":
      return [titleLine(view, "The plan", "accent"), ...planLines(body.state.plan, view)]
    case "Trust":
      return [titleLine(view, "Trust", "warning"), ...trustDetails(body.state.question, view)]
    default:
      return []
  }
}
