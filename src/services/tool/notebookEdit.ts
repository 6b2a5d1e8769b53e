import { Effect, Random, Result, Schema } from "effect"
import { Files } from "../workspace/Files.ts"
import { checkedCell } from "./checkedCell.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { failed, fileTarget, missing } from "./fileTarget.ts"
import { changeNotebook } from "./notebook.ts"
import { FileHistory } from "./patchOutput.ts"
import { previewFile } from "./previewFile.ts"

const CellType = Schema.Literals(["code", "markdown", "raw"])
const Mode = Schema.Literals(["replace", "insert", "delete"])

const Input = Schema.Struct({
  notebook_path: Schema.String,
  cell_id: Schema.optionalKey(Schema.String),
  new_source: Schema.String,
  cell_type: Schema.optionalKey(CellType),
  edit_mode: Schema.optionalKey(Mode)
})

const Output = Schema.Struct({
  notebook_path: Schema.String,
  cell_id: Schema.String,
  cell_type: Schema.String,
  edit_mode: Mode,
  new_source: Schema.String,
  /** What no longer parses. */
  broken: Schema.optionalKey(Schema.String),
  history: FileHistory
})

const done = { replace: "Replaced", insert: "Inserted", delete: "Deleted" } as const

/** Replaces, inserts or deletes one cell of a notebook that was read; all other bytes of it stay. */
export const notebookEdit = defineTool({
  name: "NotebookEdit",
  description: "Replaces (default), inserts or deletes one cell of a Jupyter notebook that was Read in this session.",
  input: Input,
  output: Output,
  effect: "writes",
  inputSchema: {
    type: "object",
    properties: {
      notebook_path: { type: "string" },
      cell_id: { type: "string", description: "As Read shows it; insert: the cell before, none for the beginning" },
      new_source: { type: "string" },
      cell_type: { enum: ["code", "markdown", "raw"], description: "insert needs it" },
      edit_mode: { enum: ["replace", "insert", "delete"] }
    },
    required: ["notebook_path", "new_source"]
  },
  accesses: (input) => [{ _tag: "WritePath", path: input.notebook_path }],
  preview: (input) =>
    previewFile(input.notebook_path, (file) => {
      if (file === undefined) return undefined
      const { cell_id: cellId, cell_type: cellType, edit_mode: mode = "replace", new_source: source } = input
      const changed = changeNotebook(file.text, { cellId, source, cellType, mode, newId: "new" })
      return Result.isSuccess(changed) ? changed.success.text : undefined
    }),
  run: Effect.fnUntraced(function* (input) {
    const files = yield* Files
    const target = yield* fileTarget(input.notebook_path)
    if (target.kind === "missing") return yield* yield* missing(target)
    const mode = input.edit_mode ?? "replace"
    const number = yield* Random.nextIntBetween(0, 0xffffffff)
    const change = {
      cellId: input.cell_id,
      source: input.new_source,
      cellType: input.cell_type,
      mode,
      newId: number.toString(16).padStart(8, "0")
    }
    let cell = { cellId: "", cellType: "" }
    let broken: string | undefined
    const edit = files.edit(target, (file) =>
      Result.match(changeNotebook(file.text, change), {
        onFailure: (reason) =>
          Effect.fail(new ToolFailed({ message: `${input.notebook_path}: ${reason}. Nothing was changed.` })),
        onSuccess: Effect.fnUntraced(function* (changed) {
          cell = changed
          if (mode === "delete") return changed.text
          const [path, type] = [input.notebook_path, changed.cellType]
          broken = yield* checkedCell(changed.text, { path, type, before: changed.before, after: input.new_source })
          return changed.text
        })
      })
    )
    const written = yield* Effect.catchTag(edit, "FileRefused", (error) => Effect.fail(failed(error)))
    return {
      notebook_path: written.path,
      cell_id: cell.cellId,
      cell_type: cell.cellType,
      edit_mode: mode,
      new_source: mode === "delete" ? "" : input.new_source,
      ...(broken === undefined ? {} : { broken }),
      history: [written.history]
    }
  }),
  forModel: (output) => {
    const told = `${done[output.edit_mode]} the ${output.cell_type} cell ${output.cell_id} of ${output.notebook_path}.`
    return output.broken === undefined ? told : `${told}\n${output.broken}`
  }
})
