import type { Composer, Prompt } from "../ui/composer/Composer.ts"
import { promptOf, withText } from "../ui/composer/prompts.ts"
import { beginComposer } from "../ui/composer/state.ts"

/** What is being written, as text. */
export const written = (composer: Composer): string => promptOf(composer).text

/** A prompt that was not typed here. */
export const textPrompt = (text: string): Prompt => promptOf(withText(beginComposer(), text))
