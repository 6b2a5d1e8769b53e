import { Effect, Schema } from "effect"
import { Search } from "../workspace/Search.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { excludedFolders } from "./excludedFolders.ts"
import { fitting, searchPlace } from "./searchPlace.ts"
import { secretFiles } from "./secretFiles.ts"

const shownLines = 250
const mostLines = 10_000

const Mode = Schema.Literals(["content", "files_with_matches", "count"])
const Count = Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)))
const Flag = Schema.optionalKey(Schema.Boolean)
const Text = Schema.optionalKey(Schema.String)

const Input = Schema.Struct({
  pattern: Schema.String,
  path: Text,
  glob: Text,
  type: Text,
  output_mode: Schema.optionalKey(Mode),
  "-i": Flag,
  "-n": Flag,
  "-A": Count,
  "-B": Count,
  "-C": Count,
  multiline: Flag,
  head_limit: Count,
  offset: Count
})

const Output = Schema.Struct({
  mode: Mode,
  lines: Schema.Array(Schema.String),
  /** All there are; null where they were not counted to the end. */
  total: Schema.NullOr(Schema.Number),
  offset: Schema.Number,
  notices: Schema.Array(Schema.String)
})
type Output = typeof Output.Type

const describe = ({ lines, mode, notices, offset, total }: Output): string => {
  const what = mode === "content" ? "lines" : "files"
  const next = offset + lines.length
  const more = total === null ? `more than ${next}` : `${total}`
  const empty = offset === 0 ? "No match." : `No more ${what}: there are ${more}.`
  return [
    ...(lines.length === 0 ? [empty] : lines),
    // Said of every search without a match, so that it says nothing about what is in them.
    ...(total === 0
      ? ["[Ignored files, and files that may hold secrets or that a rule forbids to read, are not searched.]"]
      : []),
    ...(lines.length > 0 && (total === null || next < total)
      ? [`[${what} ${offset + 1} to ${next} of ${more}; go on with offset ${next}, or narrow the search]`]
      : []),
    ...notices.map((notice) => `[${notice}]`)
  ].join("\n")
}

/** Finds text in files by a regular expression. What Git ignores is left out. */
export const grep = defineTool({
  name: "Grep",
  description: "Finds text in files by regular expression (ripgrep), without ignored and binary ones.",
  input: Input,
  output: Output,
  effect: "reads",
  inputSchema: {
    type: "object",
    properties: {
      pattern: { type: "string" },
      path: { type: "string", description: "File or folder, default the working directory" },
      glob: { type: "string", description: "e.g. *.{ts,tsx}, src/**" },
      type: { type: "string", description: "e.g. js, py, rust" },
      output_mode: { enum: ["content", "files_with_matches", "count"], description: "Default files_with_matches" },
      "-i": { type: "boolean" },
      "-n": { type: "boolean", description: "Line numbers, default true" },
      "-A": { type: "integer" },
      "-B": { type: "integer" },
      "-C": { type: "integer" },
      multiline: { type: "boolean", description: "Matches may span lines" },
      head_limit: { type: "integer", description: "Default 250" },
      offset: { type: "integer", description: "Lines or files to skip" }
    },
    required: ["pattern"]
  },
  accesses: (input) => [{ _tag: "ReadPath", path: input.path ?? "." }],
  run: Effect.fnUntraced(function* (input) {
    const search = yield* Search
    const isSecret = yield* secretFiles
    const place = yield* searchPlace(input.path)
    const mode = input.output_mode ?? "files_with_matches"
    const offset = input.offset ?? 0
    const answer = yield* Effect.mapError(
      search.grep({
        pattern: input.pattern,
        root: place.root,
        ...(input.glob === undefined ? {} : { glob: input.glob }),
        ...(input.type === undefined ? {} : { type: input.type }),
        mode,
        ignoreCase: input["-i"] ?? false,
        lineNumbers: input["-n"] ?? true,
        before: input["-B"] ?? input["-C"] ?? 0,
        after: input["-A"] ?? input["-C"] ?? 0,
        multiline: input.multiline ?? false,
        limit: Math.min(input.head_limit || (input.head_limit === 0 ? mostLines : shownLines), mostLines),
        offset,
        // A file that is named was judged by itself.
        secret: (file) => (file === place.root ? Effect.succeed(false) : isSecret(file))
      }),
      (error) => new ToolFailed({ message: error.message })
    )
    const lines = fitting(answer.lines.map((line) => (line === "--" ? line : place.prefix + line)))
    const excluded = answer.total === 0 && !place.isFile ? yield* excludedFolders(place.root) : undefined
    const notices = excluded === undefined ? answer.notices : [excluded, ...answer.notices]
    return { mode, lines, total: answer.total ?? null, offset, notices }
  }),
  forModel: describe
})
