import { Effect, Schema } from "effect"
import { defineTool } from "./CoderTool.ts"
import { Todos } from "./Todos.ts"

const Item = Schema.Struct({
  content: Schema.String,
  status: Schema.Literals(["pending", "in_progress", "completed"]),
  activeForm: Schema.optionalKey(Schema.String)
})

const List = Schema.Struct({ todos: Schema.Array(Item) })

/** Replaces the todo list of the session. It touches nothing else. */
export const todoWrite = defineTool({
  name: "TodoWrite",
  description: "Replaces the todo list. Keep one item in_progress and mark each completed as soon as it is done.",
  input: List,
  output: List,
  effect: "runs",
  harmless: true,
  inputSchema: {
    type: "object",
    properties: {
      todos: {
        type: "array",
        items: {
          type: "object",
          properties: {
            content: { type: "string" },
            status: { enum: ["pending", "in_progress", "completed"] },
            activeForm: { type: "string" }
          },
          required: ["content", "status"]
        }
      }
    },
    required: ["todos"]
  },
  accesses: () => [],
  run: Effect.fnUntraced(function* (input) {
    const todos = yield* Todos
    yield* todos.replace(input.todos)
    return input
  }),
  forModel: ({ todos }) => {
    const open = todos.filter((todo) => todo.status !== "completed")
    if (todos.length === 0) return "The todo list is empty."
    return open.length === 0
      ? "All todos are completed."
      : `The todo list is kept: ${open.length} of ${todos.length} open.`
  }
})
