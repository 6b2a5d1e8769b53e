import { Effect } from "effect"
import { Permission } from "../permission/Permission.ts"
import { Workspace } from "../workspace/Workspace.ts"

/** Files whose contents no search may tell: protected ones, and those that a rule forbids to read. */
export const secretFiles = Effect.gen(function* () {
  const workspace = yield* Workspace
  const permission = yield* Permission
  return Effect.fnUntraced(function* (file: string) {
    const target = yield* Effect.option(workspace.resolve(file))
    if (target._tag === "None" || target.value.protectedRead !== undefined) return true
    const call = { id: "", name: "Read", input: { file_path: file } }
    const accesses = [{ _tag: "ReadPath", path: file }] as const
    const { decision, rule } = yield* permission.decide({ call, accesses, harmless: false })
    return decision === "deny" && rule?.behavior === "deny"
  })
})
