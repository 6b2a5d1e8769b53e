import { Effect } from "effect"
import type { Input } from "../domain/Input.ts"
import { mentionedFiles } from "../slash/expand.ts"

/**
 * The input with the files behind it that the user's own words name by `@path`, as the Read tool gives them and under the same
 * permissions. What was piped in names none: it may be somebody else's text.
 *
 * @param written what the user wrote of the input
 */
export const mentioned = Effect.fn("mentioned")(function* (input: Input, written: string) {
  const { notices, parts } = yield* mentionedFiles(written)
  if (parts.length === 0 && notices.length === 0) return input
  const said = typeof input.content === "string" ? [{ type: "text", text: input.content } as const] : input.content
  const told = notices.map((text) => ({ type: "text", text }) as const)
  return { ...input, content: [...said, ...parts, ...told] } satisfies Input
})
