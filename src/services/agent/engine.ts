import { Clock, Effect, Exit, Fiber, Queue, Result, Scope, Semaphore, Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { Input } from "../domain/Input.ts"
import * as ModelRef from "../domain/ModelRef.ts"
import { Models } from "../model/Models.ts"
import { Permission } from "../permission/Permission.ts"
import type { SessionRecord } from "../session/SessionRecord.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { Todos } from "../tool/Todos.ts"
import { Tools } from "../tool/Tools.ts"
import { Git } from "../workspace/Git.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { compact } from "./compact.ts"
import { contextUsageOf } from "./contextUsage.ts"
import { type LoopEnd, type LoopServices, loop, nextTokens } from "./loop.ts"
import { open, promptOf, today, type WishedPrompt } from "./open.ts"
import type { RunState, SessionState } from "./RunState.ts"
import { fresh } from "./repeats.ts"
import { shapeOf } from "./shape.ts"
import { planReminder } from "./systemPrompt.ts"
import * as Totals from "./Totals.ts"
import type { Emit } from "./turn.ts"

/** Events that may wait for a slow screen before the run itself waits. */
const eventBuffer = 1024

const interruption: LoopEnd = { ending: "error_during_execution", answer: "", errors: ["Interrupted by the user."] }

/** Builds the engine. Nothing is opened or asked until the first input. */
export const makeEngine = Effect.gen(function* () {
  const flags = yield* RunFlags
  const settings = yield* Settings
  const models = yield* Models
  const tools = yield* Tools
  const permission = yield* Permission
  const todos = yield* Todos
  const workspace = yield* Workspace
  const git = yield* Git
  const scope = yield* Effect.scope
  const services = yield* Effect.context<Effect.Services<typeof open> | Effect.Services<ReturnType<typeof promptOf>>>()
  const oneAtATime = yield* Semaphore.make(1)
  const shape = flags.jsonSchema === undefined ? undefined : yield* Effect.cached(shapeOf(flags.jsonSchema))

  let wished: WishedPrompt = { custom: flags.systemPrompt, append: flags.appendSystemPrompt }
  let running: Fiber.Fiber<unknown, unknown> | undefined
  let toldPlan = false
  /** How the run under way is told if it is interrupted now. */
  let interrupted: Effect.Effect<AgentEvent> | undefined

  const opened = yield* Effect.cached(open.pipe(Effect.provideContext(services), Scope.provide(scope)))

  const limits: LoopServices["limits"] = {
    maxTurns: settings.values.maxTurns,
    maxBudgetUsd: settings.values.maxBudgetUsd,
    effort: settings.values.effort,
    compactAt: settings.values.compactAt
  }

  /** The session's state, with the model resolved and the prompt made. A model that cannot be had is tried again at the next input. */
  let kept: SessionState | undefined
  const state = Effect.gen(function* () {
    if (kept !== undefined) return { state: kept, notices: [] }
    const session = yield* opened
    const model = yield* models.resolve(flags.model ?? session.lastModel ?? settings.values.model)
    const repository = yield* Effect.forkChild(git.summary)
    // Loads the provider's SDK, which takes as long as asking git does.
    yield* models.keySource(model)
    const names = (yield* tools.offered(model)).map((tool) => tool.name)
    const known = repository.pollUnsafe()
    const branch = known !== undefined && Exit.isSuccess(known) ? known.value : undefined
    const { notices, system } = yield* promptOf(session.conversation, model, names, branch, wished).pipe(
      Effect.provideContext(services)
    )
    yield* Fiber.interrupt(repository)
    kept = { conversation: session.conversation, model, system, counted: session.counted, steering: [] }
    return { state: kept, notices: [...(yield* workspace.rootProblems), ...session.notices, ...notices] }
  })

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

  const loopServices: LoopServices = { models, tools, compact: compactNow("auto", undefined), limits }

  const newRun = Effect.fnUntraced(function* (session: SessionState) {
    const run: RunState = {
      session,
      shape: shape === undefined ? undefined : yield* shape,
      totals: Totals.none,
      turns: 0,
      repeats: fresh,
      stopReason: null,
      structuredOutput: undefined
    }
    return run
  })

  const endEvent = Effect.fnUntraced(function* (
    end: LoopEnd,
    run: RunState | undefined,
    startedAt: number,
    denialsBefore: number
  ) {
    const totals = run?.totals ?? Totals.none
    const event: AgentEvent = {
      _tag: "RunEnded",
      ending: end.ending,
      answer: end.answer,
      errors: end.errors,
      turns: run?.turns ?? 0,
      durationMs: (yield* Clock.currentTimeMillis) - startedAt,
      apiDurationMs: totals.apiMs,
      stopReason: run?.stopReason ?? null,
      usage: totals.usage,
      costUsd: totals.costUsd,
      models: totals.models,
      denials: (yield* permission.denials).slice(denialsBefore),
      ...(run?.structuredOutput === undefined ? {} : { structuredOutput: run.structuredOutput.value })
    }
    return event
  })

  /** What the model must know that changed since it was last told. Recorded as input of our own, before the user's. */
  const remind = Effect.fnUntraced(function* (session: SessionState, before: SessionRecord | undefined) {
    const date = yield* Effect.provideContext(today, services)
    if (before !== undefined && before.at.slice(0, 10) !== date) {
      yield* session.conversation.append({ _tag: "input", content: `The date is now ${date}.`, synthetic: true })
    }
    const planning = (yield* permission.mode) === "plan"
    if (planning && !toldPlan)
      yield* session.conversation.append({ _tag: "input", content: planReminder, synthetic: true })
    if (!planning && toldPlan) {
      yield* session.conversation.append({
        _tag: "input",
        content: "Plan mode is over: you may change things now.",
        synthetic: true
      })
    }
    toldPlan = planning
  })

  const runInput = Effect.fn("Agent.send")(function* (input: Input, emit: Emit) {
    const startedAt = yield* Clock.currentTimeMillis
    const denialsBefore = (yield* permission.denials).length
    const session = yield* opened
    const { conversation } = session
    const lastBefore = conversation.records.at(-1)
    const prepared = yield* Effect.result(state)
    const model = Result.isSuccess(prepared) ? prepared.success.state.model : undefined
    yield* emit([
      {
        _tag: "SessionOpened",
        sessionId: conversation.session.id,
        cwd: workspace.cwd,
        model: model?.name ?? settings.values.model ?? "none",
        tools: (yield* tools.offered(model)).map((tool) => tool.name),
        mcpServers: [],
        permissionMode: yield* permission.mode,
        apiKeySource: model === undefined ? "none" : yield* models.keySource(model),
        resumed: session.resumed
      }
    ])
    if (Result.isFailure(prepared)) {
      const fault = prepared.failure
      if (fault._tag !== "ModelFault") return yield* Effect.fail(fault)
      const errors = [fault.hint === undefined ? fault.message : `${fault.message}\n${fault.hint}`]
      yield* emit([
        yield* endEvent({ ending: "error_during_execution", answer: "", errors }, undefined, startedAt, denialsBefore)
      ])
      return
    }
    yield* emit(prepared.success.notices.map((message): AgentEvent => ({ _tag: "Warned", message })))
    const run = yield* newRun(prepared.success.state)
    if (limits.maxBudgetUsd !== undefined && run.session.model.price === undefined) {
      yield* emit([
        {
          _tag: "Warned",
          message: `The price of ${ModelRef.format(run.session.model)} is unknown. The budget of $${limits.maxBudgetUsd} is counted at a price above all that are known.`
        }
      ])
    }
    yield* remind(run.session, lastBefore)
    yield* conversation.append({ _tag: "input", content: input.content })
    const record = (end: LoopEnd) => conversation.append({ _tag: "end", ending: end.ending, errors: [...end.errors] })
    interrupted = endEvent(interruption, run, startedAt, denialsBefore)
    const end = yield* Effect.onInterrupt(loop(loopServices, run, emit), () => Effect.ignore(record(interruption)))
    yield* record(end)
    yield* emit([yield* endEvent(end, run, startedAt, denialsBefore)])
  })

  /** One run as a stream. `interrupt` ends the inner fiber and leaves the stream to tell of it. */
  const stream = <E>(run: (emit: Emit) => Effect.Effect<void, E>): Stream.Stream<AgentEvent, E> =>
    Stream.callback<AgentEvent, E>(
      (queue) =>
        oneAtATime.withPermits(1)(
          Effect.gen(function* () {
            const emit: Emit = (events) =>
              events.length === 0 ? Effect.void : Effect.asVoid(Queue.offerAll(queue, events))
            const fiber = yield* Effect.forkChild(run(emit))
            running = fiber
            const exit = yield* Fiber.await(fiber).pipe(Effect.onInterrupt(() => Fiber.interrupt(fiber)))
            running = undefined
            if (Exit.isFailure(exit) && Exit.hasInterrupts(exit) && interrupted !== undefined)
              yield* emit([yield* interrupted])
            interrupted = undefined
            if (Exit.isFailure(exit) && !Exit.hasInterrupts(exit)) yield* Queue.failCause(queue, exit.cause)
            else yield* Queue.end(queue)
          })
        ),
      { bufferSize: eventBuffer }
    )

  return {
    send: (input: Input) => stream((emit) => runInput(input, emit)),
    interrupt: Effect.suspend(() => (running === undefined ? Effect.void : Fiber.interrupt(running))),
    setPrompt: (prompt: WishedPrompt) =>
      Effect.sync(() => {
        wished = { custom: prompt.custom ?? wished.custom, append: prompt.append ?? wished.append }
      }),
    steer: (input: Input) => Effect.map(state, (ready) => void ready.state.steering.push(input)),
    setModel: Effect.fn("Agent.setModel")(function* (reference: string) {
      const ready = yield* state
      ready.state.model = yield* models.resolve(reference)
      ready.state.counted = undefined
      yield* ready.state.conversation.append({
        _tag: "model",
        model: ModelRef.format(ready.state.model),
        reason: "chosen"
      })
    }),
    compact: (instructions: string | undefined) =>
      stream((emit) =>
        Effect.gen(function* () {
          const ready = yield* Effect.result(state)
          if (Result.isFailure(ready)) {
            if (ready.failure._tag !== "ModelFault") return yield* Effect.fail(ready.failure)
            return yield* emit([{ _tag: "Warned", message: ready.failure.message }])
          }
          const run = yield* newRun(ready.success.state)
          const done = yield* compactNow("manual", instructions)(run, emit)
          if (!done) yield* emit([{ _tag: "Warned", message: "There is nothing to compact yet." }])
        })
      ),
    contextUsage: Effect.gen(function* () {
      const ready = yield* state
      const offered = yield* tools.offered(ready.state.model)
      const run = yield* newRun(ready.state)
      return contextUsageOf(
        ready.state,
        offered.map((tool) => tool.spec),
        nextTokens(run, offered)
      )
    })
  }
})
