import { Effect, Result, Stream } from "effect"
import type { Agent } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import * as ModelRef from "../domain/ModelRef.ts"
import { Models } from "../model/Models.ts"
import { Permission } from "../permission/Permission.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { sentenceOf } from "./sentence.ts"
import type { Sent } from "./SlashOutcome.ts"

/** The model that answers now, as `provider/name`. */
const currentModel = Effect.fnUntraced(function* (agent: Agent["Service"]) {
  const { records } = yield* agent.session
  const last = records.findLast((record) => record._tag === "prompt" || record._tag === "model")
  if (last?._tag === "prompt" || last?._tag === "model") return last.model
  const flags = yield* RunFlags
  const { values } = yield* Settings
  return ModelRef.format(yield* (yield* Models).resolve(flags.model ?? values.model))
})

/** Another model until the scope ends; where it cannot be had, the run goes on with the one there is. */
const withModel = Effect.fnUntraced(function* (agent: Agent["Service"], model: string) {
  const changed = yield* Effect.result(
    Effect.acquireRelease(
      Effect.tap(currentModel(agent), () => agent.setModel(model)),
      (before) => Effect.ignore(agent.setModel(before))
    )
  )
  if (Result.isSuccess(changed)) return []
  return [`The command asks for the model ${model}, which cannot be had: ${sentenceOf(changed.failure)}`]
})

/** A command's prompt as a run: with the rules that it allows and the model that it asks for, until the run ends. */
export const sentEvents = (agent: Agent["Service"], sent: Sent) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const permission = yield* Permission
      yield* permission.allowing(sent.allowedTools)
      const notices = sent.model === undefined ? [] : yield* withModel(agent, sent.model)
      const warned = [...sent.notices, ...notices].map((message): AgentEvent => ({ _tag: "Warned", message }))
      return Stream.flattenIterable(
        Stream.map(agent.send(sent.input), (event) => (event._tag === "SessionOpened" ? [event, ...warned] : [event]))
      )
    })
  )
