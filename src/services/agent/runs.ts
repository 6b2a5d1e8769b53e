import { Clock, Effect, Result } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { Input } from "../domain/Input.ts"
import * as ModelRef from "../domain/ModelRef.ts"
import { LocalTime } from "../host/LocalTime.ts"
import { Models } from "../model/Models.ts"
import { Permission } from "../permission/Permission.ts"
import type { SessionUnwritable } from "../session/Sessions.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { Todos } from "../tool/Todos.ts"
import { Tools } from "../tool/Tools.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { makeChanges } from "./changes.ts"
import { compact } from "./compact.ts"
import type { Conversation } from "./Conversation.ts"
import type { CurrentSession } from "./currentSession.ts"
import { type LoopEnd, type LoopServices, loop } from "./loop.ts"
import { today } from "./open.ts"
import { remindersFor } from "./reminders.ts"
import { fresh } from "./repeats.ts"
import type { RunState, SessionState } from "./RunState.ts"
import type { SessionStates } from "./sessionState.ts"
import { shapeOf } from "./shape.ts"
import type { Steering, Waiting } from "./steering.ts"
import * as Totals from "./Totals.ts"
import type { Emit } from "./turn.ts"

const interruption: LoopEnd = { ending: "error_during_execution", answer: "", errors: ["Interrupted by the user."] }

const isContext = (one: Waiting): boolean => one.context

