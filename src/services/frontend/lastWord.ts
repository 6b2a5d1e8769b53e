import { Effect, Fiber } from "effect"
import type { Agent } from "../agent/Agent.ts"

/** Milliseconds in which a run that is interrupted may still tell how it ended. */
const patienceMs = 1_000

/**
 * Shows a run whose last line somebody reads by machine: where the process is asked to end, the run is ended first, so that
 * what shows it can say so.
 */
export const withLastWord = <A, E, R>(
  agent: Agent["Service"],
  showing: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.forkChild(showing), (fiber) =>
    Effect.onInterrupt(Fiber.join(fiber), () =>
      agent.interrupt.pipe(
        Effect.andThen(Fiber.await(fiber)),
        Effect.timeoutOption(patienceMs),
        // Not in this fiber: what is interrupted can give up nothing that it waits for.
        Effect.forkDetach,
        Effect.flatMap(Fiber.await)
      )
    )
  )
