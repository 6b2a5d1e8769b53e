import { printableLine } from "../domain/printable.ts"
import { modeChoices, notAModel } from "../ui/dialogs/firstRun.ts"
import { filtered } from "../ui/dialogs/picker.ts"
import type {
  DialogRequest,
  FoundSetup,
  PickItem,
  SetupAnswer,
  TrustAnswer,
  TrustQuestion
} from "../ui/dialogs/request.ts"
import { trustChoices } from "../ui/dialogs/trust.ts"
import { again, ask, done, numberedLines, type PlainForm, type PlainStep, questionForm, rowOf } from "./plainForm.ts"

type Request<Tag extends DialogRequest["_tag"]> = Extract<DialogRequest, { readonly _tag: Tag }>

const left = done({ _tag: "Left" })

/** Rows of a list that are read out at once. */
const rowsAtOnce = 30

/** A list: a number takes a row, words filter it, an empty line leaves. */
const list = (
  title: string,
  items: ReadonlyArray<PickItem>,
  then: (item: PickItem) => PlainStep,
  empty: string
): PlainStep => {
  if (items.length === 0) return ask({ says: [title, empty], prompt: "Enter goes on: ", take: () => left })
  const shown = items.slice(0, rowsAtOnce)
  const form: PlainForm = {
    says: [
      printableLine(title),
      ...numberedLines(
        shown.map(({ detail, label }) => (detail === undefined || detail === "" ? label : `${label}, ${detail}`))
      ),
      ...(items.length > shown.length ? [`${items.length - shown.length} more: type a part of the name.`] : [])
    ],
    prompt: `A number from 1 to ${shown.length}, words to search, or Enter to leave: `,
    take: (line) => {
      if (line === undefined || line.trim() === "") return left
      const item = shown[rowOf(line, shown.length)]
      if (item !== undefined) return then(item)
      const found = filtered(items, line)
      return found.length === 0 || /^\s*\d+\s*$/.test(line)
        ? again(form, "Nothing fits.")
        : list(title, found, then, empty)
    }
  }
  return ask(form)
}

const rewindForm = (request: Request<"Rewind">): PlainStep => {
  const items = request.points.toReversed().map(({ detail, recordId, text, when }) => ({
    label: text,
    value: recordId,
    detail: [when, detail].filter((part) => part !== undefined).join(", ")
  }))
  return list(
    "Go back to before which input? The newest is number 1.",
    items,
    (item) =>
      ask({
        says: [
          `Go back to before: ${printableLine(item.label)}`,
          "It and all after it leave the conversation. Files stay as they are now."
        ],
        prompt: "yes or no: ",
        take: (line) => (line?.trim().toLowerCase() === "yes" ? done({ _tag: "Rewind", recordId: item.value }) : left)
      }),
    "Nothing was sent yet."
  )
}

const trustForm = (question: TrustQuestion, then: (answer: TrustAnswer) => PlainStep): PlainStep => {
  const form: PlainForm = {
    says: [
      `Do you trust the files in this folder? ${printableLine(question.folder)}`,
      question.wants.length === 0
        ? "Its own files may then set allow rules, hooks, servers, variables and addresses, now and later."
        : "Its own files ask for these, and have no effect without your trust:",
      ...question.wants.map((want) => `- ${printableLine(want)}`),
      ...numberedLines(trustChoices.map(({ detail, label }) => (detail === undefined ? label : `${label}: ${detail}`)))
    ],
    prompt: `Answer 1 to ${trustChoices.length}: `,
    take: (line) => {
      if (line === undefined) return then("leave")
      const choice = trustChoices[rowOf(line, trustChoices.length, { no: 0, yes: 1 })]
      return choice === undefined
        ? again(form, `Please answer with a number from 1 to ${trustChoices.length}.`)
        : then(choice.value)
    }
  }
  return ask(form)
}

