import { Effect, Result } from "effect"
import type { RunEnding } from "../domain/AgentEvent.ts"
import { inWindow } from "../domain/Usage.ts"
import { uuid } from "../domain/uuid.ts"
import type { ModelFault } from "../model/ModelFault.ts"
import type { Models } from "../model/Models.ts"
import type { ModelRequest } from "../model/Provider.ts"
import { costOf, priceFor } from "../model/pricing.ts"
import * as Window from "../model/window.ts"
import type { SessionUnwritable } from "../session/Sessions.ts"
import type { CoderTool } from "../tool/CoderTool.ts"
import type { Tools } from "../tool/Tools.ts"
import { type Allowance, allowance, dearestPrice, turnsUsedUp } from "./limits.ts"
import type { RunState } from "./RunState.ts"
import { textOf } from "./reply.ts"
import { maxShapeAttempts, shapeReminder, structuredOutputTool } from "./structuredOutput.ts"
import { visibleTo } from "./sight.ts"
import * as Totals from "./Totals.ts"
import { toolRound } from "./toolRound.ts"
import { type Discarded, type Emit, type Reply, turn } from "./turn.ts"

/** What the loop works with. Everything else is in the state of the run. */
export interface LoopServices {
  readonly models: Models["Service"]
  readonly tools: Tools["Service"]
  /** What was sent meanwhile joins the conversation now. True where the model has something to answer. */
  readonly takeSteering: (run: RunState, emit: Emit) => Effect.Effect<boolean, SessionUnwritable>
  /** Tells of what calls have changed beside their results: the mode, the todos. */
  readonly tellChanges: (run: RunState, emit: Emit) => Effect.Effect<void, SessionUnwritable>
  /** Shortens the conversation; false where there was nothing to shorten. */
  readonly compact: (run: RunState, emit: Emit) => Effect.Effect<boolean, SessionUnwritable>
  readonly limits: {
    readonly maxTurns: number | undefined
    readonly maxBudgetUsd: number | undefined
    readonly effort: ModelRequest["effort"]
    /** Share of the window at which the conversation is compacted. */
    readonly compactAt: number
  }
}

/** How a run ended, before it is told. */
export interface LoopEnd {
  readonly ending: RunEnding
  readonly answer: string
  readonly errors: ReadonlyArray<string>
}

const ended = (ending: RunEnding, ...errors: ReadonlyArray<string>): LoopEnd => ({ ending, answer: "", errors })

const faultText = (fault: ModelFault): string =>
  fault.hint === undefined ? fault.message : `${fault.message} ${fault.hint}`

/** Tokens that the next request will hold. */
export const nextTokens = (run: RunState, offered: ReadonlyArray<CoderTool>): number =>
  Window.estimateRequest(
    {
      system: run.session.system,
      tools: offered.map((tool) => tool.spec),
      messages: run.session.conversation.messages
    },
    run.session.counted
  )

/** What the next call may cost, of what the budget has left. */
export const nextAllowance = (run: RunState, inputTokens: number, budgetUsd: number | undefined): Allowance =>
  allowance({
    budgetUsd,
    spentUsd: spentUsd(run.totals),
    price: priceFor(run.session.model.price ?? dearestPrice, inputTokens),
    inputTokens,
    maxOutputTokens: run.session.model.maxOutputTokens
  })

/** The limit of a reply's length, where the budget allows less than the model could say. */
export const replyLimit = (run: RunState, allowed: Allowance): { readonly maxOutputTokens?: number } =>
  allowed._tag === "UpTo" && allowed.outputTokens < run.session.model.maxOutputTokens
    ? { maxOutputTokens: allowed.outputTokens }
    : {}

/**
 * Turns until the model calls no tool. One way through, top to bottom: limits → window → request → reply → calls → again.
 * Every branch that ends the run says how; nothing here formats or asks.
 */
