import { Effect } from "effect"
import { Settings } from "../settings/Settings.ts"
import { checkEdit } from "../syntax/checkEdit.ts"
import { ToolFailed } from "./CoderTool.ts"

/**
 * Looks at a change before it is written: what it broke, for the model, or undefined. With `edits.rejectBroken` a change
 * that breaks the file fails instead, and nothing is written.
 *
 * @param path as the model wrote it
 */
export const checkedChange = Effect.fnUntraced(function* (path: string, before: string, after: string) {
  const broken = yield* checkEdit(path, before, after)
  if (broken === undefined || !(yield* Settings).values.rejectBroken) return broken
  return yield* new ToolFailed({
    message: `${path} was not changed, because edits that break a file are rejected here. ${broken} Send an edit that leaves it whole.`
  })
})