const textForm = (request: Request<"AskText">): PlainStep => {
  const form: PlainForm = {
    says: [
      ...(request.hint === undefined ? [] : [printableLine(request.hint)]),
      ...(request.secret === true ? ["What is typed here is seen on the screen."] : []),
      ...(request.initial === undefined ? [] : [`It is now: ${printableLine(request.initial)}`])
    ],
    prompt: `${printableLine(request.title)}: `,
    take: (line) => {
      if (line === undefined) return left
      const told = request.refuse?.(line)
      return told === undefined ? done({ _tag: "Text", text: line }) : again(form, printableLine(told))
    }
  }
  return ask(form)
}

const ownModel: (then: (model: string) => PlainStep) => PlainStep = (then) => {
  const form: PlainForm = {
    says: [],
    prompt: "Model, written provider/name: ",
    take: (line) => {
      if (line === undefined) return left
      const told = notAModel(line)
      return told === undefined ? then(line.trim()) : again(form, told)
    }
  }
  return ask(form)
}

const modeForm = (then: (mode: SetupAnswer["mode"]) => PlainStep): PlainStep => {
  const form: PlainForm = {
    says: ["How much should Coder-X ask?", ...numberedLines(modeChoices.map(({ label }) => label))],
    prompt: `Answer 1 to ${modeChoices.length}: `,
    take: (line) => {
      if (line === undefined) return left
      const mode = modeChoices[rowOf(line, modeChoices.length)]
      return mode === undefined
        ? again(form, `Please answer with a number from 1 to ${modeChoices.length}.`)
        : then(mode.value)
    }
  }
  return ask(form)
}

const modelForm = (
  { note, version }: Request<"FirstRun">,
  found: FoundSetup,
  then: (model: string | undefined) => PlainStep
): PlainStep => {
  const rows = [
    ...found.models.map(({ reference, why }) => `${reference}: ${why}`),
    "another one",
    ...(found.models.length === 0 ? ["none yet"] : [])
  ]
  const form: PlainForm = {
    says: [
      `Welcome to Coder-X ${printableLine(version)}.`,
      ...found.facts.map(printableLine),
      ...(note === undefined ? [] : [printableLine(note)]),
      ...(found.models.length > 0 ? [] : found.waysOn.map(printableLine)),
      "Which model?",
      ...numberedLines(rows)
    ],
    prompt: `Answer 1 to ${rows.length}: `,
    take: (line) => {
      if (line === undefined) return left
      const row = rowOf(line, rows.length)
      if (row < 0) return again(form, `Please answer with a number from 1 to ${rows.length}.`)
      if (row === found.models.length) return ownModel(then)
      return then(found.models[row]?.reference)
    }
  }
  return ask(form)
}

const firstRunForm = (request: Request<"FirstRun">): PlainStep => ({
  _tag: "Wish",
  wish: { _tag: "Find" },
  next: (news) => {
    const found = news?._tag === "Found" ? news.found : { models: [], facts: [], waysOn: [] }
    return modelForm(request, found, (model) =>
      modeForm((mode) =>
        request.trust === undefined
          ? done({ _tag: "FirstRun", answer: { model, mode, trust: undefined } })
          : trustForm(request.trust, (trust) => done({ _tag: "FirstRun", answer: { model, mode, trust } }))
      )
    )
  }
})

/** Any dialog as lines to read and lines to answer with. Nothing in them can steer a terminal. */
export const plainForm = (request: DialogRequest): PlainStep => {
  switch (request._tag) {
    case "Permission":
    case "AskUser":
    case "Plan":
      return questionForm(request)
    case "Pick":
      return list(
        request.title,
        request.items,
        ({ value }) => done({ _tag: "Picked", value }),
        request.empty ?? "There is nothing to choose from."
      )
    case "AskText":
      return textForm(request)
    case "Rewind":
      return rewindForm(request)
    case "Trust":
      return trustForm(request.question, (answer) => done({ _tag: "Trust", answer }))
    case "FirstRun":
      return firstRunForm(request)
  }
}
