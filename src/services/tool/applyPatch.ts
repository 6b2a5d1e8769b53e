import { Effect, Result, Schema } from "effect"
import { applyChunks } from "../workspace/edit/patchEdit.ts"
import { type PatchPart, parsePatch, pathsOf } from "../workspace/edit/patchFormat.ts"
import type { Edited } from "../workspace/edit/textEdit.ts"
import { Files } from "../workspace/Files.ts"
import type { FileStep } from "../workspace/fileSteps.ts"
import { checkedChange } from "./checkedChange.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { failed, fileTarget, missing } from "./fileTarget.ts"
import { Patched, patched, patchForModel } from "./patchOutput.ts"
import { previewFile } from "./previewFile.ts"

/** A patch that can be read; what is wrong with another is told before anything is asked. */
const Patch = Schema.String.check(
  Schema.makeFilter((text) =>
    Result.match(parsePatch(text), { onFailure: (wrong) => wrong, onSuccess: () => undefined })
  )
)
const Input = Schema.Struct({ input: Patch })
const Output = Schema.Struct({ files: Schema.Array(Patched) })

const partsOf = (text: string): ReadonlyArray<PatchPart> => Result.getOrElse(parsePatch(text), () => [])

/** A change made ready, with what is to be told of it once it was made. */
interface Told {
  edited: Edited | undefined
  broken: string | undefined
}

const stepOf = Effect.fnUntraced(function* (part: PatchPart, told: Told) {
  const target = yield* fileTarget(part.path)
  if (part._tag === "Add") return { _tag: "Create", target, content: part.content } as const
  if (target.kind === "missing") return yield* yield* missing(target)
  if (part._tag === "Delete") return { _tag: "Delete", target } as const
  const change: Extract<
    FileStep<ToolFailed, Effect.Services<ReturnType<typeof checkedChange>>>,
    { _tag: "Change" }
  >["change"] = Effect.fnUntraced(function* (file) {
    if (part.chunks.length === 0) return file.text
    const made = applyChunks(file.text, part.chunks)
    if (Result.isFailure(made)) {
      const { index, message } = made.failure
      const words = message.replaceAll("old_string", "the old text").replaceAll("new_string", "the new text")
      const which = part.chunks.length === 1 ? "" : `part ${index + 1}: `
      return yield* new ToolFailed({ message: `${part.path}: ${which}${words} No file of the patch was changed.` })
    }
    told.edited = made.success
    told.broken = yield* checkedChange(part.moveTo ?? part.path, file.text, made.success.text)
    return made.success.text
  })
  const moveTo = part.moveTo === undefined ? undefined : yield* fileTarget(part.moveTo)
  return { _tag: "Change", target, moveTo, change } as const
})

const previewPart = (part: PatchPart) =>
  previewFile(part.path, (file) => {
    if (part._tag === "Add") return file === undefined ? part.content : undefined
    if (file === undefined) return undefined
    if (part._tag === "Delete") return ""
    const made = applyChunks(file.text, part.chunks)
    return part.chunks.length === 0 ? file.text : Result.isSuccess(made) ? made.success.text : undefined
  })

/** The patch envelope of OpenAI's models: several files, all or none, each place found as Edit finds it. */
export const applyPatch = defineTool({
  name: "ApplyPatch",
  description:
    'Changes files that were Read in this session, all or none. input: "*** Begin Patch", then per file "*** Add File: PATH" (+ lines), "*** Delete File: PATH" or "*** Update File: PATH" ("*** Move to: PATH"; chunks: "@@ class or def line", " " kept, "-" old, "+" new lines, 3 kept around), then "*** End Patch".',
  input: Input,
  output: Output,
  effect: "writes",
  inputSchema: { type: "object", properties: { input: { type: "string" } }, required: ["input"] },
  accesses: ({ input }) => pathsOf(partsOf(input)).map((path) => ({ _tag: "WritePath", path })),
  preview: ({ input }) => Effect.map(Effect.forEach(partsOf(input), previewPart), (changes) => changes.flat()),
  run: Effect.fnUntraced(function* ({ input }) {
    const files = yield* Files
    const parts = partsOf(input)
    const told = parts.map((): Told => ({ edited: undefined, broken: undefined }))
    const steps = yield* Effect.forEach(parts, (part, index) =>
      stepOf(part, told[index] ?? told[0] ?? { edited: undefined, broken: undefined })
    )
    const written = yield* files
      .together(steps)
      .pipe(Effect.catchTag("FileRefused", (error) => Effect.fail(failed(error))))
    return {
      files: written.map((one, index) => {
        const part = parts[index]
        const output = patched(one, told[index]?.edited, told[index]?.broken)
        if (part?._tag === "Delete") return { ...output, type: "delete" as const, structuredPatch: [], totalLines: 0 }
        return part?._tag === "Update" && part.moveTo !== undefined ? { ...output, movedFrom: part.path } : output
      })
    }
  }),
  forModel: ({ files }) => files.map(patchForModel).join("\n")
})
