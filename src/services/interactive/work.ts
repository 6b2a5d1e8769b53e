import type { Prompt } from "../ui/composer/Composer.ts"
import { takenBack } from "../ui/composer/prompts.ts"
import type { QueuedPrompt, State, Work } from "./State.ts"
import { doing, type Step, stay } from "./step.ts"

export const begunWork = (what: string, startedAt: number): Work => ({
  startedAt,
  what,
  inputTokens: undefined,
  outputTokens: 0,
  arriving: 0,
  calls: new Map(),
  interrupting: false
})

/** Sends prompts as one input: a run begins. */
const send = (state: State, prompts: ReadonlyArray<Prompt>, now: number): Step => {
  const id = `input-${state.count + 1}`
  return doing(
    { ...state, count: state.count + 1, headed: true, work: begunWork("Thinking", now) },
    { _tag: "Send", id, prompts }
  )
}

/** A command of the user's: the work under way, where there is none; else it runs beside it. */
export const runOwn = (state: State, line: string, now: number): Step => {
  const owned = state.work === undefined
  const next = owned ? { ...state, headed: true, work: begunWork(`! ${line}`, now) } : state
  return doing(next, { _tag: "RunCommand", command: line, owned })
}

/** A prompt for the agent: begins a run, or waits for the one under way. */
export const submit = (state: State, prompt: Prompt, when: QueuedPrompt["when"], now: number): Step => {
  if (state.work === undefined) return send(state, [prompt], now)
  const id = `input-${state.count + 1}`
  const queued = { ...state, count: state.count + 1, queue: [...state.queue, { id, prompt, when }] }
  return when === "next" ? doing(queued, { _tag: "Steer", id, prompt }) : stay(queued)
}

/** The agent is free: what waits goes on. Prompts for the next step go together, those for afterwards one by one. */
export const startNext = (state: State, now: number): Step => {
  if (state.work !== undefined) return stay(state)
  const next = state.queue.filter(({ when }) => when === "next")
  if (next.length > 0) {
    const rest = state.queue.filter(({ when }) => when !== "next")
    const prompts = next.map(({ prompt }) => prompt)
    return send({ ...state, queue: rest }, prompts, now)
  }
  const [first, ...rest] = state.queue
  if (first !== undefined) return send({ ...state, queue: rest }, [first.prompt], now)
  const [work, ...later] = state.later
  if (work === undefined) return stay(state)
  return doing({ ...state, later, headed: true, work: begunWork(work.text, now) }, { _tag: "Run", work })
}

/** What waited is the user's again: before what is being written. */
export const giveBack = (state: State): State => ({
  ...state,
  queue: [],
  later: [],
  composer: state.queue.reduceRight((composer, { prompt }) => takenBack(composer, prompt), state.composer)
})

/** The last prompt of the queue, back to be edited. One that the model may have got already is asked for first. */
export const takeLastBack = (state: State): Step => {
  const last = state.queue.at(-1)
  if (last === undefined) return stay(state)
  if (last.when === "next") return doing(state, { _tag: "TakeBack", id: last.id })
  return stay(taken(state, last.id))
}

/** A queued prompt goes from the queue into the composer. */
export const taken = (state: State, id: string): State => {
  const found = state.queue.find((one) => one.id === id)
  if (found === undefined) return state
  const queue = state.queue.filter((one) => one !== found)
  return { ...state, queue, composer: takenBack(state.composer, found.prompt) }
}
