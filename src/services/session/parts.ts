import { Predicate } from "effect"
import type { AssistantPart, FilePart, TextPart, ToolCallPart, ToolResultPart, UserPart } from "../domain/Message.ts"
import { wellFormed } from "./wellFormed.ts"

/** Parts as they were recorded → parts that every wire format takes. Pure, part by part; what cannot be mended is left out. */

const isText = (part: { readonly type: string }): part is TextPart =>
  part.type === "text" && "text" in part && Predicate.isString(part.text)

const isFile = (part: { readonly type: string }): part is FilePart =>
  part.type === "file" &&
  "mediaType" in part &&
  Predicate.isString(part.mediaType) &&
  "data" in part &&
  (Predicate.isString(part.data) || Predicate.isObject(part.data))

const isBlank = (text: string): boolean => text.trim() === ""

/** `wellFormed` keeps the shape of what it is given, which its type cannot say. */
const mend = <A>(part: A): A => wellFormed(part) as A

/** Undefined where nothing is left to send. */
export const userContent = (
  content: string | ReadonlyArray<UserPart>
): string | ReadonlyArray<UserPart> | undefined => {
  if (Predicate.isString(content)) return isBlank(content) ? undefined : mend(content)
  const parts = content.filter((part) => (isText(part) ? !isBlank(part.text) : isFile(part)))
  return parts.length === 0 ? undefined : mend(parts)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Arguments as the one shape that all wire formats take, a JSON object. */
const callParams = (params: unknown): object => {
  if (Predicate.isObject(params) && !Array.isArray(params)) return params
  const value = Predicate.isString(params) ? parsed(params) : undefined
  return Predicate.isObject(value) && !Array.isArray(value) ? value : {}
}

const isCall = (part: { readonly type: string }): part is ToolCallPart =>
  part.type === "tool-call" &&
  "id" in part &&
  Predicate.isString(part.id) &&
  part.id !== "" &&
  "name" in part &&
  Predicate.isString(part.name) &&
  part.name !== ""

const hasOptions = (part: { readonly options?: unknown }): boolean =>
  Predicate.isObject(part.options) && Object.keys(part.options).length > 0

/** A part to send, or undefined where it says nothing or cannot be sent. */
const assistantPart = (part: AssistantPart): AssistantPart | undefined => {
  switch (part.type) {
    case "text":
      return isText(part) && !isBlank(part.text) ? mend(part) : undefined
    case "reasoning":
      // Thinking without text may carry a signature that the server wants back.
      return Predicate.isString(part.text) && (!isBlank(part.text) || hasOptions(part)) ? mend(part) : undefined
    case "file":
      return isFile(part) ? part : undefined
    case "tool-call":
      return isCall(part) ? mend({ ...part, params: callParams(part.params) }) : undefined
    case "tool-result":
      return part.providerExecuted === true ? mend(part) : undefined
    default:
      return undefined
  }
}

/** The parts of a reply. Thinking at the very end is left out: a reply that ends in it is refused when it is sent back. */
export const assistantParts = (content: ReadonlyArray<AssistantPart>): ReadonlyArray<AssistantPart> => {
  const parts = content.flatMap((part) => assistantPart(part) ?? [])
  const end = parts.findLastIndex((part) => part.type !== "reasoning")
  return end === parts.length - 1 ? parts : parts.slice(0, end + 1)
}

/** A recorded result under the id and name of the call that it belongs to. */
export const resultPart = (part: ToolResultPart, call: ToolCallPart): ToolResultPart =>
  mend({ ...part, id: call.id, name: call.name, isFailure: part.isFailure === true, result: part.result ?? "" })

/** What the model reads of a call that never ended. */
export const interruptedText = "Interrupted: this call has no result. It was not run again; it may have had an effect."

export const interruptedPart = (call: ToolCallPart): ToolResultPart => ({
  type: "tool-result",
  id: call.id,
  name: call.name,
  isFailure: true,
  result: interruptedText
})
