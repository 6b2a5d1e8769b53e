import { Option, Schema } from "effect"
import type { Input } from "../domain/Input.ts"
import type { UserPart } from "../domain/Message.ts"

/** A line from a host program, read. */
export type HostRequest =
  | { readonly _tag: "UserMessage"; readonly input: Input }
  | { readonly _tag: "Control"; readonly id: string; readonly subtype: string; readonly body: ControlBody }
  | { readonly _tag: "Answer"; readonly id: string; readonly response: unknown }
  /** Nothing that we know; `reason` is one sentence. */
  | { readonly _tag: "Malformed"; readonly reason: string }
  /** Known and without meaning for us. */
  | { readonly _tag: "Ignored" }

export type ControlBody = Readonly<Record<string, unknown>>

const Text = Schema.Struct({ type: Schema.Literal("text"), text: Schema.String })
const Image = Schema.Struct({
  type: Schema.Literal("image"),
  source: Schema.Struct({ type: Schema.Literal("base64"), media_type: Schema.String, data: Schema.String })
})
const UserLine = Schema.Struct({
  type: Schema.Literal("user"),
  message: Schema.Struct({
    role: Schema.Literal("user"),
    content: Schema.Union([Schema.String, Schema.NonEmptyArray(Schema.Union([Text, Image]))])
  }),
  uuid: Schema.optionalKey(Schema.NullOr(Schema.String))
})
const ControlLine = Schema.Struct({
  type: Schema.Literal("control_request"),
  request_id: Schema.String,
  // A host waits for the answer to each: one without a subtype is refused by name, not left out.
  request: Schema.optionalKey(Schema.Unknown)
})
const AnswerLine = Schema.Struct({
  type: Schema.Literal("control_response"),
  response: Schema.Struct({
    subtype: Schema.String,
    request_id: Schema.String,
    response: Schema.optionalKey(Schema.Unknown)
  })
})
const Line = Schema.Union([UserLine, ControlLine, AnswerLine])

const decode = Schema.decodeUnknownOption(Line)
const decodeBody = Schema.decodeUnknownOption(Schema.Record(Schema.String, Schema.Unknown))
const parse = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)))

/** Lines that hosts send and that ask nothing of us. */
const ignored: ReadonlySet<unknown> = new Set(["keep_alive", "control_cancel_request", "update_environment_variables"])

const userPart = (block: typeof Text.Type | typeof Image.Type): UserPart =>
  block.type === "text"
    ? { type: "text", text: block.text }
    : { type: "file", mediaType: block.source.media_type, data: block.source.data }

/** Reads one line of `--input-format stream-json`. Total: what is wrong is told, nothing is fatal. */
export const readHostLine = (text: string): HostRequest => {
  const object = parse(text)
  if (Option.isNone(object))
    return { _tag: "Malformed", reason: "A line on stdin is not a JSON object and was left out." }
  const type = object.value["type"]
  if (ignored.has(type)) return { _tag: "Ignored" }
  const line = decode(object.value)
  if (Option.isNone(line)) {
    const named = typeof type === "string" ? `of the type "${type.slice(0, 40)}"` : "without a type"
    return {
      _tag: "Malformed",
      reason: `A line ${named} on stdin does not have the shape that is expected and was left out.`
    }
  }
  const value = line.value
  switch (value.type) {
    case "user": {
      const { content } = value.message
      const input = typeof content === "string" ? content : content.map(userPart)
      return { _tag: "UserMessage", input: { content: input, ...(value.uuid ? { id: value.uuid } : {}) } }
    }
    case "control_request": {
      const body = Option.getOrElse(decodeBody(value.request), (): ControlBody => ({}))
      const subtype = typeof body["subtype"] === "string" ? body["subtype"] : "(no subtype)"
      return { _tag: "Control", id: value.request_id, subtype, body }
    }
    case "control_response": {
      const { request_id: id, response, subtype } = value.response
      return { _tag: "Answer", id, response: subtype === "success" ? response : undefined }
    }
  }
}
