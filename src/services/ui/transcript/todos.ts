import type { Todo } from "../../domain/AgentEvent.ts"
import type { Line, View } from "../text/Line.ts"
import { sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, type Span, span } from "../text/Span.ts"
import { wrapSpans } from "../text/wrap.ts"
import { indent } from "./folded.ts"
import { isRecord, textField } from "./words.ts"

const isTodo = (value: unknown): value is Todo => {
  const status = textField(value, "status")
  return (
    textField(value, "content") !== undefined &&
    (status === "pending" || status === "in_progress" || status === "completed")
  )
}

/** The list in the arguments of a TodoWrite call. */
export const todosOf = (input: unknown): ReadonlyArray<Todo> | undefined => {
  const todos = isRecord(input) ? input["todos"] : undefined
  return Array.isArray(todos) ? todos.filter(isTodo) : undefined
}

const row = ({ status, content, activeForm }: Todo): readonly [Span, Span] => {
  if (status === "completed") return [span("✓ ", "success"), span(sanitiseLine(content), "muted")]
  if (status === "in_progress") return [span("▸ ", "running"), span(sanitiseLine(activeForm ?? content), "strong")]
  return [span("☐ ", "muted"), span(sanitiseLine(content))]
}

/** A checklist: done, being done, to do. */
export const drawTodos = (todos: ReadonlyArray<Todo>, view: View): ReadonlyArray<Line> =>
  todos.flatMap((todo) => {
    const [mark, text] = row(todo)
    return wrapSpans([text], Math.max(1, view.width - indent.length - 2)).map((line, index) =>
      paintSpans([span(indent), index === 0 ? mark : span("  "), ...line], view.theme)
    )
  })
