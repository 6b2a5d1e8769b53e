import { Effect } from "effect"
import { countLines, type OutputBuffer, outputBuffer } from "./outputBuffer.ts"
import { type SpillFile, spillLimit } from "./spillFile.ts"

export type Source = "stdout" | "stderr"

/** What a running command has written, in constant memory, and in whole on disk once that is not all of it. */
export interface CommandOutput {
  readonly accept: (source: Source, bytes: Uint8Array) => Effect.Effect<void>
  /** What arrived since the last call, as text; empty where nothing did. */
  readonly news: () => string
  readonly stdout: () => string
  readonly stderr: () => string
  /** Both in the order of their arrival. */
  readonly text: () => string
  /** From now on the output is that of a task in the background. What came before is told by the methods above. */
  readonly handOver: () => TaskOutput
}

/** In the place of what was left out: how much it is and where it can be read. */
const notice =
  (spill: SpillFile) =>
  (bytes: number, lines: number): string => {
    const missing = `${bytes} bytes (${lines} lines) left out here`
    const state = spill.state()
    if (state._tag === "Failed") return `[… ${missing}; they could not be kept: ${state.reason}]`
    if (state._tag === "Unused") return `[… ${missing}]`
    const whole = state.cut ? `the first ${spillLimit / 1024 / 1024} MB are` : "the whole output is"
    return `[… ${missing}; ${whole} in ${state.path}: Read it with offset and limit, or Grep it]`
  }

const concat = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const out = new Uint8Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

/** For a command that is waited for: the file is begun only when the output outgrows memory. */
export const commandOutput = (spill: SpillFile): CommandOutput => {
  const stdout = outputBuffer()
  const stderr = outputBuffer()
  const all = outputBuffer()
  let unread = outputBuffer(0, newsBytes)
  let spilling = false
  let task: TaskOutput | undefined
  const said = notice(spill)
  return {
    accept: (source, bytes) => {
      if (task !== undefined) return task.accept(source, bytes)
      const lines = countLines(bytes)
      ;(source === "stdout" ? stdout : stderr).push(bytes, lines)
      unread.push(bytes, lines)
      const fits = !spilling && all.fits(bytes.length)
      const kept = spilling || fits ? undefined : all.whole()
      all.push(bytes, lines)
      if (fits) return Effect.void
      spilling = true
      return spill.write(kept === undefined ? bytes : concat(kept, bytes))
    },
    news: () => {
      const text = unread.text(() => "…")
      unread = outputBuffer(0, newsBytes)
      return text
    },
    stdout: () => stdout.text(said),
    stderr: () => stderr.text(said),
    text: () => all.text(said),
    handOver: () => {
      task = taskOutput(spill, spilling || all.size() === 0 ? undefined : all.whole())
      return task
    }
  }
}

/** Bytes of one piece of progress. A screen shows its last lines. */
const newsBytes = 4_000

/** What a task in the background writes. */
export interface TaskOutput extends Pick<CommandOutput, "accept" | "news"> {
  /** Completes once this says yes to what was not asked for yet, or to what comes. It gets every byte once, in order. */
  readonly until: (found: (bytes: Uint8Array) => boolean) => Effect.Effect<void>
}

/**
 * For a task in the background: everything goes to the file, and what was not asked for yet is kept in memory.
 *
 * @param before what the file is to hold before it, where it came while the command was waited for
 */
export const taskOutput = (spill: SpillFile, before?: Uint8Array): TaskOutput => {
  let first = before
  let unread: OutputBuffer = outputBuffer()
  const listeners = new Set<(bytes: Uint8Array) => void>()
  const said = notice(spill)
  return {
    accept: (_, bytes) => {
      unread.push(bytes)
      for (const listener of listeners) listener(bytes)
      if (first === undefined) return spill.write(bytes)
      const whole = concat(first, bytes)
      first = undefined
      return spill.write(whole)
    },
    news: () => {
      const text = unread.size() === 0 ? "" : unread.text(said)
      unread = outputBuffer()
      return text
    },
    until: (found) =>
      Effect.callback<void>((resume) => {
        if (found(unread.kept())) return resume(Effect.void)
        const listener = (bytes: Uint8Array) => {
          if (found(bytes)) resume(Effect.void)
        }
        listeners.add(listener)
        return Effect.sync(() => listeners.delete(listener))
      })
  }
}

/** The same output, whose every byte somebody else is given too, as it arrives. */
export const heard = (
  output: CommandOutput,
  onBytes: ((bytes: Uint8Array) => Effect.Effect<void>) | undefined
): CommandOutput =>
  onBytes === undefined
    ? output
    : { ...output, accept: (source, bytes) => Effect.andThen(output.accept(source, bytes), onBytes(bytes)) }
