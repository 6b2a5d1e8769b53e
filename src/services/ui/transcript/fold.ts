import type { AgentEvent } from "../../domain/AgentEvent.ts"
import type { AssistantPart } from "../../domain/Message.ts"
import type { ToolCall } from "../../domain/ToolCall.ts"
import { inWindow } from "../../domain/Usage.ts"
import { emptyMarkdown, feed, settle } from "../markdown/markdown.ts"
import type { Line, View } from "../text/Line.ts"
import type { Block, CallBlock, RunningCall, TranscriptEvent } from "./Block.ts"
import { callBlock } from "./callFacts.ts"
import { inputOf } from "./content.ts"
import { drawBlock } from "./drawBlock.ts"
import { isParted, isShort } from "./drawBlocks.ts"
import type { OpenPart, Transcript } from "./state.ts"
import { counted, elapsed } from "./words.ts"

/** Blocks that are kept to be drawn again, and the characters that they may hold together. */
const keptBlocks = 200
const keptCharacters = 4_000_000
/** Characters of a running call's output that are kept. */
const keptOutput = 4000

type EventOf<Tag extends AgentEvent["_tag"]> = Extract<AgentEvent, { readonly _tag: Tag }>

const sizeOf = (block: Block): number => {
  switch (block._tag) {
    case "Text":
    case "Said":
      return block.markdown.length
    case "Call":
      return block.text.length + block.changes.reduce((sum, { hunks }) => sum + hunks.length * 400, 0)
    case "Shell":
      return block.output.length
    case "User":
      return (block.whole ?? block.text).length
    case "Thinking":
    case "Note":
      return block.text.length
    default:
      return 100
  }
}

/** The newest blocks that fit. */
export const kept = (blocks: ReadonlyArray<Block>): ReadonlyArray<Block> => {
  let [from, characters] = [blocks.length, 0]
  while (from > 0 && blocks.length - from < keptBlocks) {
    const block = blocks[from - 1]
    characters += block === undefined ? 0 : sizeOf(block)
    if (characters > keptCharacters && from < blocks.length) break
    from -= 1
  }
  return from === 0 ? blocks : blocks.slice(from)
}

const stopped = ({ call, said }: RunningCall): CallBlock =>
  callBlock({ call, kind: "interrupted", content: said, output: undefined })

