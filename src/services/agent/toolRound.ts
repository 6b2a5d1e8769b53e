import { Effect } from "effect"
import type { ToolResultPart } from "../domain/Message.ts"
import { hasFailed, type SettledCall, type ToolCall, type ToolContent } from "../domain/ToolCall.ts"
import { interruptedText } from "../session/parts.ts"
import type { SessionUnwritable } from "../session/Sessions.ts"
import type { CoderTool } from "../tool/CoderTool.ts"
import type { Settlement } from "../tool/settle.ts"
import type { Tools } from "../tool/Tools.ts"
import type { Conversation } from "./Conversation.ts"
import { count, countReply, type Repeats, telling } from "./repeats.ts"
import type { Emit } from "./turn.ts"

/** How many reading calls run at once. More would only queue for the disk. */
const sideBySide = 8

/** Why the run ends where the user stopped it at a question: of permission, of a plan, of the model's own. */
const stoppedAtQuestion = "The run was stopped at a question."

/** What a round of tool calls led to. */
export interface RoundOutcome {
  readonly repeats: Repeats
  /** Why the run must end, if it must. */
  readonly stop: string | undefined
}

/** Calls in the order in which they may run: neighbours that only read share a batch, all others stand alone. */
export const batches = (
  calls: ReadonlyArray<ToolCall>,
  reads: (call: ToolCall) => boolean
): ReadonlyArray<ReadonlyArray<ToolCall>> => {
  const out: Array<Array<ToolCall>> = []
  let reading = false
  for (const call of calls) {
    const last = out.at(-1)
    const joins = reads(call)
    if (last !== undefined && joins && reading) last.push(call)
    else out.push([call])
    reading = joins
  }
  return out
}

/** Text goes as `result` alone; text with images as `modelOutput`, where `effect/ai` has its place. */
const forModel = (content: ToolContent): Pick<ToolResultPart, "result" | "modelOutput"> =>
  typeof content === "string"
    ? { result: content }
    : { result: content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n"), modelOutput: content }

const withNote = (settled: SettledCall, note: string): SettledCall => ({
  ...settled,
  content:
    typeof settled.content === "string" ? settled.content + note : [...settled.content, { type: "text", text: note }]
})

const notBegun = "Interrupted: the run ended before this call began. Nothing was done."

/** Settles the calls of one reply, in order, and records each result before it is shown. */
export const toolRound = Effect.fn("Agent.toolRound")(function* (options: {
  readonly tools: Tools["Service"]
  readonly offered: ReadonlyArray<CoderTool>
  readonly calls: ReadonlyArray<ToolCall>
  readonly conversation: Conversation
  readonly repeats: Repeats
  readonly emit: Emit
  /** Takes the calls that the end of the run leaves without a result, each recorded as interrupted. */
  readonly cutOff: (settled: SettledCall) => void
}) {
  const { calls, conversation, emit, offered, tools } = options
  const effectOf = (call: ToolCall) => offered.find((tool) => tool.name === call.name)?.effect
  let repeats = options.repeats
  let stop: string | undefined
  const begun = new Set<ToolCall>()
  const open = new Set(calls)

  const run = (call: ToolCall): Effect.Effect<Settlement> =>
    Effect.andThen(
      Effect.suspend(() => {
        begun.add(call)
        return emit([{ _tag: "ToolStarted", call }])
      }),
      tools.settle(offered, call, {
        callId: call.id,
        progress: (text) => emit([{ _tag: "ToolProgressed", callId: call.id, text }])
      })
    )

  const keep = ({ call, content, kind, output }: SettledCall, failed: boolean) => {
    open.delete(call)
    const part: ToolResultPart = {
      type: "tool-result",
      id: call.id,
      name: call.name,
      isFailure: failed,
      ...forModel(content)
    }
    return conversation.append({ _tag: "tool_result", part, kind, output })
  }

  /** Every call gets a result, also where the run ends before it: hosts wait for one. */
  const cutOff = Effect.fnUntraced(function* () {
    for (const call of [...open]) {
      const content = begun.has(call) ? interruptedText : notBegun
      const settled: SettledCall = { call, kind: "interrupted", content, output: `Error: ${content}` }
      yield* keep(settled, true)
      options.cutOff(settled)
    }
  })

  const record = Effect.fnUntraced(function* (settlement: Settlement): Effect.fn.Return<void, SessionUnwritable> {
    const failed = hasFailed(settlement.settled)
    const counted = count(repeats, settlement.settled, {
      failed,
      effect: effectOf(settlement.settled.call)
    })
    repeats = counted.repeats
    const settled =
      counted.judgement === "go-on" ? settlement.settled : withNote(settlement.settled, telling(counted.times))
    yield* keep(settled, failed)
    yield* emit([{ _tag: "ToolSettled", settled }])
    if (settlement.stop) stop = stoppedAtQuestion
    else if (counted.judgement === "end") {
      stop = `The model sent the same failing call again and again (${settled.call.name}). The run was ended so that it does not go on for nothing.`
    }
  })

  const round = Effect.gen(function* () {
    for (const batch of batches(calls, (call) => effectOf(call) === "reads")) {
      if (stop !== undefined) break
      const settlements = yield* Effect.forEach(batch, run, { concurrency: sideBySide })
      for (const settlement of settlements) yield* record(settlement)
    }
  })
  yield* Effect.onInterrupt(round, () => Effect.ignore(cutOff()))
  yield* cutOff()
  const reply = countReply(
    repeats,
    calls.every((call) => effectOf(call) === undefined)
  )
  if (reply.end) stop ??= "The model calls only tools that do not exist, again and again. The run was ended."
  return { repeats: reply.repeats, stop } satisfies RoundOutcome
})
