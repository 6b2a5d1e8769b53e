import { Effect } from "effect"
import type { Input } from "../domain/Input.ts"
import type { Prompt } from "../ui/composer/Composer.ts"

/** Prompts as one input for the model. */
export const contentOf = (prompts: ReadonlyArray<Prompt>): Effect.Effect<Input["content"]> =>
  Effect.succeed(prompts.map(({ text }) => text).join("\n\n"))