export const loop = Effect.fn("Agent.loop")(function* (services: LoopServices, run: RunState, emit: Emit) {
  const { limits, models, tools } = services
  const { conversation } = run.session
  /** What an interruption leaves cannot be told before the run has ended. */
  const atTheEnd: Emit = (events) => Effect.sync(() => void run.late.push(...events))
  let shapeAttempts = 0
  let compactedForFault = false

  const shapeTools =
    run.shape === undefined
      ? []
      : [
          structuredOutputTool(run.shape.schema, run.shape.check, (value) =>
            Effect.sync(() => {
              run.structuredOutput = { value }
            })
          )
        ]

  while (true) {
    if (turnsUsedUp(run.turns, limits.maxTurns)) {
      return ended("error_max_turns", `Reached maximum number of turns (${limits.maxTurns})`)
    }
    const offered = [...(yield* tools.offered(run.session.model)), ...shapeTools]
    if (nextTokens(run, offered) > Window.compactionThreshold(run.session.model, limits.compactAt)) {
      yield* services.compact(run, emit)
    }

    const estimatedTokens = nextTokens(run, offered)
    const allowed = nextAllowance(run, estimatedTokens, limits.maxBudgetUsd)
    if (allowed._tag === "Refused")
      return ended("error_max_budget_usd", `Reached maximum budget ($${limits.maxBudgetUsd})`)

    run.turns++
    yield* emit([{ _tag: "RequestSent", turn: run.turns, estimatedTokens }])
    const request: ModelRequest = {
      model: run.session.model,
      system: run.session.system,
      tools: offered.map((tool) => tool.spec),
      messages: visibleTo(run.session.model, conversation.messages),
      ...(limits.effort === undefined ? {} : { effort: limits.effort }),
      ...replyLimit(run, allowed)
    }
    const discarded: Array<Discarded> = []
    const count = Effect.suspend(() => Effect.forEach(discarded, (reply) => takeDiscarded(run, reply)))
    const outcome = yield* Effect.result(
      turn(models, request, emit, {
        discarded: (reply) => discarded.push(reply),
        interrupted: (reply) =>
          Effect.ignore(Effect.andThen(count, reply === undefined ? Effect.void : takeReply(run, reply, atTheEnd)))
      })
    )
    yield* count
    if (Result.isFailure(outcome)) {
      const fault = outcome.failure
      if (fault.kind === "context-length" && !compactedForFault && (yield* services.compact(run, emit))) {
        compactedForFault = true
        continue
      }
      return ended("error_during_execution", faultText(fault))
    }
    const reply = outcome.success
    yield* takeReply(run, reply, emit)
    if (reply.fault !== undefined) return ended("error_during_execution", faultText(reply.fault))

    if (reply.calls.length > 0) {
      const round = yield* toolRound({
        tools,
        offered,
        calls: reply.calls,
        conversation,
        repeats: run.repeats,
        emit,
        cutOff: (settled) => run.late.push({ _tag: "ToolSettled", settled })
      })
      run.repeats = round.repeats
      yield* services.tellChanges(run, emit)
      if (round.stop !== undefined) return ended("error_during_execution", round.stop)
      if (run.structuredOutput !== undefined)
        return { ending: "success", answer: textOf(reply.content), errors: [] } as LoopEnd
      shapeAttempts += reply.calls.some((call) => shapeTools.some((tool) => tool.name === call.name)) ? 1 : 0
      if (shapeAttempts >= maxShapeAttempts) {
        return ended(
          "error_max_structured_output_retries",
          `The answer did not fit the schema after ${shapeAttempts} attempts`
        )
      }
      yield* services.takeSteering(run, emit)
      continue
    }

    if (yield* services.takeSteering(run, emit)) continue
    if (reply.stopReason === "pause_turn") continue
    if (reply.stopReason === "max_tokens") {
      yield* emit([{ _tag: "Warned", message: "The reply ends where the model's output limit was reached." }])
    }
    if (run.shape === undefined || acceptsProse(run, textOf(reply.content))) {
      return { ending: "success", answer: textOf(reply.content), errors: [] } as LoopEnd
    }
    shapeAttempts++
    if (shapeAttempts >= maxShapeAttempts) {
      return ended(
        "error_max_structured_output_retries",
        `The answer did not fit the schema after ${shapeAttempts} attempts`
      )
    }
    yield* conversation.append({ _tag: "input", content: shapeReminder, synthetic: true })
  }
})

/** Some servers hand over the shape as the text of the answer. If it fits, it is as good as the call. */
const acceptsProse = (run: RunState, text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text.trim().replace(/^```(?:json)?\s*|\s*```$/g, ""))
    if (run.shape === undefined || run.shape.check(value).length > 0) return false
    run.structuredOutput = { value }
    return true
  } catch {
    return false
  }
}

const spentUsd = (totals: Totals.Totals): number =>
  Object.values(totals.models).reduce(
    (sum, model) => sum + (model.costUsd ?? costOf(model.usage, dearestPrice) ?? 0),
    0
  )

/** Counts a reply that was paid for and thrown away. It is recorded as what it was: empty. */
export const takeDiscarded = Effect.fnUntraced(function* (run: RunState, { model, stopReason, usage }: Discarded) {
  run.totals = Totals.add(run.totals, model, usage, 0)
  yield* run.session.conversation.append({
    _tag: "reply",
    model: `${model.provider}/${model.name}`,
    messageId: `msg_${yield* uuid}`,
    content: [],
    stopReason,
    usage,
    costUsd: costOf(usage, model.price)
  })
})

/** Records a reply, then shows it, and brings the counts up to date. */
const takeReply = Effect.fnUntraced(function* (run: RunState, reply: Reply, emit: Emit) {
  const { session } = run
  if (reply.model !== session.model) {
    session.model = reply.model
    yield* session.conversation.append({
      _tag: "model",
      model: `${reply.model.provider}/${reply.model.name}`,
      reason: "fallback"
    })
  }
  yield* session.conversation.append({
    _tag: "reply",
    model: `${reply.model.provider}/${reply.model.name}`,
    messageId: reply.messageId,
    content: reply.content,
    stopReason: reply.stopReason,
    usage: reply.usage,
    costUsd: costOf(reply.usage, reply.model.price),
    ...(reply.fault === undefined ? {} : { cut: true })
  })
  run.totals = Totals.add(run.totals, reply.model, reply.usage, reply.apiMs)
  run.stopReason = reply.stopReason
  if (inWindow(reply.usage) > 0)
    session.counted = { usage: reply.usage, messages: session.conversation.messages.length }
  yield* emit([
    {
      _tag: "ReplyReceived",
      messageId: reply.messageId,
      model: reply.model.name,
      content: reply.content,
      stopReason: reply.stopReason,
      usage: reply.usage,
      cut: reply.fault !== undefined
    }
  ])
})
