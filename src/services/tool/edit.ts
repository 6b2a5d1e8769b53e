import { Effect, Result, Schema } from "effect"
import { applyEdit } from "../workspace/edit/textEdit.ts"
import { Files } from "../workspace/Files.ts"
import { defineTool } from "./CoderTool.ts"
import { editFile } from "./editFile.ts"
import { failed, fileTarget } from "./fileTarget.ts"
import { Patched, patched, patchForModel } from "./patchOutput.ts"
import { previewFile } from "./previewFile.ts"

const Input = Schema.Struct({
  file_path: Schema.String,
  old_string: Schema.String,
  new_string: Schema.String,
  replace_all: Schema.optionalKey(Schema.Boolean)
})

/** Replaces one text by another in a file that was read. An empty old text makes a file that is not there. */
export const edit = defineTool({
  name: "Edit",
  description:
    "Replaces old_string by new_string in a file that was Read in this session. old_string must be in the file exactly (without Read's line numbers, indentation as there) and only once, unless replace_all.",
  input: Input,
  output: Patched,
  effect: "writes",
  inputSchema: {
    type: "object",
    properties: {
      file_path: { type: "string" },
      old_string: { type: "string" },
      new_string: { type: "string" },
      replace_all: { type: "boolean" }
    },
    required: ["file_path", "old_string", "new_string"]
  },
  accesses: (input) => [{ _tag: "WritePath", path: input.file_path }],
  preview: (input) =>
    previewFile(input.file_path, (file) => {
      if (file === undefined) return input.old_string === "" ? input.new_string : undefined
      const edited = applyEdit(file.text, {
        oldString: input.old_string,
        newString: input.new_string,
        replaceAll: input.replace_all ?? false
      })
      return Result.isSuccess(edited) ? edited.success.text : undefined
    }),
  run: Effect.fnUntraced(function* (input) {
    if (input.old_string === "") {
      const target = yield* fileTarget(input.file_path)
      const files = yield* Files
      if (target.kind === "missing") return patched(yield* Effect.mapError(files.put(target, input.new_string), failed))
    }
    return yield* editFile(input.file_path, (text) =>
      applyEdit(text, {
        oldString: input.old_string,
        newString: input.new_string,
        replaceAll: input.replace_all ?? false
      })
    )
  }),
  forModel: patchForModel
})
