import { Effect } from "effect"
import type { QuestionDiff } from "../interaction/Interaction.ts"
import { Files } from "../workspace/Files.ts"
import type { TextFile } from "../workspace/textFile.ts"
import { fileTarget } from "./fileTarget.ts"

/** A larger file is not shown as a change. */
const longest = 1_000_000

/**
 * What a change would make of a file, with the same reading and checks as the change itself, and nothing written. Empty
 * where it cannot be made (the call then says why) or is too large to show.
 *
 * @param change the text afterwards, from the file as it is (undefined where there is none); undefined where it fails
 */
export const previewFile = Effect.fnUntraced(function* (
  path: string,
  change: (file: TextFile | undefined) => string | undefined
) {
  const files = yield* Files
  const shown = (before: string, after: string | undefined): ReadonlyArray<QuestionDiff> =>
    after === undefined || before.length + after.length > longest ? [] : [{ path, before, after }]
  const found = yield* Effect.result(fileTarget(path))
  if (found._tag === "Failure") return []
  if (found.success.kind === "missing") return shown("", change(undefined))
  /** Failing is what keeps the file from being written. */
  return yield* Effect.match(
    files.edit(found.success, (file) => Effect.fail({ _tag: "Looked" as const, file })),
    {
      onFailure: (error) => (error._tag === "Looked" ? shown(error.file.text, change(error.file)) : []),
      onSuccess: () => []
    }
  )
})
