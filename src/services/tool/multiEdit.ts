import { Result, Schema } from "effect"
import { applyEdits } from "../workspace/edit/textEdit.ts"
import { defineTool } from "./CoderTool.ts"
import { editFile } from "./editFile.ts"
import { Patched, patchForModel } from "./patchOutput.ts"
import { previewFile } from "./previewFile.ts"

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

const editsOf = ({ edits }: typeof Input.Type) =>
  edits.map((one) => ({
    oldString: one.old_string,
    newString: one.new_string,
    replaceAll: one.replace_all ?? false
  }))

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
  preview: (input) =>
    previewFile(input.file_path, (file) => {
      const edited = file === undefined ? undefined : applyEdits(file.text, editsOf(input))
      return edited !== undefined && Result.isSuccess(edited) ? edited.success.text : undefined
    }),
  run: (input) => editFile(input.file_path, (text) => applyEdits(text, editsOf(input))),
  forModel: patchForModel
})
