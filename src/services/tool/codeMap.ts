import { Effect, Schema } from "effect"
import { CodeMaps } from "../codemap/CodeMaps.ts"
import { mapNotes, mapText } from "../codemap/render.ts"
import { Files } from "../workspace/Files.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { searchPlace } from "./searchPlace.ts"
import { secretFiles } from "./secretFiles.ts"

/** Tokens of a map where none are named, and at most. */
const usual = 2_000
const most = 8_000

const Input = Schema.Struct({
  query: Schema.optionalKey(Schema.String),
  path: Schema.optionalKey(Schema.String),
  budget: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0)))
})

const Output = Schema.Struct({
  map: Schema.String,
  numFiles: Schema.Number,
  notices: Schema.Array(Schema.String)
})

/** Shows the definitions of a tree of code that matter most for a question. */
export const codeMap = defineTool({
  name: "CodeMap",
  description: "Lists the definitions that matter most, by file and line: overview, or for query.",
  input: Input,
  output: Output,
  effect: "reads",
  inputSchema: {
    type: "object",
    properties: {
      query: { type: "string" },
      path: { type: "string" },
      budget: { type: "integer", description: "Tokens, default 2000" }
    }
  },
  accesses: (input) => [{ _tag: "ReadPath", path: input.path ?? "." }],
  run: Effect.fnUntraced(function* (input) {
    const maps = yield* CodeMaps
    const isSecret = yield* secretFiles
    const place = yield* searchPlace(input.path)
    const seen = yield* (yield* Files).seen
    const map = yield* Effect.mapError(
      maps.map({
        root: place.root,
        focus: input.query ?? "",
        seen: seen.map(({ path }) => path),
        budget: Math.min(input.budget ?? usual, most),
        secret: isSecret
      }),
      (error) => new ToolFailed({ message: error.message })
    )
    const files = map.files.map((file) => ({ ...file, path: place.prefix + file.path }))
    return { map: mapText({ ...map, files }), numFiles: map.allFiles, notices: mapNotes(map) }
  }),
  forModel: ({ map, notices, numFiles }) =>
    [
      map === "" ? `No definitions found (${numFiles} files of code here).` : map,
      ...notices.map((notice) => `[${notice}]`)
    ].join("\n")
})
