import { Effect, Result, Semaphore } from "effect"
import type { Input } from "../domain/Input.ts"
import { inputText, standing } from "../session/rewind.ts"
import { Todos } from "../tool/Todos.ts"
import { Tools } from "../tool/Tools.ts"
import { Shell } from "../workspace/Shell.ts"
import { contextUsageOf } from "./contextUsage.ts"
import { describeSession, makeCurrentSession } from "./currentSession.ts"
import { nextTokens } from "./loop.ts"
import { RewindTargetUnknown, type WhichSession } from "./OpenedSession.ts"
import type { WishedPrompt } from "./open.ts"
import type { Opening } from "./open.ts"
import { makeRuns } from "./runs.ts"
import { makeRunStreams } from "./runStream.ts"
import { makeSessionState } from "./sessionState.ts"
import { todosIn } from "./todosIn.ts"
import { makeSteering } from "./steering.ts"

/** Builds the engine. Nothing is opened or asked until the first input. */
export const makeEngine = Effect.gen(function* () {
  const tools = yield* Tools
  const todos = yield* Todos
  const shell = yield* Shell
  const current = yield* makeCurrentSession
  const states = yield* makeSessionState(current)
  const steering = makeSteering()
  const runs = yield* makeRuns(current, states, steering)
  const oneAtATime = yield* Semaphore.make(1)
  const { interrupt, stream } = makeRunStreams(oneAtATime)
  const betweenRuns = oneAtATime.withPermits(1)
  const described = (opening: Opening) => describeSession(opening, states.modelOf(opening))

  return {
    send: (input: Input) => stream((emit, closing) => runs.runInput(input, emit, closing)),
    interrupt,
    setPrompt: (prompt: WishedPrompt) => Effect.sync(() => states.wish(prompt)),
    steer: (input: Input) => Effect.sync(() => steering.offer({ input, context: false })),
    withdraw: (id?: string) => Effect.sync(() => steering.withdraw(id)),
    addContext: Effect.fn("Agent.addContext")(function* (content: Input["content"]) {
      if (steering.offer({ input: { content }, context: true })) return
      const { conversation } = yield* current.get
      yield* betweenRuns(conversation.append({ _tag: "input", content, context: true }))
    }),
    session: Effect.map(current.get, described),
    open: Effect.fn("Agent.open")(function* (which: WhichSession) {
      return yield* betweenRuns(
        Effect.gen(function* () {
          const before = yield* current.held
          const opening = yield* current.change(which)
          if (opening !== before) states.forget()
          return described(opening)
        })
      )
    }),
    rewind: Effect.fn("Agent.rewind")(function* (recordId: string) {
      return yield* betweenRuns(
        Effect.gen(function* () {
          const { conversation } = yield* current.get
          const target = standing(conversation.records).find((record) => record.id === recordId)
          if (target?._tag !== "input") return yield* new RewindTargetUnknown({ id: recordId })
          yield* conversation.append({ _tag: "rewound", to: recordId })
          states.recount()
          yield* todos.replace(todosIn(conversation.records))
          const { content } = target
          return { content, text: inputText(content), records: standing(conversation.records) }
        })
      )
    }),
    rename: Effect.fn("Agent.rename")(function* (title: string) {
      const { conversation } = yield* current.get
      yield* conversation.append({ _tag: "title", title })
    }),
    background: (callId?: string) => shell.background(callId),
    setModel: Effect.fn("Agent.setModel")(states.choose),
    compact: (instructions: string | undefined) =>
      stream((emit) =>
        Effect.gen(function* () {
          const ready = yield* Effect.result(states.get)
          if (Result.isFailure(ready)) {
            if (ready.failure._tag !== "ModelFault") return yield* Effect.fail(ready.failure)
            return yield* emit([{ _tag: "Warned", message: ready.failure.message }])
          }
          const run = yield* runs.newRun(ready.success.state)
          const done = yield* runs.compactNow("manual", instructions)(run, emit)
          if (!done) yield* emit([{ _tag: "Warned", message: "There is nothing to compact yet." }])
        })
      ),
    contextUsage: Effect.gen(function* () {
      const { state } = yield* states.get
      const offered = yield* tools.offered(state.model)
      const run = yield* runs.newRun(state)
      return contextUsageOf(
        state,
        offered.map((tool) => tool.spec),
        nextTokens(run, offered)
      )
    })
  }
})
