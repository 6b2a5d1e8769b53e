import { Deferred, Effect } from "effect"

interface Waited {
  readonly callId: string | undefined
  /** Makes a task of the command and gives its id. */
  readonly become: Effect.Effect<string>
  readonly released: Deferred.Deferred<string>
  letGo: boolean
}

/** The commands that somebody waits for, each of which can be let go into the background instead. */
export interface Foreground {
  /**
   * Waits for what `ended` gives, or until the command is let go: then it gives the id of its task.
   *
   * @param become makes a task of the command
   */
  readonly wait: <A>(
    callId: string | undefined,
    become: Effect.Effect<string>,
    ended: Effect.Effect<A>
  ) => Effect.Effect<{ readonly _tag: "Ended"; readonly value: A } | { readonly _tag: "LetGo"; readonly id: string }>
  /** Lets go the command of this call, or the one that was begun last; undefined where there is none. */
  readonly letGo: (callId: string | undefined) => Effect.Effect<string | undefined>
}

export const makeForeground = (): Foreground => {
  const all = new Set<Waited>()
  return {
    wait: (callId, become, ended) =>
      Effect.suspend(() => {
        const waited: Waited = { callId, become, released: Deferred.makeUnsafe(), letGo: false }
        all.add(waited)
        const released = Effect.map(Deferred.await(waited.released), (id) => ({ _tag: "LetGo", id }) as const)
        return Effect.raceFirst(
          Effect.map(ended, (value) => ({ _tag: "Ended", value }) as const),
          released
        ).pipe(
          // It may have ended while it was being let go: then it is a task already.
          Effect.flatMap((first) => (waited.letGo ? released : Effect.succeed(first))),
          Effect.ensuring(Effect.sync(() => all.delete(waited)))
        )
      }),
    letGo: (callId) =>
      Effect.suspend(() => {
        const found = [...all].findLast((one) => !one.letGo && (callId === undefined || one.callId === callId))
        if (found === undefined) return Effect.succeed(undefined)
        found.letGo = true
        return Effect.tap(found.become, (id) => Deferred.succeed(found.released, id))
      }).pipe(Effect.uninterruptible)
  }
}
