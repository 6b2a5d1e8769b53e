import type { RulePreview } from "../../interaction/Interaction.ts"
import type { Line, View } from "../text/Line.ts"
import { sanitise } from "../text/sanitise.ts"
import { span } from "../text/Span.ts"
import { fieldLine, type Foot, hintLine, labelled, paragraph, rowsFoot, type Sheet, titleLine } from "./draw.ts"
import { exactLine } from "./exact.ts"
import { type PermissionPart, permissionChoices, type PermissionState } from "./permission.ts"
import { permissionDetails, questionTitle } from "./permissionDetails.ts"

type Part<Tag extends PermissionPart["_tag"]> = Extract<PermissionPart, { readonly _tag: Tag }>

const told = (view: View, text: string | undefined): ReadonlyArray<Line> =>
  text === undefined ? [] : paragraph(view, text, { roles: ["warning"] })

const previewLines = (view: View, preview: RulePreview | undefined): ReadonlyArray<Line> => {
  if (preview === undefined) return paragraph(view, "Looking up what else this would allow …", { roles: ["muted"] })
  const { alsoAllows, problems } = preview
  return [
    ...problems.flatMap((problem, at) =>
      labelled(view, at === 0 ? "problem" : "", [span(sanitise(exactLine(problem)), "error")])
    ),
    ...(alsoAllows.length === 0
      ? paragraph(view, "Of what was asked so far it would allow nothing else.", { roles: ["muted"] })
      : alsoAllows.flatMap((line, at) =>
          labelled(view, at === 0 ? "would allow" : "", [span(sanitise(exactLine(line)), "warning")], "anywhere")
        ))
  ]
}

const rulesFoot = (view: View, part: Part<"Rules">): Foot => {
  const fields = part.fields.map((field, at) =>
    fieldLine(view, at === part.at ? " › rule  " : "   rule  ", field, { active: at === part.at })
  )
  return {
    lines: [...fields.map(({ line }) => line), ...told(view, part.told)],
    focus: part.at,
    cursor: { row: part.at, column: fields[part.at]?.column ?? 0 }
  }
}

const dangerFoot = (view: View, part: Part<"Danger">): Foot => {
  const { column, line } = fieldLine(view, "   yes? ", part.field)
  const above = told(
    view,
    part.told ?? "Type yes and Enter to allow it this once. Anything else says no; what you write goes to the model."
  )
  return { lines: [...above, line], focus: above.length, cursor: { row: above.length, column } }
}

const wordFoot = (view: View, part: Part<"Word">): Foot => {
  const above = paragraph(view, "No. What should it do instead?", { roles: ["strong"] })
  const { column, line } = fieldLine(view, "   › ", part.field, { placeholder: "Enter alone is a plain no" })
  return { lines: [...above, line], focus: above.length, cursor: { row: above.length, column } }
}

/** A permission question, drawn. */
export const permissionSheet = (state: PermissionState, view: View, rows: number): Sheet => {
  const { part, question } = state
  const role = question.dangerous ? "danger" : "warning"
  const title = titleLine(view, questionTitle(question), role)
  const details = permissionDetails(question, view)
  switch (part._tag) {
    case "Rules":
      return {
        title: titleLine(view, "Always allow in this project", role),
        details: [...previewLines(view, part.preview), ...details],
        foot: rulesFoot(view, part),
        hint: hintLine(view, ["Enter adds the rule and says yes", "Esc back", "Tab next rule"])
      }
    case "Danger":
      return { title, details, foot: dangerFoot(view, part), hint: hintLine(view, ["Esc says no and stops"]) }
    case "Word":
      return { title, details, foot: wordFoot(view, part), hint: hintLine(view, ["Enter sends", "Esc back"]) }
    case "Choosing": {
      const choices = permissionChoices(question).map(({ detail, label }, at) => ({
        number: String(at + 1),
        label,
        ...(detail === undefined ? {} : { detail: exactLine(detail) })
      }))
      return {
        title,
        details,
        foot: rowsFoot(view, choices, state.at, rows - 1 - Math.min(details.length, 6)),
        hint: hintLine(view, ["Enter or a number answers", "Esc says no and stops", "Ctrl+O shows all"])
      }
    }
  }
}
