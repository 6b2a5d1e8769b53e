import type { Input } from "../domain/Input.ts"

/** What came while a run was under way and waits for the model's next step. */
export interface Waiting {
  readonly input: Input
  /** Only to be known: it asks for no answer, and a run may end without the model having read it. */
  readonly context: boolean
}

/** The queue between whoever types and the run under way. Memory alone: what is taken is recorded by the run. */
export interface Steering {
  /** False where no run is under way that could still take it. */
  readonly offer: (waiting: Waiting) => boolean
  /** All that waits, oldest first. It waits no longer. */
  readonly take: () => ReadonlyArray<Waiting>
  /** Takes back the input with this id, or the newest. */
  readonly withdraw: (id: string | undefined) => Input | undefined
  /** A run begins to take. */
  readonly open: () => void
  /** No run takes any more; gives what was not taken. */
  readonly close: () => ReadonlyArray<Waiting>
}

export const makeSteering = (): Steering => {
  let waiting: ReadonlyArray<Waiting> = []
  let taking = false
  const take = () => {
    const all = waiting
    waiting = []
    return all
  }
  return {
    offer: (one) => {
      if (taking) waiting = [...waiting, one]
      return taking
    },
    take,
    withdraw: (id) => {
      const found = waiting.findLast((one) => !one.context && (id === undefined || one.input.id === id))
      waiting = waiting.filter((one) => one !== found)
      return found?.input
    },
    open: () => {
      taking = true
    },
    close: () => {
      taking = false
      return take()
    }
  }
}
