import type { SlashCompletion } from "./SlashCommand.ts"

/** Words that may stand for an argument, of which something is typed; a few dozen at most. */
export const offers = (words: ReadonlyArray<string>, typed: string): ReadonlyArray<SlashCompletion> =>
  words
    .filter((word) => word.toLowerCase().includes(typed.toLowerCase()))
    .slice(0, 50)
    .map((word) => ({ insert: word, label: word, detail: "", takesArgument: false }))
