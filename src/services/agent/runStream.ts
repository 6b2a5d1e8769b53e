import { Effect, Exit, Fiber, Queue, type Semaphore, Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { Emit } from "./turn.ts"

/** Events that may wait for a slow screen before the run itself waits. */
const eventBuffer = 1024

/** What a run does: it tells events as they come, and says ahead what is to be told when it has ended, however it ends. */
export type Run<E> = (
  emit: Emit,
  closing: (events: Effect.Effect<ReadonlyArray<AgentEvent>>) => void
) => Effect.Effect<void, E>

/** Runs as streams, one at a time. `interrupt` ends the run under way and leaves its stream to tell of it. */
export const makeRunStreams = (oneAtATime: Semaphore.Semaphore) => {
  let running: Fiber.Fiber<unknown, unknown> | undefined

  const stream = <E>(run: Run<E>): Stream.Stream<AgentEvent, E> =>
    Stream.callback<AgentEvent, E>(
      (queue) =>
        oneAtATime.withPermits(1)(
          Effect.gen(function* () {
            let last: Effect.Effect<ReadonlyArray<AgentEvent>> = Effect.succeed([])
            const emit: Emit = (events) =>
              events.length === 0 ? Effect.void : Effect.asVoid(Queue.offerAll(queue, events))
            const work = run(emit, (events) => {
              last = events
            })
            const fiber = yield* Effect.forkChild(work)
            running = fiber
            const exit = yield* Fiber.await(fiber).pipe(Effect.onInterrupt(() => Fiber.interrupt(fiber)))
            running = undefined
            if (Exit.isFailure(exit) && !Exit.hasInterrupts(exit)) return yield* Queue.failCause(queue, exit.cause)
            yield* emit(yield* last)
            yield* Queue.end(queue)
          })
        ),
      { bufferSize: eventBuffer }
    )

  return {
    stream,
    interrupt: Effect.suspend(() => (running === undefined ? Effect.void : Fiber.interrupt(running)))
  }
}
