import { Effect, Result } from "effect"
import type { Todo } from "../domain/AgentEvent.ts"
import type { UserMessage } from "../domain/Message.ts"
import type { Models } from "../model/Models.ts"
import { costOf } from "../model/pricing.ts"
import * as Window from "../model/window.ts"
import type { SessionUnwritable } from "../session/Sessions.ts"
import type { CoderTool } from "../tool/CoderTool.ts"
import { compactedText, compactionFacts, summaryRequest } from "./compaction.ts"
import { nextAllowance, nextTokens, replyLimit, takeDiscarded } from "./loop.ts"
import type { RunState } from "./RunState.ts"
import { textOf } from "./reply.ts"
import { visibleTo } from "./sight.ts"
import * as Totals from "./Totals.ts"
import { type Discarded, type Emit, turn } from "./turn.ts"

/** The least number of messages worth shortening: a request, a reply, and what followed. */
const leastMessages = 3

/**
 * Shortens the conversation. The model writes its notes over the conversation as it is (one more use of the prompt
 * cache); if it cannot, the facts alone must do, because a run that is full would otherwise be stuck.
 * Nothing is lost: the records stay in the session file, and what was dropped is listed in the record and the event.
 */
export const compact = Effect.fn("Agent.compact")(function* (options: {
  readonly models: Models["Service"]
  readonly offered: ReadonlyArray<CoderTool>
  readonly todos: ReadonlyArray<Todo>
  readonly trigger: "auto" | "manual"
  readonly instructions: string | undefined
  readonly maxBudgetUsd: number | undefined
  readonly run: RunState
  readonly emit: Emit
}): Effect.fn.Return<boolean, SessionUnwritable> {
  const { emit, models, offered, run } = options
  const { conversation } = run.session
  if (conversation.messages.length < leastMessages) return false
  const tokensBefore = nextTokens(run, offered)
  // Notes are a call like any other: where the budget has no room for it, none is made, and the loop ends the run.
  const allowed = nextAllowance(run, tokensBefore, options.maxBudgetUsd)
  if (allowed._tag === "Refused") return false
  const facts = compactionFacts(conversation.records)
  const ask: UserMessage = { role: "user", content: summaryRequest(options.instructions) }
  const silent: Emit = (events) => emit(events.filter((event) => event._tag !== "PartArrived"))
  const discarded: Array<Discarded> = []
  const outcome = yield* Effect.result(
    turn(
      models,
      {
        model: run.session.model,
        system: run.session.system,
        tools: offered.map((tool) => tool.spec),
        messages: [...visibleTo(run.session.model, conversation.messages), ask],
        toolChoice: "none",
        ...replyLimit(run, allowed)
      },
      silent,
      { discarded: (reply) => discarded.push(reply), interrupted: () => Effect.void }
    )
  )
  for (const reply of discarded) yield* takeDiscarded(run, reply)
  if (Result.isSuccess(outcome)) {
    run.totals = Totals.add(run.totals, outcome.success.model, outcome.success.usage, outcome.success.apiMs)
  } else {
    yield* emit([
      {
        _tag: "Warned",
        message: `No summary could be made (${outcome.failure.message}); the conversation was shortened without one.`
      }
    ])
  }
  const notes = Result.isSuccess(outcome) ? textOf(outcome.success.content).trim() : ""
  const summary = compactedText(
    facts,
    notes === "" ? undefined : notes,
    options.todos.filter((todo) => todo.status !== "completed")
  )
  const tokensAfter = Window.estimateRequest({
    system: run.session.system,
    tools: offered.map((tool) => tool.spec),
    messages: [{ role: "user", content: summary }]
  })
  yield* conversation.append({
    _tag: "compaction",
    trigger: options.trigger,
    summary,
    dropped: facts.dropped,
    tokensBefore,
    tokensAfter,
    ...(Result.isSuccess(outcome)
      ? {
          model: `${outcome.success.model.provider}/${outcome.success.model.name}`,
          usage: outcome.success.usage,
          costUsd: costOf(outcome.success.usage, outcome.success.model.price)
        }
      : {})
  })
  run.session.counted = undefined
  yield* emit([{ _tag: "Compacted", trigger: options.trigger, tokensBefore, tokensAfter, dropped: facts.dropped }])
  return true
})
