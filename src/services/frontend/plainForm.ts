import { type AskUserState, askUser, pressAskUser } from "../ui/dialogs/askUser.ts"
import { printableLine } from "../domain/printable.ts"
import type { PermissionPart, PermissionState } from "../ui/dialogs/permission.ts"
import { informPermission, permission, permissionChoices, pressPermission } from "../ui/dialogs/permission.ts"
import { questionTitle, wholeDetails } from "../ui/dialogs/permissionDetails.ts"
import { plan, planChoices, type PlanState, pressPlan } from "../ui/dialogs/plan.ts"
import { type Press, pressed, typed } from "../ui/dialogs/press.ts"
import type { DialogAnswer, DialogNews, DialogRequest, DialogWish } from "../ui/dialogs/request.ts"
import { exact, exactLine } from "../ui/dialogs/exact.ts"
import type { Step } from "../ui/dialogs/step.ts"
import { fieldOf, fieldText } from "../ui/dialogs/textField.ts"
import { plainTheme } from "../ui/theme/themes.ts"

/** A question as lines to read and one line to answer: for `--plain`, where no key is seen before Enter. */
export interface PlainForm {
  readonly says: ReadonlyArray<string>
  /** Stands in front of what is typed. */
  readonly prompt: string
  /** Takes the answer; undefined is the end of the input. */
  readonly take: (line: string | undefined) => PlainStep
}

export type PlainStep =
  | { readonly _tag: "Ask"; readonly form: PlainForm }
  | { readonly _tag: "Wish"; readonly wish: DialogWish; readonly next: (news: DialogNews | undefined) => PlainStep }
  | { readonly _tag: "Answered"; readonly answer: DialogAnswer }

export const ask = (form: PlainForm): PlainStep => ({ _tag: "Ask", form })
export const done = (answer: DialogAnswer): PlainStep => ({ _tag: "Answered", answer })

/** Width that details are broken at: readers and dumb terminals go by lines. */
const width = 100
const view = { width, rows: 1000, theme: plainTheme, now: 0 }

/** The same question once more, after saying why. */
export const again = (form: PlainForm, why: string): PlainStep => ask({ ...form, says: [why] })

export const numberedLines = (labels: ReadonlyArray<string>): ReadonlyArray<string> =>
  labels.map((label, at) => `${at + 1}. ${printableLine(label)}`)

/** The row that a line means: its number, or yes and no where they are rows. -1 where it means none. */
export const rowOf = (line: string, count: number, words: Readonly<Record<string, number>> = {}): number => {
  const text = line.trim().toLowerCase()
  const word = Object.hasOwn(words, text) ? words[text] : undefined
  if (word !== undefined) return word
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= count ? number - 1 : -1
}

/** Where a step of the dialog leads. */
const follow = <State>(step: Step<State>, next: (state: State) => PlainStep): PlainStep =>
  step.answer === undefined ? next(step.state) : done(step.answer)

type Part<Tag extends PermissionPart["_tag"]> = Extract<PermissionPart, { readonly _tag: Tag }>

const enter = pressed("enter")
const escape = pressed("escape")

const word = (state: PermissionState): PlainStep =>
  ask({
    says: [],
    prompt: "No. What should it do instead? ",
    take: (line) =>
      follow(pressPermission({ ...state, part: { _tag: "Word", field: fieldOf(line ?? "") } }, enter), permissionForm)
  })

/** One rule after another: an empty line keeps it, a minus takes it out. Then what they would allow, and the yes. */
const rules = (state: PermissionState, part: Part<"Rules">, at: number): PlainStep => {
  const field = part.fields[at]
  if (field === undefined) return preview(state, part)
  const form: PlainForm = {
    says: [`Rule ${at + 1} of ${part.fields.length}: ${exactLine(fieldText(field))}`],
    prompt: "Enter keeps it, - leaves it out, or type another one: ",
    take: (line) => {
      if (line === undefined) return follow(pressPermission(state, pressed("ctrlC")), permissionForm)
      const text = line.trim()
      if (text === "") return rules(state, part, at + 1)
      const fields = text === "-" ? part.fields.toSpliced(at, 1) : part.fields.with(at, fieldOf(text))
      return rules(state, { ...part, fields }, text === "-" ? at : at + 1)
    }
  }
  return ask(form)
}

const preview = (state: PermissionState, part: Part<"Rules">): PlainStep => {
  const wanted = part.fields.map(fieldText)
  const back = permissionForm({ ...state, part: { _tag: "Choosing" } })
  if (wanted.length === 0) return back
  const next = (news: DialogNews | undefined): PlainStep => {
    const seen = { ...state, part }
    const informed = news === undefined ? seen : informPermission(seen, news)
    const found = informed.part._tag === "Rules" ? informed.part.preview : undefined
    const problems = found?.problems ?? ["what they would allow could not be looked up"]
    const form: PlainForm = {
      says: [
        `Rules: ${wanted.map(exactLine).join("  ")}`,
        ...problems.map((problem) => `Problem: ${exactLine(problem)}`),
        ...(found?.alsoAllows ?? []).map((line) => `Would allow too: ${exactLine(line)}`),
        ...(found?.alsoAllows.length === 0 ? ["Of what was asked so far they would allow nothing else."] : []),
        ...numberedLines(["Add them and say yes", "Change them", "Back to the question"])
      ],
      prompt: "Answer 1 to 3: ",
      take: (line) => {
        if (line === undefined) return follow(pressPermission(state, pressed("ctrlC")), permissionForm)
        const row = rowOf(line, 3)
        if (row === 1) return rules(state, { ...part, preview: undefined }, 0)
        if (row === 2) return back
        if (row !== 0) return again(form, "Please answer with a number from 1 to 3.")
        if (problems.length > 0) return again(form, "There is a problem with them: 2 changes them, 3 goes back.")
        return follow(pressPermission(informed, enter), () => back)
      }
    }
    return ask(form)
  }
  return { _tag: "Wish", wish: { _tag: "Preview", rules: wanted }, next }
}

