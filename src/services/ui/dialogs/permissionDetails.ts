import { Predicate } from "effect"
import { printableJson } from "../../domain/printable.ts"
import type { PermissionQuestion, QuestionCommand, QuestionPath } from "../../interaction/Interaction.ts"
import type { Line, View } from "../text/Line.ts"
import { sanitise } from "../text/sanitise.ts"
import { type Span, span } from "../text/Span.ts"
import { labelled, verbatim } from "./draw.ts"
import { exact, exactLine } from "./exact.ts"
import { keptDrawing } from "./kept.ts"
import { questionDiff } from "./questionDiff.ts"

/** Details of a call that has neither a command line nor an edit: its input as it is, at most so many characters. */
const inputLimit = 4_000

const text = (value: string): Span => span(sanitise(value))

const commandOf = (question: PermissionQuestion): string | undefined => {
  const { input } = question.call
  return Predicate.hasProperty(input, "command") && typeof input.command === "string" ? input.command : undefined
}

/** What a question is about, as one short line without colours: `Bash: run a command`. */
export const questionTitle = (question: PermissionQuestion): string => {
  const tool = exactLine(question.call.name)
  if (question.dangerous) return `Dangerous: ${tool} asks for your yes`
  if (commandOf(question) !== undefined) return `${tool} asks to run a command`
  if (question.diff !== undefined) return `${tool} asks to change ${question.diff.length === 1 ? "a file" : "files"}`
  if (question.host !== undefined) return `${tool} asks to connect`
  const writes = question.paths?.some(({ access }) => access === "write" || access === "delete")
  if (question.paths !== undefined && question.paths.length > 0) return `${tool} asks to ${writes ? "write" : "read"}`
  return `${tool} asks to be used`
}

const accessWords: Readonly<Record<QuestionPath["access"], string>> = {
  read: "reads",
  write: "writes",
  enter: "works in",
  delete: "deletes"
}

/** The path as given, and where it really leads when that is somewhere else. */
const pathSpans = (path: QuestionPath): ReadonlyArray<Span> => {
  const { access, given, inside, real } = path
  return [
    span(`${accessWords[access]} `, access === "read" || access === "enter" ? "text" : "warning"),
    text(exactLine(given)),
    ...(given === real ? [] : [span(" = ", "muted"), span(sanitise(exactLine(real)), "strong")]),
    ...(inside ? [] : [span(" (outside of the project)", "warning")])
  ]
}

const commandSpans = ({ needs, text: command, why }: QuestionCommand): ReadonlyArray<Span> => [
  span(sanitise(exactLine(command)), ...(needs ? (["strong"] as const) : (["muted"] as const))),
  ...(why === undefined ? [] : [span(`  ${sanitise(exactLine(why))}`, "muted")])
]

/** Commands one below another, each reason once: twenty of a kind are needed for the same one. */
const listed = (view: View, label: string, commands: ReadonlyArray<QuestionCommand>): ReadonlyArray<Line> =>
  commands.flatMap((command, at) => {
    const { why, ...bare } = command
    const told = why === undefined || why === commands[at - 1]?.why ? bare : command
    return labelled(view, at === 0 ? label : "", commandSpans(told))
  })

const parsed = (view: View, commands: ReadonlyArray<QuestionCommand>): ReadonlyArray<Line> => [
  ...listed(
    view,
    "needs a yes",
    commands.filter(({ needs }) => needs)
  ),
  ...listed(
    view,
    "allowed",
    commands.filter(({ needs }) => !needs)
  )
]

/** The call's own input, for tools that nothing more is known of. */
const inputText = (question: PermissionQuestion): string | undefined => {
  if (question.diff !== undefined || commandOf(question) !== undefined) return undefined
  const whole = exact(printableJson(question.call.input, 2))
  if (whole === "{}" || whole === "null") return undefined
  return whole.length <= inputLimit
    ? whole
    : `${whole.slice(0, inputLimit)}\n… ${whole.length - inputLimit} characters more`
}

/** Lines of a difference that a dialog draws. Nobody scrolls further in it, and drawing more is felt. */
const diffLimit = 400

/**
 * Everything that a question is about: the whole command and those of its parts that need the yes, where it runs, real
 * paths, host, why it is asked, and what an edit would change.
 */
const detailsOf = (question: PermissionQuestion, view: View, limit: number | undefined): ReadonlyArray<Line> => {
  const command = commandOf(question)
  const commands = question.commands ?? []
  // One plain command that is all there is needs no list of its parts.
  const single = commands.length === 1 && commands[0]?.text.trim() === command?.trim()
  const input = inputText(question)
  const blocked = question.blockedPath
  const known = question.paths?.some(({ real }) => real === blocked) === true
  return [
    ...(command === undefined ? [] : verbatim(view, exact(command), ["code"])),
    ...labelled(view, "why asked", [
      span(sanitise(exactLine(question.reason)), question.dangerous ? "danger" : "text")
    ]),
    ...(single ? [] : parsed(view, commands)),
    ...(command === undefined ? [] : labelled(view, "runs in", [text(exactLine(question.cwd))], "anywhere")),
    ...(question.paths ?? []).flatMap((path, at) =>
      labelled(view, at === 0 ? "path" : "", pathSpans(path), "anywhere")
    ),
    ...(blocked === undefined || known ? [] : labelled(view, "real path", [text(exactLine(blocked))], "anywhere")),
    ...(question.host === undefined
      ? []
      : labelled(view, "host", [span(sanitise(exactLine(question.host)), "strong")])),
    ...(input === undefined ? [] : verbatim(view, input, ["code"])),
    ...(question.diff ?? []).flatMap((diff) => questionDiff(diff, view, limit))
  ]
}

/** The details for a dialog, which scrolls them; of a very long difference the beginning. */
export const permissionDetails = keptDrawing((question: PermissionQuestion, view) =>
  detailsOf(question, view, diffLimit)
)

/** All of them, however long, and the rules that the answers would add. */
export const wholeDetails = (question: PermissionQuestion, view: View): ReadonlyArray<Line> => {
  const rules = question.dangerous ? [] : [...new Set(question.suggestions.flatMap((one) => one.rules))]
  return [
    ...detailsOf(question, view, undefined),
    ...rules.flatMap((rule, at) => labelled(view, at === 0 ? "may add" : "", [text(exactLine(rule))], "anywhere"))
  ]
}
