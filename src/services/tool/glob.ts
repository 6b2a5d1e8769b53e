import { Effect, Path, Schema } from "effect"
import { Search } from "../workspace/Search.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { excludedFolders } from "./excludedFolders.ts"
import { fitting, searchPlace } from "./searchPlace.ts"

const shownFiles = 200

const Input = Schema.Struct({ pattern: Schema.String, path: Schema.optionalKey(Schema.String) })

const Output = Schema.Struct({
  filenames: Schema.Array(Schema.String),
  /** All there are. */
  numFiles: Schema.Number,
  truncated: Schema.Boolean,
  notices: Schema.Array(Schema.String)
})

/** A pattern relative to the root, or undefined where it leaves it. */
const below = (pattern: string, root: string, path: Path.Path): string | undefined => {
  const relative = path.isAbsolute(pattern)
    ? pattern.startsWith(`${root}/`)
      ? pattern.slice(root.length)
      : undefined
    : pattern
  return relative?.split("/").includes("..") === true ? undefined : relative
}

/** Finds files by name, newest first. What Git ignores is left out. */
export const glob = defineTool({
  name: "Glob",
  description:
    "Finds files by glob, newest first, without ignored ones. `*.ts` is found at any depth, `src/**/*.ts` from the root on.",
  input: Input,
  output: Output,
  effect: "reads",
  inputSchema: {
    type: "object",
    properties: {
      pattern: { type: "string" },
      path: { type: "string", description: "Folder, default the working directory" }
    },
    required: ["pattern"]
  },
  accesses: (input) => [{ _tag: "ReadPath", path: input.path ?? "." }],
  run: Effect.fnUntraced(function* (input) {
    const search = yield* Search
    const place = yield* searchPlace(input.path)
    if (place.isFile) {
      return yield* new ToolFailed({ message: `${input.path} is a file. Give the folder to search as path.` })
    }
    const pattern = below(input.pattern, place.root, yield* Path.Path)
    if (pattern === undefined) {
      return yield* new ToolFailed({
        message: `The pattern ${JSON.stringify(input.pattern)} leads out of ${place.root}. Give the folder as path and a pattern below it.`
      })
    }
    const answer = yield* Effect.mapError(
      search.glob({ pattern, root: place.root, limit: shownFiles }),
      (error) => new ToolFailed({ message: error.message })
    )
    const filenames = fitting(answer.lines.map((file) => place.prefix + file))
    const numFiles = answer.total ?? answer.lines.length
    const excluded = numFiles === 0 ? yield* excludedFolders(place.root) : undefined
    const notices = excluded === undefined ? answer.notices : [excluded, ...answer.notices]
    return { filenames, numFiles, truncated: filenames.length < numFiles, notices }
  }),
  forModel: ({ filenames, notices, numFiles, truncated }) =>
    [
      ...(filenames.length === 0 ? ["No file matches."] : filenames),
      ...(truncated
        ? [`[the newest ${filenames.length} of ${numFiles} files; narrow the pattern or the path to see others]`]
        : []),
      ...notices.map((notice) => `[${notice}]`)
    ].join("\n")
})