/** How a run takes an input to its end. `closing` is told what is to be said at its end, interrupted or not. */
export const makeRuns = Effect.fnUntraced(function* (
  current: CurrentSession,
  states: SessionStates,
  steering: Steering
) {
  const flags = yield* RunFlags
  const settings = yield* Settings
  const models = yield* Models
  const tools = yield* Tools
  const permission = yield* Permission
  const todos = yield* Todos
  const workspace = yield* Workspace
  const localTime = yield* LocalTime
  const changes = makeChanges(permission, todos, settings.values.permissionMode)
  const shape = flags.jsonSchema === undefined ? undefined : yield* Effect.cached(shapeOf(flags.jsonSchema))

  const limits: LoopServices["limits"] = {
    maxTurns: settings.values.maxTurns,
    maxBudgetUsd: settings.values.maxBudgetUsd,
    effort: settings.values.effort,
    compactAt: settings.values.compactAt
  }

  const compactNow = (trigger: "auto" | "manual", instructions: string | undefined) =>
    Effect.fnUntraced(function* (run: RunState, emit: Emit) {
      const offered = yield* tools.offered(run.session.model)
      return yield* compact({
        models,
        offered,
        todos: yield* todos.current,
        trigger,
        instructions,
        maxBudgetUsd: limits.maxBudgetUsd,
        run,
        emit
      })
    })

  const record =
    (conversation: Conversation) =>
    ({ context, input }: Waiting) =>
      conversation.append({ _tag: "input", content: input.content, ...(context ? { context } : {}) })

  const taken = ({ content, id }: Input): AgentEvent => ({
    _tag: "InputTaken",
    ...(id === undefined ? {} : { id }),
    content
  })

  const takeSteering = Effect.fnUntraced(function* (run: RunState, emit: Emit) {
    const waiting = steering.take()
    yield* Effect.forEach(waiting, record(run.session.conversation), { discard: true })
    const asked = waiting.filter((one) => !one.context)
    yield* emit(asked.map((one) => taken(one.input)))
    return asked.length > 0
  })

  const services: LoopServices = {
    models,
    tools,
    compact: compactNow("auto", undefined),
    limits,
    takeSteering,
    tellChanges: (run, emit) => changes.tell(run.session.conversation, emit)
  }

  const newRun = Effect.fnUntraced(function* (session: SessionState) {
    const run: RunState = {
      session,
      shape: shape === undefined ? undefined : yield* shape,
      totals: Totals.none,
      turns: 0,
      repeats: fresh,
      stopReason: null,
      structuredOutput: undefined,
      late: []
    }
    return run
  })

  const endEvent = Effect.fnUntraced(function* (
    end: LoopEnd,
    run: RunState | undefined,
    started: { readonly at: number; readonly denials: number },
    untaken: ReadonlyArray<Input>
  ) {
    const totals = run?.totals ?? Totals.none
    const event: AgentEvent = {
      _tag: "RunEnded",
      ending: end.ending,
      answer: end.answer,
      errors: end.errors,
      turns: run?.turns ?? 0,
      durationMs: (yield* Clock.currentTimeMillis) - started.at,
      apiDurationMs: totals.apiMs,
      stopReason: run?.stopReason ?? null,
      usage: totals.usage,
      costUsd: totals.costUsd,
      models: totals.models,
      denials: (yield* permission.denials).slice(started.denials),
      ...(run?.structuredOutput === undefined ? {} : { structuredOutput: run.structuredOutput.value }),
      ...(untaken.length === 0 ? {} : { untaken })
    }
    return event
  })

  const opening = (conversation: Conversation, resumed: boolean, model: SessionState["model"] | undefined) =>
    Effect.gen(function* () {
      const event: AgentEvent = {
        _tag: "SessionOpened",
        sessionId: conversation.session.id,
        cwd: workspace.cwd,
        model: model?.name ?? settings.values.model ?? "none",
        tools: (yield* tools.offered(model)).map((tool) => tool.name),
        mcpServers: [],
        permissionMode: yield* permission.mode,
        apiKeySource: model === undefined ? "none" : yield* models.keySource(model),
        resumed
      }
      return event
    })

  const priceUnknown = (model: SessionState["model"]): ReadonlyArray<AgentEvent> =>
    limits.maxBudgetUsd === undefined || model.price !== undefined
      ? []
      : [
          {
            _tag: "Warned",
            message: `The price of ${ModelRef.format(model)} is unknown. The budget of $${limits.maxBudgetUsd} is counted at a price above all that are known.`
          }
        ]

  /** Records how a run ended, and what came for it too late to be asked; gives what is to be told of it. */
  const finish = Effect.fnUntraced(function* (
    end: LoopEnd,
    run: RunState,
    started: { readonly at: number; readonly denials: number }
  ): Effect.fn.Return<ReadonlyArray<AgentEvent>, SessionUnwritable> {
    const { conversation } = run.session
    const late = steering.close()
    yield* Effect.forEach(late.filter(isContext), record(conversation), { discard: true })
    yield* conversation.append({ _tag: "end", ending: end.ending, errors: [...end.errors] })
    const untaken = late.flatMap((one) => (one.context ? [] : [one.input]))
    return [...run.late, yield* endEvent(end, run, started, untaken)]
  }, Effect.uninterruptible)

  const runInput = Effect.fn("Agent.send")(
    function* (input: Input, emit: Emit, closing: (events: Effect.Effect<ReadonlyArray<AgentEvent>>) => void) {
      const started = { at: yield* Clock.currentTimeMillis, denials: (yield* permission.denials).length }
      steering.open()
      /** The end of a run that has not begun. */
      const unrun = (errors: ReadonlyArray<string>, conversation?: Conversation) =>
        Effect.gen(function* () {
          const late = steering.close()
          if (conversation !== undefined)
            yield* Effect.ignore(Effect.forEach(late.filter(isContext), record(conversation)))
          const untaken = late.flatMap((one) => (one.context ? [] : [one.input]))
          return [yield* endEvent({ ...interruption, errors }, undefined, started, untaken)]
        })
      closing(unrun(interruption.errors))
      const session = yield* current.get
      const { conversation } = session
      closing(unrun(interruption.errors, conversation))
      const recorded = [...conversation.records]
      const prepared = yield* Effect.result(states.get)
      const model = Result.isSuccess(prepared) ? prepared.success.state.model : undefined
      yield* emit([yield* opening(conversation, session.resumed, model)])
      if (Result.isFailure(prepared)) {
        const fault = prepared.failure
        if (fault._tag !== "ModelFault") return yield* Effect.fail(fault)
        const message = fault.hint === undefined ? fault.message : `${fault.message}\n${fault.hint}`
        return closing(unrun([message], conversation))
      }
      const run = yield* newRun(prepared.success.state)
      yield* emit([
        ...prepared.success.notices.map((message): AgentEvent => ({ _tag: "Warned", message })),
        ...priceUnknown(run.session.model)
      ])
      const date = yield* Effect.provideService(today, LocalTime, localTime)
      for (const content of remindersFor(recorded, date, (yield* permission.mode) === "plan")) {
        yield* conversation.append({ _tag: "input", content, synthetic: true })
      }
      yield* changes.mark(conversation)
      yield* conversation.append({ _tag: "input", content: input.content })
      const conclude = (end: LoopEnd) =>
        Effect.map(finish(end, run, started), (events) => closing(Effect.succeed(events)))
      const end = yield* Effect.andThen(emit([taken(input)]), loop(services, run, emit)).pipe(
        Effect.onInterrupt(() => Effect.ignore(conclude(interruption)))
      )
      yield* conclude(end)
    },
    Effect.tapError(() => Effect.sync(() => steering.close()))
  )

  return { runInput, newRun, compactNow }
})
