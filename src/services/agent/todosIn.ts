import { Option, Schema } from "effect"
import type { Todo } from "../domain/AgentEvent.ts"
import type { SessionRecord } from "../session/SessionRecord.ts"
import { standing } from "../session/rewind.ts"

const List = Schema.Struct({
  todos: Schema.Array(
    Schema.Struct({
      content: Schema.String,
      status: Schema.Literals(["pending", "in_progress", "completed"]),
      activeForm: Schema.optionalKey(Schema.String)
    })
  )
})
const decode = Schema.decodeUnknownOption(List)

/** The todo list as the conversation left it, so that a session that is gone on with has it again. */
export const todosIn = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<Todo> => {
  const last = standing(records).findLast(
    (record) => record._tag === "tool_result" && record.kind === "done" && record.part.name === "TodoWrite"
  )
  return last?._tag !== "tool_result"
    ? []
    : Option.match(decode(last.output), { onNone: () => [], onSome: ({ todos }) => todos })
}
