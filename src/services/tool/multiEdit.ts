import { Effect, Schema } from "effect"
import { applyEdits } from "../workspace/edit/textEdit.ts"
import { defineTool } from "./CoderTool.ts"
import { editFile } from "./editFile.ts"
import { Patched, patchForModel } from "./patchOutput.ts"

const Input = Schema.Struct({
  file_path: Schema.String,
  edits: Schema.Array(
    Schema.Struct({
      old_string: Schema.String,
      new_string: Schema.String,
      replace_all: Schema.optionalKey(Schema.Boolean)
    })
  ).check(Schema.isMinLength(1))
})

/** Several replacements in one file: all of them or none. */
export const multiEdit = defineTool({
  name: "MultiEdit",
  description:
    "Makes several Edits in one file, in order: all or, where one fails, none. The rules of Edit hold for each.",
  input: Input,
  output: Patched,
  effect: "writes",
  inputSchema: {
    type: "object",
    properties: {
      file_path: { type: "string" },
      edits: {
        type: "array",
        items: {
          type: "object",
          properties: {
            old_string: { type: "string" },
            new_string: { type: "string" },
            replace_all: { type: "boolean" }
          },
          required: ["old_string", "new_string"]
        }
      }
    },
    required: ["file_path", "edits"]
  },
  accesses: (input) => [{ _tag: "WritePath", path: input.file_path }],
  run: Effect.fnUntraced(function* (input) {
    const edits = input.edits.map((one) => ({
      oldString: one.old_string,
      newString: one.new_string,
      replaceAll: one.replace_all ?? false
    }))
    return yield* editFile(input.file_path, (text) => applyEdits(text, edits))
  }),
  forModel: patchForModel
})
