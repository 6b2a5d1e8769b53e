import { Predicate } from "effect"
import type { ModelSignal } from "./signal.ts"
import type { ModelPart } from "./Provider.ts"

/** Ways in which models write a call as prose where they should make one. */
const callAsText = /<tool_call>|<\|tool_call|<function_call>|<function=|<invoke name=|\[TOOL_CALLS\]/i
/** Longest of the marks above: how much of a delta is kept so that a mark cut in two is found. */
const markLength = 16

type Finish = Extract<ModelPart, { readonly type: "finish" }>

/** Parts that show nothing by themselves. A try that failed after them may still be repeated unseen. */
const isQuiet = (part: ModelPart): boolean => {
  switch (part.type) {
    case "response-metadata":
    case "text-start":
    case "text-end":
      return true
    case "reasoning-start":
      return part.metadata === undefined
    case "text-delta":
    case "reasoning-delta":
      return part.delta === ""
    default:
      return false
  }
}

/** What a provider has to tell the user beside the reply rides on a metadata part (`metadata.coderx.notice`). */
const noticeOf = (part: ModelPart): string | undefined => {
  if (part.type !== "response-metadata" || part.metadata === undefined) return undefined
  const own = part.metadata["coderx"]
  return Predicate.hasProperty(own, "notice") && typeof own.notice === "string" ? own.notice : undefined
}

/** A sign of life without content (`metadata.coderx.alive`): the server works and has nothing to show yet. */
const isPing = (part: ModelPart): boolean =>
  part.type === "response-metadata" &&
  part.metadata !== undefined &&
  Predicate.hasProperty(part.metadata["coderx"], "alive")

/**
 * Looks at one try of a reply as it passes. Quiet parts are held back until the first one that shows something, so that
 * nothing of a failed try is ever seen; from then on parts pass as they are. Mutable on purpose: it sees every delta.
 */
export class ReplyWatch {
  #held: Array<ModelPart> = []
  #tail = ""
  #textual = false
  #called = false
  #asText = false
  /** Something of this try was handed on. */
  shown = false
  /** The reply is whole. */
  finish: Finish | undefined

  /** What to hand on now. The finish is kept back: what is told about a reply comes before it. */
  take(parts: ReadonlyArray<ModelPart>): ReadonlyArray<ModelSignal> {
    let plain = this.shown
    for (const part of parts) if (this.#look(part)) plain = false
    if (plain) return parts
    const told = parts.flatMap((part): ReadonlyArray<ModelSignal> => {
      const message = noticeOf(part)
      return message === undefined ? [] : [{ type: "notice", message }]
    })
    const out = parts.filter((part) => part.type !== "finish" && noticeOf(part) === undefined && !isPing(part))
    if (!this.shown) {
      this.#held.push(...out)
      return told
    }
    const all = [...told, ...this.#held, ...out]
    this.#held = []
    return all
  }

  /** Neither text nor a tool call: nothing that a turn can go on with. */
  get isEmpty(): boolean {
    return !this.#textual && !this.#called
  }

  /** What is left to hand on once the reply is whole. */
  get rest(): ReadonlyArray<ModelPart> {
    return this.#held
  }

  /** A call written as prose, and no real one beside it. */
  get wroteCallAsText(): boolean {
    return this.#asText && !this.#called
  }

  /** True for a part that may not simply pass. */
  #look(part: ModelPart): boolean {
    if (part.type === "finish") {
      this.finish = part
      return true
    }
    if (noticeOf(part) !== undefined || isPing(part)) return true
    if (!this.shown && !isQuiet(part)) this.shown = true
    if (part.type === "text-delta") {
      if (!this.#textual && part.delta.trim() !== "") this.#textual = true
      if (!this.#asText && (part.delta.includes("<") || part.delta.includes("[") || this.#tail !== ""))
        this.#search(part.delta)
    } else if (part.type === "tool-call" || part.type === "file") this.#called = true
    return false
  }

  #search(delta: string): void {
    const text = this.#tail + delta
    this.#asText = callAsText.test(text)
    const end = text.slice(-markLength)
    this.#tail = end.includes("<") || end.includes("[") ? end : ""
  }
}
