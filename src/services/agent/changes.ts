import { Effect } from "effect"
import type { AgentEvent, Todo } from "../domain/AgentEvent.ts"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { Permission } from "../permission/Permission.ts"
import type { SessionUnwritable } from "../session/Sessions.ts"
import type { Todos } from "../tool/Todos.ts"
import type { Conversation } from "./Conversation.ts"
import type { Emit } from "./turn.ts"

/** Watches what calls and answers change beside their results: the permission mode and the todo list. */
export const makeChanges = (permission: Permission["Service"], todos: Todos["Service"], usual: PermissionMode) => {
  let mode: PermissionMode | undefined
  let list: ReadonlyArray<Todo> | undefined
  return {
    /** From here on changes are told. A mode that was set since the session last ran, or is not the usual one, is recorded. */
    mark: Effect.fnUntraced(function* (conversation: Conversation): Effect.fn.Return<void, SessionUnwritable> {
      mode = yield* permission.mode
      list = yield* todos.current
      const last = conversation.records.findLast((record) => record._tag === "mode")
      if (mode !== (last?._tag === "mode" ? last.mode : usual)) yield* conversation.append({ _tag: "mode", mode })
    }),
    /** Records and tells what has changed since. */
    tell: Effect.fnUntraced(function* (
      conversation: Conversation,
      emit: Emit
    ): Effect.fn.Return<void, SessionUnwritable> {
      const events: Array<AgentEvent> = []
      const now = yield* permission.mode
      if (now !== mode) {
        mode = now
        yield* conversation.append({ _tag: "mode", mode: now })
        events.push({ _tag: "PermissionModeChanged", mode: now })
      }
      const current = yield* todos.current
      if (current !== list) {
        list = current
        events.push({ _tag: "TodosChanged", todos: current })
      }
      yield* emit(events)
    })
  }
}
