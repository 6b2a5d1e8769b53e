import { Effect } from "effect"
import type { Input } from "../domain/Input.ts"
import type { UserPart } from "../domain/Message.ts"
import { mentionedFiles } from "../slash/expand.ts"
import { callText, userCall } from "../slash/userCall.ts"
import type { Prompt, PromptPart } from "../ui/composer/Composer.ts"

type Image = Extract<PromptPart, { readonly _tag: "Image" }>

/** An image as the Read tool gives it, under the same permissions; in words why it is not there, where it cannot be had. */
const imageParts = Effect.fnUntraced(function* ({ label, path }: Image) {
  const settled = yield* userCall("Read", { file_path: path })
  const { content, kind } = settled
  if (kind === "done" && typeof content !== "string") return [{ type: "text", text: `${label}:` }, ...content] as const
  const told = callText(settled)
  return [{ type: "text", text: `${label} (${path}) is not there to be seen: ${told}` }] as const
})

/** Prompts as one input for the model: what was written, then the files that it names by `@path`, then its images. */
export const contentOf = Effect.fn("Interactive.contentOf")(function* (prompts: ReadonlyArray<Prompt>) {
  const text = prompts.map((prompt) => prompt.text).join("\n\n")
  const { notices, parts } = yield* mentionedFiles(text)
  const images = prompts.flatMap((prompt) => prompt.parts.filter((part) => part._tag === "Image"))
  const pictures = yield* Effect.forEach(images, imageParts)
  const behind: ReadonlyArray<UserPart> = [
    ...parts,
    ...pictures.flat(),
    ...notices.map((notice): UserPart => ({ type: "text", text: notice }))
  ]
  const content: Input["content"] = behind.length === 0 ? text : [{ type: "text", text }, ...behind]
  return content
})
