import { Predicate } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import { printable } from "../domain/printable.ts"
import type { SettledCall, ToolCall } from "../domain/ToolCall.ts"
import { callLine } from "../ui/progress.ts"

/** Lines of a tool's output that the demo shows. */
const shownLines = 12
const width = 100

type Paint = (text: string) => string

export interface Colours {
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly bold: Paint
}

const plain: Colours = { dim: (text) => text, red: (text) => text, green: (text) => text, bold: (text) => text }
const ansi =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`

export const colours = (on: boolean): Colours =>
  on ? { dim: ansi(2), red: ansi(31), green: ansi(32), bold: ansi(1) } : plain

/** The exit code of a settled `Bash` call; undefined for other tools and for a command that was not run. */
export const exitCodeOf = (settled: SettledCall): number | undefined =>
  Predicate.hasProperty(settled.output, "exitCode") && typeof settled.output.exitCode === "number"
    ? settled.output.exitCode
    : undefined

const textOf = (content: SettledCall["content"]): string =>
  typeof content === "string"
    ? content
    : content.map((part) => (part.type === "text" ? part.text : "[image]")).join("\n")

const indent = (lines: ReadonlyArray<string>): string => lines.map((line) => `    ${line}\n`).join("")

const output = (settled: SettledCall, paint: Colours): string => {
  const lines = printable(textOf(settled.content)).trimEnd().split("\n")
  const shown = lines
    .slice(0, shownLines)
    .map((line) => (/\bFAIL\b|failed/.test(line) ? paint.red(line) : paint.dim(line)))
  const more = lines.length - shown.length
  return indent(more > 0 ? [...shown, paint.dim(`… ${more} more`)] : shown)
}

const field = (input: unknown, name: string): string | undefined => {
  const value = Predicate.hasProperty(input, name) ? input[name] : undefined
  return typeof value === "string" ? value : undefined
}

/** What a call did, as a user wants to see it: an edit as its diff, a command by its output, a read by its length. */
const settledText = (settled: SettledCall, paint: Colours): string => {
  const [before, after] = [field(settled.call.input, "old_string"), field(settled.call.input, "new_string")]
  if (settled.kind !== "done" && exitCodeOf(settled) === undefined) return output(settled, paint)
  if (before !== undefined && after !== undefined) {
    return indent([
      ...printable(before)
        .trimEnd()
        .split("\n")
        .map((line) => paint.red(`- ${line}`)),
      ...printable(after)
        .trimEnd()
        .split("\n")
        .map((line) => paint.green(`+ ${line}`))
    ])
  }
  if (settled.call.name === "Read")
    return indent([paint.dim(`${textOf(settled.content).trimEnd().split("\n").length} lines`)])
  // A failed command says its exit code in its output already.
  return `${output(settled, paint)}${exitCodeOf(settled) === 0 ? indent([paint.green("exit code 0")]) : ""}`
}

/** Turns the events of a run into what is written on the screen, piece by piece: words as they come, calls as they settle. */
export const makeStory = (paint: Colours): ((event: AgentEvent) => string) => {
  let inLine = false
  const line = (text: string): string => {
    const start = inLine ? "\n" : ""
    inLine = false
    return `${start}${text}`
  }
  const title = (call: ToolCall): string => `${paint.bold("●")} ${callLine(call, width)}\n`
  return (event) => {
    switch (event._tag) {
      case "PartArrived": {
        if (event.part.type === "text-delta") {
          inLine = true
          return printable(event.part.delta)
        }
        return event.part.type === "text-end" ? line("\n") : ""
      }
      // Calls that read run side by side, so theirs is told with what came of it; a command may take long and is told at once.
      case "ToolStarted":
        return event.call.name === "Bash" ? line(title(event.call)) : ""
      case "ToolSettled": {
        const { call } = event.settled
        return line(`${call.name === "Bash" ? "" : title(call)}${settledText(event.settled, paint)}\n`)
      }
      case "Warned":
        return line(`warning: ${printable(event.message)}\n`)
      default:
        return ""
    }
  }
}
