import { Effect } from "effect"
import { ConfinedTo } from "../workspace/ConfinedTo.ts"
import type { Confinement } from "../workspace/sandbox/policy.ts"
import { stoppedBySandbox } from "../workspace/sandbox/signs.ts"
import type { ShellResult } from "../workspace/Shell.ts"
import type { ToolContext } from "./CoderTool.ts"

/** How this call's command is confined. */
export const confinementOf = (context: ToolContext): Effect.Effect<Confinement | undefined> =>
  context.confinement ?? Effect.succeed(undefined)

/** Runs it so confined. */
export const confinedAs =
  (how: Confinement | undefined) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, ConfinedTo, how)

/** Why a command that was run in the sandbox should be run outside of it, in a sentence; undefined where nothing says so. */
const whyOutside = (result: ShellResult): string | undefined => {
  const { confined } = result
  if (confined === undefined || result.timedOut || result.waited !== undefined || result.taskId !== undefined)
    return undefined
  if (confined.failure !== undefined)
    return `The sandbox could not be put up, and nothing was run: ${confined.failure}. Run the command without it?`
  const signs = stoppedBySandbox(result.text, result.exitCode)
  if (signs.length === 0) return undefined
  return `The command failed in the sandbox (exit code ${result.exitCode}), as it seems because ${signs.join(", and ")}. Run it again, outside of the sandbox? What it did so far is done.`
}

/** What the model reads of where a command ran, beside its output. */
export interface Told {
  readonly result: ShellResult
  readonly notices: ReadonlyArray<string>
}

/**
 * Runs a command confined, and where the sandbox stopped it asks whether it may run outside; it is never run again by
 * itself. In mode plan, and where the sandbox is required, it is only told.
 */
export const runConfined = Effect.fnUntraced(function* <E, R>(
  run: Effect.Effect<ShellResult, E, R>,
  context: ToolContext
) {
  const { askOutside } = context
  const how = yield* confinementOf(context)
  const result = yield* confinedAs(how)(run)
  const why = whyOutside(result)
  if (why === undefined) return { result, notices: [] } satisfies Told
  const by = result.confined?.by ?? "a sandbox"
  const only = how?.kind === "read" ? ", where it may only read" : ""
  if (how?.must === true || how?.kind === "read" || askOutside === undefined) {
    return { result, notices: [`It was run in ${by}${only}. ${why.replace(/ Run .*$/, "")}`] } satisfies Told
  }
  if (yield* askOutside(why)) {
    const again = yield* confinedAs(undefined)(run)
    const before = "It was run again outside of the sandbox, as the user allowed; in the sandbox it had failed before."
    return { result: again, notices: [before] } satisfies Told
  }
  return {
    result,
    notices: [
      `It was run in ${by}, without network and with writing only in the working directories. ${why.replace(/ Run .*$/, "")} Running it outside was not allowed: do without, or tell the user what is needed.`
    ]
  } satisfies Told
})
