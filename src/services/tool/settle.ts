import { Cause, Effect, Predicate } from "effect"
import { programReplaced } from "../domain/programReplaced.ts"
import type { SettledCall, ToolCall } from "../domain/ToolCall.ts"
import type { JudgedCall, Permission } from "../permission/Permission.ts"
import { RunsOutside } from "../permission/RunsOutside.ts"
import { Resolutions } from "../workspace/Resolutions.ts"
import { bound } from "./bound.ts"
import type { CoderTool, ToolContext } from "./CoderTool.ts"

/** How a call ended, with what the loop must know beyond it. */
export interface Settlement {
  readonly settled: SettledCall
  /** The user asked for the whole run to stop. */
  readonly stop: boolean
}

const ended = (
  call: ToolCall,
  kind: SettledCall["kind"],
  message: string,
  options?: { readonly output?: unknown; readonly stop?: boolean }
): Settlement => ({
  settled: { call, kind, content: bound(message), output: options?.output ?? `Error: ${message}` },
  stop: options?.stop ?? false
})

/** NUL ends a string for the system's calls but not for us, so a text with one means two things. */
const hasNul = (value: unknown): boolean => {
  if (Predicate.isString(value)) return value.includes("\0")
  if (Array.isArray(value)) return value.some(hasNul)
  return Predicate.isObject(value) && Object.values(value).some(hasNul)
}

/**
 * The one road of every tool call: decode → accesses → permission → run → bound. It never fails: a wrong argument, a
 * refusal, a failure and even a defect of a tool become a result that the model can act on. Only interruption passes.
 */
export const settle = <R>(
  tools: ReadonlyArray<CoderTool<R>>,
  permission: Permission["Service"],
  call: ToolCall,
  context: ToolContext
): Effect.Effect<Settlement, never, R> => {
  const tool = tools.find((candidate) => candidate.name === call.name)
  if (tool === undefined) {
    const names = tools.map((candidate) => candidate.name).join(", ")
    return Effect.succeed(
      ended(call, "invalid", `There is no tool ${JSON.stringify(call.name)} here. The tools are: ${names}.`)
    )
  }
  if (call.malformed !== undefined) {
    return Effect.succeed(
      ended(
        call,
        "invalid",
        `The arguments of ${call.name} are not one JSON object: ${call.malformed.slice(0, 200)}. Nothing was done. Send the call again with valid JSON.`
      )
    )
  }
  if (hasNul(call.input)) {
    return Effect.succeed(
      ended(
        call,
        "invalid",
        `The arguments of ${call.name} hold a NUL character. Nothing was done. Send the call again without it.`
      )
    )
  }
  return Effect.gen(function* () {
    const prepared = yield* tool.prepare(call.input)
    const services = yield* Effect.context<R>()
    const judged: JudgedCall = {
      call,
      accesses: prepared.accesses,
      harmless: tool.harmless,
      ...(prepared.preview === undefined ? {} : { preview: Effect.provideContext(prepared.preview, services) })
    }
    const input = yield* permission.authorize(judged)
    const ready = input === call.input ? prepared : yield* tool.prepare(input)
    let stop = false
    const askOutside = (reason: string) =>
      Effect.match(permission.authorize({ ...judged, call: { ...call, input }, outside: reason }), {
        onSuccess: () => true,
        onFailure: (refused) => {
          stop = refused.interrupt
          return false
        }
      })
    const { content, output } = yield* ready.run({ ...context, confinement: permission.confinement, askOutside })
    return {
      settled: { call, kind: "done", content: bound(content), output },
      stop
    } as const
  }).pipe(
    /* The question, the check and the tool see the same target of a path. */
    Effect.provideServiceEffect(
      Resolutions,
      Effect.sync(() => new Map())
    ),
    Effect.provideServiceEffect(
      RunsOutside,
      Effect.sync(() => ({ said: false }))
    ),
    Effect.catchTags({
      ToolInputInvalid: (error) => Effect.succeed(ended(call, "invalid", error.message)),
      PermissionRefused: (error) => Effect.succeed(ended(call, "refused", error.message, { stop: error.interrupt })),
      ToolFailed: (error) =>
        Effect.succeed(
          ended(call, "failed", error.message, {
            stop: error.stop ?? false,
            ...(error.output === undefined ? {} : { output: error.output })
          })
        )
    }),
    Effect.catchCause((cause) => {
      if (Cause.hasInterrupts(cause)) return Effect.failCause(cause)
      return Effect.as(
        Effect.logError(`${call.name} died`, cause),
        ended(
          call,
          "failed",
          programReplaced(Cause.squash(cause)) ??
            `${call.name} failed inside: ${String(Cause.squash(cause))}. This is a fault of the tool, not of the call.`
        )
      )
    })
  )
}