const danger = (state: PermissionState): PlainStep => {
  const form: PlainForm = {
    says: [questionTitle(state.question), ...wholeDetails(state.question, view)],
    prompt: "Type yes to allow it this once, or no: ",
    take: (line) => {
      if (line === undefined) return follow(pressPermission(state, escape), permissionForm)
      const step = pressPermission({ ...state, part: { _tag: "Danger", field: fieldOf(line), told: undefined } }, enter)
      return follow(step, () => again(form, "Only the whole word yes, in small letters, allows it. no refuses."))
    }
  }
  return ask(form)
}

/** A permission question, at the part where it is. */
const permissionForm = (state: PermissionState): PlainStep => {
  const { part, question } = state
  if (part._tag === "Danger") return danger(state)
  if (part._tag === "Rules") return rules(state, part, 0)
  if (part._tag === "Word") return word(state)
  const choices = permissionChoices(question)
  const words = { yes: 0, no: choices.findIndex(({ value }) => value === "no") }
  const form: PlainForm = {
    says: [
      questionTitle(question),
      ...wholeDetails(question, view),
      ...numberedLines(
        choices.map(({ detail, label }) => (detail === undefined ? label : `${label} (${exactLine(detail)})`))
      )
    ],
    prompt: `Answer 1 to ${choices.length}: `,
    take: (line) => {
      if (line === undefined) return follow(pressPermission(state, escape), permissionForm)
      const row = rowOf(line, choices.length, words)
      if (row < 0) return again(form, `Please answer with a number from 1 to ${choices.length}.`)
      return follow(pressPermission({ ...state, at: row }, enter), permissionForm)
    }
  }
  return ask(form)
}

const press = (state: AskUserState, presses: ReadonlyArray<Press>): Step<AskUserState> =>
  presses.reduce<Step<AskUserState>>(
    (step, one) => (step.answer === undefined ? pressAskUser(step.state, one) : step),
    { state }
  )

/** One question of the model after another; the last answer sends them all. */
const askUserForm = (state: AskUserState): PlainStep => {
  const question = state.questions[state.question]
  if (question === undefined) return follow(pressAskUser(state, enter), askUserForm)
  const count = question.options.length
  const many = question.multiSelect === true
  const options = question.options.map(({ description, label }) =>
    description === undefined ? label : `${label}: ${description}`
  )
  const form: PlainForm = {
    says: [`The model asks: ${exact(question.question)}`, ...numberedLines(options)],
    prompt: many ? "Numbers with commas between, or your own words: " : "A number, or your own words: ",
    take: (line) => {
      if (line === undefined) return follow(pressAskUser(state, escape), askUserForm)
      const text = line.trim()
      if (text === "") return again(form, "It needs an answer.")
      const numbers = /^[\d,\s]+$/.test(text)
        ? text
            .split(/[,\s]+/)
            .filter((part) => part !== "")
            .map(Number)
        : []
      if (numbers.length === 0) {
        const draft = { at: count, chosen: [], own: fieldOf(text) }
        return follow(pressAskUser({ ...state, drafts: state.drafts.with(state.question, draft) }, enter), askUserForm)
      }
      if (numbers.some((number) => number < 1 || number > count) || (!many && numbers.length > 1))
        return again(
          form,
          many ? `Please give numbers from 1 to ${count}.` : `Please give one number from 1 to ${count}.`
        )
      const chosen = [...new Set(numbers.map((number) => number - 1))]
      const draft = { at: chosen[0] ?? 0, chosen, own: fieldOf("") }
      return follow(press({ ...state, drafts: state.drafts.with(state.question, draft) }, [enter]), askUserForm)
    }
  }
  return ask(form)
}

const planForm = (state: PlanState): PlainStep => {
  if (state.word !== undefined) {
    return ask({
      says: [],
      prompt: "No. What should be different? ",
      take: (line) => follow(pressPlan({ ...state, word: fieldOf(line ?? "") }, enter), planForm)
    })
  }
  const form: PlainForm = {
    says: ["The plan:", exact(state.plan.markdown), ...numberedLines(planChoices.map(({ label }) => label))],
    prompt: `Answer 1 to ${planChoices.length}: `,
    take: (line) => {
      if (line === undefined) return follow(pressPlan(state, escape), planForm)
      const row = rowOf(line, planChoices.length, { yes: 0, no: 2 })
      if (row < 0) return again(form, `Please answer with a number from 1 to ${planChoices.length}.`)
      return follow(pressPlan(state, typed(String(row + 1))), planForm)
    }
  }
  return ask(form)
}

/** What the engine asks, as lines. The decisions are those of the dialogs of the screen. */
export const questionForm = (
  request: Extract<DialogRequest, { readonly _tag: "Permission" | "AskUser" | "Plan" }>
): PlainStep => {
  switch (request._tag) {
    case "Permission":
      return permissionForm(permission(request.question))
    case "AskUser":
      return askUserForm(askUser(request.questions))
    case "Plan":
      return planForm(plan(request.plan))
  }
}
