import type { AgentEvent, Todo } from "../domain/AgentEvent.ts"
import { printable, printableLine } from "../domain/printable.ts"
import { hasFailed, type SettledCall, type ToolOutcomeKind } from "../domain/ToolCall.ts"
import { costText, elapsedText, tokenText } from "../ui/frame/figures.ts"
import { modeWords } from "../ui/frame/header.ts"
import { callLine, progressLine } from "../ui/progress.ts"

/** Lines of a tool's output that are read out. */
const shownLines = 20
const width = 200

const outcomes: Readonly<Record<ToolOutcomeKind, string>> = {
  done: "Done",
  failed: "Failed",
  refused: "Refused",
  invalid: "Not a valid call",
  interrupted: "Interrupted"
}

const textOf = (content: SettledCall["content"]): string =>
  typeof content === "string"
    ? content
    : content.map((part) => (part.type === "text" ? part.text : "[image]")).join("\n")

/** The call, how it ended, and the beginning of what it said. A read file is only counted: it is known already. */
const settledWords = (settled: SettledCall): string => {
  const { call, kind } = settled
  const lines = printable(textOf(settled.content)).trimEnd().split("\n")
  const state = kind === "done" && hasFailed(settled) ? "Failed" : outcomes[kind]
  const head = `${state}: ${callLine(call, width)}`
  if (call.name === "Read" && kind === "done") return `${head}. ${lines.length} lines.`
  const shown = lines.slice(0, shownLines).map((line) => `  ${line}`)
  const more = lines.length > shownLines ? [`  ${lines.length - shownLines} more lines.`] : []
  return [head, ...shown, ...more].join("\n")
}

const todoWords = (todos: ReadonlyArray<Todo>): string => {
  const done = todos.filter(({ status }) => status === "completed").length
  const now = todos.find(({ status }) => status === "in_progress")
  return `Todos: ${done} of ${todos.length} done.${now === undefined ? "" : ` Now: ${printableLine(now.activeForm ?? now.content)}.`}`
}

const endedWords = (event: Extract<AgentEvent, { readonly _tag: "RunEnded" }>): string => {
  const tokens = event.usage.inputTokens + event.usage.cacheReadTokens + event.usage.outputTokens
  const cost = event.costUsd === null ? "cost unknown" : costText(event.costUsd)
  const figures = `${event.turns} ${event.turns === 1 ? "turn" : "turns"}, ${elapsedText(event.durationMs)}, ${tokenText(tokens)} tokens, ${cost}`
  return [
    ...event.errors.map((error) => `Error: ${printable(error)}`),
    `${event.ending === "success" ? "Finished" : "Ended without success"}: ${figures}.`
  ].join("\n")
}

/**
 * Turns the events of a run into words, line by line: replies as their lines are complete, calls when they begin and end,
 * every change of state. What is returned is whole lines, and nothing in it can move the cursor.
 */
export const makeWords = (): ((event: AgentEvent) => string) => {
  let open = ""
  let thinking = false
  /** Session, model and mode as they were told last: told again only where they are others. */
  let setting = ""
  /** What is left of the open line, and a line of its own. */
  const line = (text: string): string => {
    const before = open === "" ? "" : `${open}\n`
    open = ""
    return text === "" ? before : `${before}${text}\n`
  }
  const written = (delta: string): string => {
    open += printable(delta)
    const end = open.lastIndexOf("\n")
    if (end < 0) return ""
    const whole = open.slice(0, end + 1)
    open = open.slice(end + 1)
    return whole
  }
  return (event) => {
    switch (event._tag) {
      case "SessionOpened": {
        const next = `Model: ${printableLine(event.model)}. Permission mode: ${modeWords[event.permissionMode]}.`
        const resumed = event.resumed && !setting.startsWith(event.sessionId)
        const same = setting === `${event.sessionId} ${next}`
        setting = `${event.sessionId} ${next}`
        if (same) return ""
        return line(resumed ? `Going on with session ${printableLine(event.sessionId)}. ${next}` : next)
      }
      case "PartArrived": {
        const { part } = event
        if (part.type === "text-delta") {
          thinking = false
          return written(part.delta)
        }
        if (part.type === "reasoning-delta" && !thinking) {
          thinking = true
          return line("Thinking.")
        }
        return part.type === "text-end" ? line("") : ""
      }
      case "ToolStarted":
        thinking = false
        return line(`Running: ${callLine(event.call, width)}`)
      case "ToolSettled":
        return line(settledWords(event.settled))
      case "TodosChanged":
        return event.todos.length === 0 ? "" : line(todoWords(event.todos))
      case "PermissionModeChanged":
        return line(`Permission mode: ${modeWords[event.mode]}.`)
      case "RunEnded":
        return line(endedWords(event))
      default: {
        const said = progressLine(event, width)
        return said === undefined ? "" : line(`${said[0]?.toUpperCase() ?? ""}${said.slice(1)}`)
      }
    }
  }
}
