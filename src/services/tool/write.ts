import { Effect, Schema } from "effect"
import { Files } from "../workspace/Files.ts"
import { toEol } from "../workspace/lines.ts"
import { checkedChange } from "./checkedChange.ts"
import { defineTool } from "./CoderTool.ts"
import { failed, fileTarget } from "./fileTarget.ts"
import { Patched, patched, patchForModel } from "./patchOutput.ts"
import { previewFile } from "./previewFile.ts"

const Input = Schema.Struct({ file_path: Schema.String, content: Schema.String })

/** Makes a file or replaces a whole one that was read; encoding, line endings and mode of an existing one stay. */
export const write = defineTool({
  name: "Write",
  description:
    "Creates a file (and its directories) or replaces a whole one, which must have been Read in this session. Prefer Edit for changes.",
  input: Input,
  output: Patched,
  effect: "writes",
  inputSchema: {
    type: "object",
    properties: { file_path: { type: "string" }, content: { type: "string" } },
    required: ["file_path", "content"]
  },
  accesses: (input) => [{ _tag: "WritePath", path: input.file_path }],
  preview: (input) =>
    previewFile(input.file_path, (file) => (file === undefined ? input.content : toEol(input.content, file.eol))),
  run: Effect.fnUntraced(function* (input) {
    const files = yield* Files
    const target = yield* fileTarget(input.file_path)
    if (target.kind === "missing") return patched(yield* Effect.mapError(files.put(target, input.content), failed))
    let broken: string | undefined
    const written = yield* files
      .edit(target, (file) => {
        const after = toEol(input.content, file.eol)
        return Effect.map(checkedChange(input.file_path, file.text, after), (said) => {
          broken = said
          return after
        })
      })
      .pipe(Effect.catchTag("FileRefused", (error) => Effect.fail(failed(error))))
    return patched(written, undefined, broken)
  }),
  forModel: patchForModel
})
