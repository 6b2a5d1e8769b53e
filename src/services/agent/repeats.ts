import type { SettledCall } from "../domain/ToolCall.ts"
import type { CoderTool } from "../tool/CoderTool.ts"

/** After this many equal failures the model is told, after the second number the run ends. */
export const tellAfter = 3
export const endAfter = 6
/** Replies in a row that call only tools that do not exist end the run sooner: the model is not reading what it is told. */
export const endAfterUnknown = 3

/** What the guard remembers: how often each call has failed, and whether it was a command. */
export interface Repeats {
  readonly failures: ReadonlyMap<string, { readonly times: number; readonly command: boolean }>
  readonly unknownReplies: number
}

export const fresh: Repeats = { failures: new Map(), unknownReplies: 0 }

export type Judgement = "go-on" | "tell" | "end"

const keyOf = (settled: SettledCall): string =>
  JSON.stringify([settled.call.name, settled.call.input, settled.call.malformed])

/**
 * Counts one settled call. `failed` says whether it did what was asked (a command's exit code counts too), `effect` what
 * its tool may do. After something changed the same command may well succeed (the test that is red until the edit), so
 * commands are counted anew; the same edit that failed before fails again whatever else was done.
 */
export const count = (
  repeats: Repeats,
  settled: SettledCall,
  options: { readonly failed: boolean; readonly effect: CoderTool["effect"] | undefined }
): { readonly repeats: Repeats; readonly judgement: Judgement; readonly times: number } => {
  const key = keyOf(settled)
  const failures = new Map(repeats.failures)
  if (!options.failed) {
    failures.delete(key)
    if (options.effect !== "reads") for (const [other, { command }] of failures) if (command) failures.delete(other)
    return { repeats: { ...repeats, failures }, judgement: "go-on", times: 0 }
  }
  const times = (failures.get(key)?.times ?? 0) + 1
  failures.set(key, { times, command: options.effect === "runs" })
  const judgement = times >= endAfter ? "end" : times >= tellAfter ? "tell" : "go-on"
  return { repeats: { ...repeats, failures }, judgement, times }
}

/** Counts one whole reply by whether all of its calls named tools that do not exist. True where the run must end. */
export const countReply = (
  repeats: Repeats,
  allUnknown: boolean
): { readonly repeats: Repeats; readonly end: boolean } => {
  const unknownReplies = allUnknown ? repeats.unknownReplies + 1 : 0
  return { repeats: { ...repeats, unknownReplies }, end: unknownReplies >= endAfterUnknown }
}

/** What the model reads at the end of a result that it has seen too often. */
export const telling = (times: number): string =>
  `\n\nNote: this very call has now failed ${times} times in the same way. Do not send it again. Read what it says, then do something different, or say what stops you.`
