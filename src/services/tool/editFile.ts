import { Effect, Result } from "effect"
import type { EditRefusal, Edited } from "../workspace/edit/textEdit.ts"
import { Files } from "../workspace/Files.ts"
import { checkedChange } from "./checkedChange.ts"
import { ToolFailed } from "./CoderTool.ts"
import { failed, fileTarget, missing } from "./fileTarget.ts"
import { patched } from "./patchOutput.ts"

/** Reads, changes and writes a file as one step; a refusal of the change leaves it untouched. */
export const editFile = Effect.fnUntraced(function* (
  path: string,
  change: (text: string) => Result.Result<Edited, EditRefusal & { readonly index?: number }>
) {
  const files = yield* Files
  const target = yield* fileTarget(path)
  if (target.kind === "missing") return yield* yield* missing(target)
  let edited: Edited | undefined
  let broken: string | undefined
  const written = yield* files
    .edit(target, (file) =>
      Result.match(change(file.text), {
        onFailure: (refusal) => {
          const which = refusal.index === undefined ? "" : `edit ${refusal.index + 1}: `
          return Effect.fail(new ToolFailed({ message: `${path}: ${which}${refusal.message}` }))
        },
        onSuccess: (done) => {
          edited = done
          return Effect.map(checkedChange(path, file.text, done.text), (said) => {
            broken = said
            return done.text
          })
        }
      })
    )
    .pipe(Effect.catchTag("FileRefused", (error) => Effect.fail(failed(error))))
  return patched(written, edited, broken)
})
