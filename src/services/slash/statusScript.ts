import { Clock, Effect, Queue } from "effect"
import { Agent } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import { addRecords, noSums } from "./statusFacts.ts"
import { runStatusLine, type StatusLineFacts, statusLineSetting } from "./statusLine.ts"

/** Milliseconds that news wait for more news: the script runs once for all of them. */
const pause = 300

/** After these events something in the status line may be another. */
const news: ReadonlySet<AgentEvent["_tag"]> = new Set([
  "SessionOpened",
  "ReplyReceived",
  "ToolSettled",
  "ModelFellBack",
  "Compacted",
  "PermissionModeChanged",
  "RunEnded"
])

/** What the shell knows already and should not have to be counted again. */
export interface KnownToShell {
  readonly model: string | undefined
  readonly contextTokens: number | undefined
  readonly contextWindow: number | undefined
}

export interface StatusScriptOptions {
  readonly known: () => KnownToShell
  /** The lines that the script printed; undefined where the status line is our own. */
  readonly shown: (text: string | undefined) => Effect.Effect<unknown>
  /** What is wrong with the script, a sentence, once for each command. */
  readonly told: (problem: string) => Effect.Effect<unknown>
}

/**
 * Keeps what the user's own script says of the session fresh, for as long as the scope lasts: begins with the setting, runs
 * it once at a time, after news and never by a clock. Nothing runs where there is no script.
 */
export const makeStatusScript = Effect.fnUntraced(function* ({ known, shown, told }: StatusScriptOptions) {
  const agent = yield* Agent
  const opened = yield* Clock.currentTimeMillis
  const wakes = yield* Queue.sliding<void>(1)
  let command = (yield* statusLineSetting)?.command
  let complaint: string | undefined
  let sums = noSums("")
  let apiDurationMs = 0

  const facts = Effect.gen(function* () {
    const { id, path, records } = yield* agent.session
    sums = addRecords(sums.sessionId === id ? sums : noSums(id), records)
    const { contextTokens, contextWindow, model } = known()
    const name = model?.slice(model.indexOf("/") + 1) ?? "none"
    return {
      sessionId: id,
      transcriptPath: path,
      model: { id: name, title: name },
      costUsd: sums.costUsd,
      durationMs: (yield* Clock.currentTimeMillis) - Math.min(opened, sums.startedAt ?? opened),
      apiDurationMs,
      linesAdded: sums.linesAdded,
      linesRemoved: sums.linesRemoved,
      contextTokens: contextTokens ?? 0,
      contextWindow: contextWindow ?? 0,
      inputTokens: sums.inputTokens,
      outputTokens: sums.outputTokens
    } satisfies StatusLineFacts
  })

  const refresh = Effect.gen(function* () {
    const wanted = command
    if (wanted === undefined) return yield* shown(undefined)
    const said = yield* runStatusLine(wanted, yield* facts)
    if (command !== wanted) return
    if (said._tag === "Line") return yield* shown(said.text)
    if (complaint !== wanted) yield* told(said.reason)
    complaint = wanted
    return yield* shown(undefined)
  })

  const round = Effect.gen(function* () {
    yield* Queue.take(wakes)
    yield* Effect.sleep(pause)
    yield* Queue.clear(wakes)
    // A session that cannot be opened is told by whoever needs it; the line stays as it was.
    yield* Effect.ignore(refresh)
  })
  yield* Effect.forkScoped(Effect.forever(round))

  const wake = Effect.suspend(() =>
    command === undefined ? Effect.void : Effect.asVoid(Queue.offer(wakes, undefined))
  )
  yield* wake
  return {
    /** `/statusline`: another command from now on, or our own line again. */
    choose: (chosen: string | undefined) =>
      Effect.suspend(() => {
        command = chosen
        complaint = undefined
        return chosen === undefined ? Effect.asVoid(shown(undefined)) : wake
      }),
    /** Everything that the agent tells goes by here. */
    heard: (event: AgentEvent) =>
      Effect.suspend(() => {
        if (event._tag === "RunEnded") apiDurationMs += event.apiDurationMs
        return news.has(event._tag) ? wake : Effect.void
      })
  }
})
export type StatusScript = Effect.Success<ReturnType<typeof makeStatusScript>>
