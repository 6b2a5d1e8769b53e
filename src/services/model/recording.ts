import { Result, Schema } from "effect"
import { FaultKind } from "./ModelFault.ts"
import type { ModelPart } from "./Provider.ts"
import { recordingVersion } from "./recordingVersion.ts"

const Info = Schema.Struct({
  provider: Schema.String,
  name: Schema.String,
  title: Schema.String,
  contextWindow: Schema.Number,
  maxOutputTokens: Schema.Number,
  tools: Schema.Boolean,
  images: Schema.Boolean,
  thinking: Schema.Boolean
})

/** The parts are those of the provider interface; what a reader needs of each is its type. */
const Part = Schema.declare(
  (value: unknown): value is ModelPart =>
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
)

/** First line: where and when. The directories are there so that a replay elsewhere can tell its own paths from these. */
export const Header = Schema.Struct({
  type: Schema.Literal("recording"),
  v: Schema.Int,
  coderx: Schema.String,
  at: Schema.String,
  cwd: Schema.String,
  home: Schema.String,
  tmp: Schema.String
})
export type Header = typeof Header.Type

/** What the user, or Coder-X in the user's place, said before a call. */
const Said = Schema.Struct({ type: Schema.Literal("input"), turn: Schema.Int, text: Schema.String })

/** What a tool gave before a call. */
const Given = Schema.Struct({
  type: Schema.Literal("tool_result"),
  turn: Schema.Int,
  id: Schema.String,
  name: Schema.String,
  failed: Schema.Boolean,
  text: Schema.String
})

/** One model call: what was asked, in outline, and the reply, in full. */
export const Call = Schema.Struct({
  type: Schema.Literal("call"),
  turn: Schema.Int,
  at: Schema.String,
  /** Milliseconds from the request to the end of the reply. */
  ms: Schema.Int,
  model: Info,
  request: Schema.Struct({ messages: Schema.Int, tools: Schema.Array(Schema.String), hash: Schema.String }),
  /** `failed`: before the first part, so the call was retried or ended the run. */
  end: Schema.Literals(["whole", "cut", "failed", "interrupted"]),
  fault: Schema.optionalKey(
    Schema.Struct({ kind: FaultKind, message: Schema.String, hint: Schema.optionalKey(Schema.String) })
  ),
  parts: Schema.Array(Part)
})
export type Call = typeof Call.Type

const Line = Schema.Union([Header, Said, Given, Call])
export type Line = typeof Line.Type
/** What came between two calls. */
export type Heard = typeof Said.Type | typeof Given.Type

export interface Recording {
  readonly header: Header
  /** Each call with what was said and given before it. */
  readonly calls: ReadonlyArray<{ readonly call: Call; readonly heard: ReadonlyArray<Heard> }>
  /** What was wrong with the file, in sentences; a torn last line is tolerated. */
  readonly damage: ReadonlyArray<string>
}

const decodeLine = Schema.decodeUnknownResult(Schema.fromJsonString(Line))

/** Reads a whole recording; the string is what is wrong with it. */
export const decode = (text: string): Result.Result<Recording, string> => {
  const rows = text.split("\n")
  const first = decodeLine(rows[0] ?? "")
  if (Result.isFailure(first) || first.success.type !== "recording")
    return Result.fail("it is not a recording of Coder-X")
  if (first.success.v > recordingVersion) {
    return Result.fail(
      `it is of format ${first.success.v}, this Coder-X reads up to ${recordingVersion}: install a newer one`
    )
  }
  const calls: Array<{ call: Call; heard: ReadonlyArray<Heard> }> = []
  const damage: Array<string> = []
  let heard: Array<Heard> = []
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i] ?? ""
    if (row === "") continue
    const line = decodeLine(row)
    if (Result.isFailure(line)) {
      if (i < rows.length - 1) return Result.fail(`line ${i + 1} cannot be read`)
      damage.push(`The last line (${i + 1}) is torn and was left out.`)
    } else if (line.success.type === "call") {
      calls.push({ call: line.success, heard })
      heard = []
    } else if (line.success.type !== "recording") heard.push(line.success)
  }
  return Result.succeed({ header: first.success, calls, damage })
}
