import { Effect, Semaphore } from "effect"

/** One holder at a time for each key; who waits is served in order. Keys that nobody holds cost nothing. */
export interface KeyedLock {
  readonly withKey: (key: string) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

export const makeKeyedLock = (): KeyedLock => {
  const held = new Map<string, { readonly semaphore: Semaphore.Semaphore; users: number }>()
  return {
    withKey: (key) => (effect) =>
      Effect.suspend(() => {
        const entry = held.get(key) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
        held.set(key, entry)
        entry.users += 1
        const leave = Effect.sync(() => {
          entry.users -= 1
          if (entry.users === 0) held.delete(key)
        })
        return Effect.ensuring(entry.semaphore.withPermit(effect), leave)
      })
  }
}
