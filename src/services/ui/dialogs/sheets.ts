import type { Line, View } from "../text/Line.ts"
import { sanitise, sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import { wrapSpans } from "../text/wrap.ts"
import { answerTo, type AskUserState } from "./askUser.ts"
import {
  fieldLine,
  type Foot,
  hintLine,
  labelled,
  paragraph,
  type Row,
  rowsFoot,
  type Sheet,
  titleLine
} from "./draw.ts"
import { exactLine } from "./exact.ts"
import { planChoices, type PlanState } from "./plan.ts"
import type { TrustQuestion } from "./request.ts"
import type { TextPromptState } from "./textPrompt.ts"
import { trustChoices, type TrustState } from "./trust.ts"

/** A field with a line or more above it. */
export const fieldFoot = (above: ReadonlyArray<Line>, drawn: { line: Line; column: number }): Foot => ({
  lines: [...above, drawn.line],
  focus: above.length,
  cursor: { row: above.length, column: drawn.column }
})

const said = (view: View, told: string | undefined): ReadonlyArray<Line> =>
  told === undefined ? [] : paragraph(view, told, { roles: ["warning"] })

const numbered = (rows: ReadonlyArray<Row>): ReadonlyArray<Row> =>
  rows.map((row, at) => ({ ...row, number: at < 9 ? String(at + 1) : " " }))

/** The tabs of several questions: the one that is shown stands out, answered ones have a mark. */
const tabs = (state: AskUserState): ReadonlyArray<Span> => {
  const names = state.questions.map((question, at) => {
    const draft = state.drafts[at]
    const done = draft !== undefined && answerTo(question, draft).length > 0
    return `${done ? "✓" : "○"} ${sanitiseLine(question.header ?? `${at + 1}`)}`
  })
  return [...names, "send"].flatMap((name, at) => [
    span(at === 0 ? "" : "  ", "muted"),
    span(name, at === state.question ? "accent" : "muted")
  ])
}

const overview = (state: AskUserState, view: View): Sheet => ({
  title: titleLine(view, "Send these answers?", "accent"),
  details: state.questions.flatMap((question, at) => {
    const draft = state.drafts[at]
    const answer = draft === undefined ? [] : answerTo(question, draft)
    return [
      ...paragraph(view, question.question, { roles: ["muted"] }),
      ...paragraph(view, answer.length === 0 ? "no answer yet" : answer.map(sanitiseLine).join(", "), {
        indent: "    ",
        roles: answer.length === 0 ? ["warning"] : ["strong"]
      })
    ]
  }),
  foot: { lines: [...said(view, state.told), ...paragraph(view, "Enter sends them.")], focus: 0 },
  hint: hintLine(view, ["← changes an answer", "Esc stops without answering"])
})

/** The model's questions, one at a time. */
export const askUserSheet = (state: AskUserState, view: View, rows: number): Sheet => {
  const question = state.questions[state.question]
  const draft = state.drafts[state.question]
  if (question === undefined || draft === undefined) return overview(state, view)
  const several = state.questions.length > 1
  const many = question.multiSelect === true
  const mark = (at: number): string => {
    const on = draft.chosen.includes(at)
    return many ? (on ? "[x] " : "[ ] ") : on ? "(x) " : ""
  }
  const options = question.options.map((option, at) => ({
    label: option.label,
    mark: mark(at),
    ...(option.description === undefined ? {} : { detail: option.description })
  }))
  const writing = draft.at === options.length
  const listed = numbered([...options, { label: "something else:" }])
  const number = listed.at(-1)?.number ?? ""
  const room = rows - 2
  const list = rowsFoot(view, listed.slice(0, -1), draft.at, room - 1)
  const own = fieldLine(view, `${writing ? " ›" : "  "} ${number} something else: `, draft.own, {
    active: writing,
    placeholder: "type your own answer"
  })
  const notes = said(view, state.told)
  const lines = [...list.lines, own.line, ...notes]
  return {
    title: titleLine(
      view,
      "The model asks",
      "accent",
      several ? `${state.question + 1} of ${state.questions.length}` : ""
    ),
    details: [
      ...(several
        ? wrapSpans(tabs(state), Math.max(1, view.width - 2)).map((spans) => `  ${paintSpans(spans, view.theme)}`)
        : []),
      ...paragraph(view, question.question, { roles: ["strong"] })
    ],
    foot: {
      lines,
      focus: writing ? list.lines.length : list.focus,
      ...(writing ? { cursor: { row: list.lines.length, column: own.column } } : {})
    },
    hint: hintLine(view, [
      many ? "Space chooses, Enter goes on" : "Enter or a number answers",
      ...(several ? ["Tab next question"] : []),
      "Esc stops without answering"
    ])
  }
}

/** A plan. `drawn` is its markdown, drawn. */
export const planSheet = (state: PlanState, view: View, rows: number, drawn: ReadonlyArray<Line>): Sheet => ({
  title: titleLine(view, "Carry out this plan?", "accent"),
  details: drawn,
  foot:
    state.word === undefined
      ? rowsFoot(view, numbered(planChoices.map(({ label }) => ({ label }))), state.at, rows)
      : fieldFoot(
          paragraph(view, "No. What should be different?", { roles: ["strong"] }),
          fieldLine(view, "   › ", state.word, { placeholder: "Enter alone goes on planning" })
        ),
  hint: hintLine(
    view,
    state.word === undefined ? ["Enter or a number answers", "PgUp PgDn", "Esc stops"] : ["Enter sends", "Esc back"]
  )
})

/** One text that is asked for. */
export const textPromptSheet = (state: TextPromptState, view: View): Sheet => ({
  title: titleLine(view, state.title, "accent"),
  details: state.hint === undefined ? [] : paragraph(view, state.hint, { roles: ["muted"] }),
  foot: fieldFoot(said(view, state.told), fieldLine(view, " › ", state.field, { secret: state.secret })),
  hint: hintLine(view, ["Enter takes it", "Esc leaves"])
})

/** What trust means, and what this folder wants of it. */
export const trustDetails = ({ folder, wants }: TrustQuestion, view: View): ReadonlyArray<Line> => [
  ...labelled(view, "folder", [span(sanitise(exactLine(folder)), "strong")], "anywhere"),
  ...paragraph(
    view,
    wants.length === 0
      ? "Its own files may then set allow rules, hooks, servers, variables and addresses, now and later."
      : "Its own files ask for these, and have no effect without your trust:"
  ),
  ...wants.flatMap((want) => paragraph(view, `- ${exactLine(want)}`, { indent: "    " }))
]

export const trustSheet = (state: TrustState, view: View, rows: number): Sheet => ({
  title: titleLine(view, "Do you trust the files in this folder?", "warning"),
  details: trustDetails(state.question, view),
  foot: rowsFoot(
    view,
    numbered(trustChoices.map(({ detail, label }) => ({ label, ...(detail === undefined ? {} : { detail }) }))),
    state.at,
    rows - 4
  ),
  hint: hintLine(view, ["Enter or a number answers", "Esc goes on without them"])
})
