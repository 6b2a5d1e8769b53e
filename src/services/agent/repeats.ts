import type { SettledCall } from "../domain/ToolCall.ts"

/** After this many equal failures the model is told, after the second number the run ends. */
export const tellAfter = 3
export const endAfter = 6
/** Calls of tools that do not exist, one after another, end the run sooner: the model is not reading what it is told. */
export const endAfterUnknown = 3

/** What the guard remembers: how often each call has failed in the same way since something changed. */
export interface Repeats {
  readonly failures: ReadonlyMap<string, number>
  readonly unknownInARow: number
}

export const fresh: Repeats = { failures: new Map(), unknownInARow: 0 }

export type Judgement = "go-on" | "tell" | "end"

const keyOf = (settled: SettledCall): string =>
  JSON.stringify([settled.call.name, settled.call.input, settled.call.malformed])

/**
 * Counts one settled call. `failed` says whether it did what was asked (a command's exit code counts too), `changes`
 * whether it could have changed something: after a change the same call may well succeed, so the counts begin anew.
 */
export const count = (
  repeats: Repeats,
  settled: SettledCall,
  options: { readonly failed: boolean; readonly changes: boolean; readonly unknownTool: boolean }
): { readonly repeats: Repeats; readonly judgement: Judgement; readonly times: number } => {
  const unknownInARow = options.unknownTool ? repeats.unknownInARow + 1 : 0
  if (!options.failed) {
    const failures = options.changes ? new Map<string, number>() : new Map(repeats.failures)
    failures.delete(keyOf(settled))
    return { repeats: { failures, unknownInARow }, judgement: "go-on", times: 0 }
  }
  const key = keyOf(settled)
  const times = (repeats.failures.get(key) ?? 0) + 1
  const failures = new Map(repeats.failures).set(key, times)
  const judgement =
    times >= endAfter || unknownInARow >= endAfterUnknown ? "end" : times >= tellAfter ? "tell" : "go-on"
  return { repeats: { failures, unknownInARow }, judgement, times }
}

/** What the model reads at the end of a result that it has seen too often. */
export const telling = (times: number): string =>
  `\n\nNote: this very call has now failed ${times} times in the same way. Do not send it again. Read what it says, then do something different, or say what stops you.`