/** Takes events one after another; works in place on immutable parts, and lives for one frame. */
export const makeFold = (from: Transcript, view: View) => {
  let { running, todos, open, preparing, waiting, shown, last } = from
  const blocks = [...from.blocks]
  const settled: Array<Line> = []

  /** An empty line parts blocks, but not calls of one line each, and not notes. */
  const gap = (tag: Block["_tag"], oneLine: boolean) => {
    if (isParted(last, tag, oneLine)) settled.push("")
    last = { tag, oneLine }
  }
  const tell = (block: Block) => {
    gap(block._tag, isShort(block, view))
    settled.push(...drawBlock(block, view, false))
    blocks.push(block)
  }

  const tellText = (part: Extract<OpenPart, { readonly _tag: "Text" }>, end: boolean) => {
    const next = settle(part.stream, view, end)
    if (next.lines.length > 0 && !part.told) gap("Text", false)
    settled.push(...next.lines)
    open = { ...part, stream: next.stream, told: part.told || next.lines.length > 0 }
    if (!end) return
    if (part.text.trim() !== "") blocks.push({ _tag: "Text", markdown: part.text })
    open = undefined
  }
  const closeOpen = () => {
    const part = open
    if (part?._tag === "Text") tellText(part, true)
    open = undefined
    if (part?._tag === "Thinking" && part.text.trim() !== "")
      tell({ _tag: "Thinking", text: part.text, durationMs: view.now - part.startedAt })
    const told = waiting
    waiting = []
    for (const block of told) tell(block)
  }
  const tellBetween = (block: Block) => {
    if (open?._tag === "Text") waiting = [...waiting, block]
    else tell(block)
  }

  /** Calls are told in the order in which they started, so that nothing jumps when a later one is done first. */
  const tellCalls = () => {
    while (running[0]?.settled !== undefined) {
      closeOpen()
      tell(running[0].settled)
      running = running.slice(1)
    }
  }
  const stopCalls = () => {
    running = running.map((each) => (each.settled === undefined ? { ...each, settled: stopped(each) } : each))
    tellCalls()
  }

  const write = (kind: "Text" | "Thinking", id: string, delta: string) => {
    if (open?._tag !== kind || open.id !== id) {
      // A new part is opened by its first visible character.
      const text = delta.replace(/^\s*\n/, "")
      if (text.trim() === "") return
      closeOpen()
      open =
        kind === "Text"
          ? { _tag: "Text", id, text: "", stream: emptyMarkdown, told: false }
          : { _tag: "Thinking", id, text: "", startedAt: view.now }
      write(kind, id, text)
    } else if (open._tag === "Text") open = { ...open, text: open.text + delta, stream: feed(open.stream, delta) }
    else open = { ...open, text: open.text + delta }
  }

  const takePart = ({ messageId, part }: EventOf<"PartArrived">) => {
    switch (part.type) {
      case "text-delta":
        shown = messageId
        return write("Text", part.id, part.delta)
      case "reasoning-delta":
        shown = messageId
        return write("Thinking", part.id, part.delta)
      case "text-end":
      case "reasoning-end":
        return open?.id === part.id ? closeOpen() : undefined
      case "tool-params-start":
        closeOpen()
        preparing = { id: part.id, name: part.name, characters: 0 }
        return
      case "tool-params-delta":
        if (preparing?.id === part.id)
          preparing = { ...preparing, characters: preparing.characters + part.delta.length }
        return
    }
  }

  const tellPart = (part: AssistantPart) => {
    if (part.type === "text" && part.text.trim() !== "") tell({ _tag: "Text", markdown: part.text.trim() })
    else if (part.type === "reasoning" && part.text.trim() !== "") tell({ _tag: "Thinking", text: part.text })
  }

  const takeReply = (event: EventOf<"ReplyReceived">) => {
    closeOpen()
    preparing = undefined
    // A provider that tells its reply only as a whole.
    if (shown !== event.messageId) for (const part of event.content) tellPart(part)
    shown = undefined
    if (event.cut) tell({ _tag: "Note", level: "warning", text: "the reply was cut off here" })
  }

  const start = (call: ToolCall) => {
    if (running.some((each) => each.call.id === call.id)) return
    preparing = undefined
    running = [...running, { call, startedAt: view.now, said: "" }]
  }
  const change = (id: string, next: (call: RunningCall) => RunningCall) => {
    running = running.map((each) => (each.call.id === id ? next(each) : each))
  }

  const stop = () => {
    closeOpen()
    stopCalls()
    preparing = undefined
    shown = undefined
  }
  const takeEnd = (event: EventOf<"RunEnded">) => {
    stop()
    const { ending, errors, turns, durationMs, costUsd, usage } = event
    tell({ _tag: "Ended", ending, errors, turns, durationMs, costUsd, tokens: inWindow(usage) })
  }

  const take = (event: TranscriptEvent) => {
    switch (event._tag) {
      case "PartArrived":
        return takePart(event)
      case "ReplyReceived":
        return takeReply(event)
      case "InputTaken":
      case "UserSaid":
        closeOpen()
        return tell({ _tag: "User", ...inputOf(event.content) })
      case "ToolStarted":
        return start(event.call)
      case "ToolProgressed":
        return change(event.callId, (each) => ({ ...each, said: (each.said + event.text).slice(-keptOutput) }))
      case "ToolSettled": {
        const { call } = event.settled
        start(call)
        change(call.id, (each) => ({ ...each, settled: callBlock(event.settled, view.now - each.startedAt) }))
        return tellCalls()
      }
      case "TodosChanged":
        todos = event.todos
        return
      case "RetryScheduled": {
        // What had come of the reply does not count any more; it comes again.
        closeOpen()
        const text = `retry ${event.attempt} in ${elapsed(event.delayMs)}: ${event.reason}`
        return tell({ _tag: "Note", level: "warning", text })
      }
      case "ModelFellBack":
        closeOpen()
        return tell({ _tag: "Note", level: "warning", text: `${event.from} is left for ${event.to}: ${event.reason}` })
      case "Compacted": {
        closeOpen()
        const sizes = `${counted(event.tokensBefore, "token")} became ${event.tokensAfter.toLocaleString("en-US")}`
        const dropped = event.dropped.length === 0 ? "" : `; left out: ${event.dropped.join(", ")}`
        return tell({ _tag: "Note", level: "info", text: `the conversation was compacted: ${sizes}${dropped}` })
      }
      case "Warned":
        return tellBetween({ _tag: "Note", level: "warning", text: event.message })
      case "RunEnded":
        return takeEnd(event)
      case "CommandSaid":
        return tellBetween({ ...event, _tag: "Said" })
      case "ShellRan":
        return tellBetween({ ...event, _tag: "Shell" })
      case "Noted":
        return tellBetween({ _tag: "Note", level: event.level, text: event.text })
      case "Stopped":
        return stop()
      default:
        return
    }
  }
  return {
    take,
    end: (): { readonly state: Transcript; readonly settled: ReadonlyArray<Line> } => {
      if (open?._tag === "Text") tellText(open, false)
      return { state: { blocks: kept(blocks), running, todos, open, preparing, waiting, shown, last }, settled }
    }
  }
}
