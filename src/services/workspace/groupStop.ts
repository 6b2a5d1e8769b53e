import { Deferred, Effect, Fiber } from "effect"

/** Two ways to wait for the end of a process group. Both may be called again and again. */
export interface GroupStop {
  /** Ends the whole group, by KILL where TERM does not do. Returns when nobody holds its pipes, within a second. */
  readonly stop: Effect.Effect<void>
  /** The same, but returns only when there is nothing left to kill: also children that hold no pipe have had their KILL. */
  readonly end: Effect.Effect<void>
}

/** TERM waits no longer than this for the list of children. */
const rememberMs = 100
/** Time from TERM to KILL. */
export const graceMs = 300
/** By then KILL has reached the group, and who still holds a pipe has left it. */
const sweepMs = 350
/** By then all that holds no pipe is dead. */
const killLimitMs = 400
/** Waiting ends after this even where the system is slow to take dead children away: all kills are done by then. */
const stopLimitMs = 700
/** What they said last is still in the pipes. */
const lastWordsMs = 25

/** The kills run on their own, so that each happens in its time even if nobody waits for it any longer. */
export const stopGroup = Effect.fnUntraced(function* (group: {
  /** TERM, and KILL after `graceMs`, to the process group. */
  readonly kill: Effect.Effect<void, unknown>
  /** Completes when the shell has ended and nobody holds its pipes. */
  readonly closed: Effect.Effect<void>
  /** Notes who belongs to it, while that can be told. */
  readonly remember: Effect.Effect<void>
  /** Kills what has left the process group. */
  readonly sweep: Effect.Effect<void>
  /** Gives everything back. */
  readonly close: Effect.Effect<void>
}) {
  const released = yield* Deferred.make<void>()
  const killed = yield* Deferred.make<void>()
  const release = Deferred.succeed(released, undefined)
  const finish = Effect.andThen(release, Deferred.succeed(killed, undefined))
  let begun = false

  const begin = Effect.gen(function* () {
    if (begun) return
    begun = true
    const limit = yield* Effect.sleep(killLimitMs).pipe(
      // Dead children that nobody has taken away yet look alive, but they hold nothing.
      Effect.andThen(Effect.timeoutOption(group.closed, stopLimitMs - killLimitMs)),
      Effect.andThen(finish),
      Effect.forkDetach
    )
    // Also where the pipes are closed: a child may have left both its group and its pipes.
    const sweep = Effect.andThen(Effect.timeoutOption(group.closed, sweepMs), group.sweep)
    yield* Effect.timeoutOption(group.remember, rememberMs).pipe(
      Effect.andThen(Effect.all([Effect.ignore(group.kill), sweep], { concurrency: 2, discard: true })),
      Effect.andThen(Effect.timeoutOption(group.closed, lastWordsMs)),
      Effect.andThen(finish),
      Effect.andThen(Fiber.interrupt(limit)),
      Effect.andThen(group.close),
      Effect.forkDetach
    )
    yield* Effect.forkDetach(Effect.andThen(group.closed, release))
  })

  return {
    stop: Effect.uninterruptible(Effect.andThen(begin, Deferred.await(released))),
    end: Effect.uninterruptible(Effect.andThen(begin, Deferred.await(killed)))
  } satisfies GroupStop
})
