import { Deferred, Effect } from "effect"
import type { StatusScript } from "../slash/statusScript.ts"
import type { Message } from "./Message.ts"
import type { State } from "./State.ts"

/** The user's own script for the status line. Loaded once everything that is seen first is there. */
export const scripting = Effect.fnUntraced(function* (doing: {
  readonly tell: (message: Message) => Effect.Effect<unknown>
  readonly state: () => State
}) {
  const { tell } = doing
  const { makeStatusScript } = yield* Effect.promise(() => import("../slash/statusScript.ts"))
  return yield* makeStatusScript({
    known: () => doing.state().known,
    shown: (text) => tell({ _tag: "ScriptSaid", text }),
    told: (text) => tell({ _tag: "Noted", events: [{ _tag: "Noted", level: "warning", text }] })
  })
})

/** What the agent tells may be news for the script too, if it is there by now. */
export const hear = (script: Deferred.Deferred<StatusScript>, messages: ReadonlyArray<Message>) =>
  Effect.gen(function* () {
    const events = messages.flatMap((message) => (message._tag === "Told" ? message.events : []))
    if (events.length === 0 || !(yield* Deferred.isDone(script))) return
    const { heard } = yield* Deferred.await(script)
    yield* Effect.forEach(events, heard, { discard: true })
  })
