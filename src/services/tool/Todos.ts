import { Context, Effect, Layer } from "effect"
import type { Todo } from "../domain/AgentEvent.ts"

/** The todo list of the session. TodoWrite replaces it whole; compaction keeps what is open. */
export class Todos extends Context.Service<
  Todos,
  {
    readonly current: Effect.Effect<ReadonlyArray<Todo>>
    readonly replace: (todos: ReadonlyArray<Todo>) => Effect.Effect<void>
  }
>()("coderx/tool/Todos") {
  static readonly layer = Layer.sync(Todos, () => {
    let list: ReadonlyArray<Todo> = []
    return Todos.of({
      current: Effect.sync(() => list),
      replace: (todos) =>
        Effect.sync(() => {
          list = todos
        })
    })
  })
}
