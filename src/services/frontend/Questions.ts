import { Context, Deferred, Effect, Layer, Queue, Stream } from "effect"
import type { DialogAnswer, DialogRequest } from "../ui/dialogs/request.ts"

/** A question on its way to the user. */
export type QuestionNews =
  | {
      readonly _tag: "Asked"
      readonly id: string
      readonly request: DialogRequest
      readonly answer: (answer: DialogAnswer) => Effect.Effect<void>
    }
  /** Nobody waits for the answer any more. */
  | { readonly _tag: "TakenBack"; readonly id: string }

/** What the engine asks, handed to the screen that shows it. One side asks and waits, the other reads and answers. */
export class Questions extends Context.Service<
  Questions,
  {
    /** Waits for the answer; interrupted, it takes the question back. */
    readonly ask: (request: DialogRequest) => Effect.Effect<DialogAnswer>
    /** To be read once. */
    readonly news: Stream.Stream<QuestionNews>
  }
>()("coderx/frontend/Questions") {
  static readonly layer = Layer.effect(
    Questions,
    Effect.gen(function* () {
      const news = yield* Queue.unbounded<QuestionNews>()
      let count = 0
      return Questions.of({
        news: Stream.fromQueue(news),
        ask: Effect.fn("Questions.ask")(function* (request: DialogRequest) {
          const id = `question-${++count}`
          const answered = yield* Deferred.make<DialogAnswer>()
          const answer = (given: DialogAnswer) => Effect.asVoid(Deferred.succeed(answered, given))
          yield* Queue.offer(news, { _tag: "Asked", id, request, answer })
          return yield* Effect.onInterrupt(Deferred.await(answered), () => Queue.offer(news, { _tag: "TakenBack", id }))
        })
      })
    })
  )
}
