import type { SlashCompletion } from "./SlashCommand.ts"

/** A menu shows no more. */
const most = 50

/** Words that may stand for an argument. */
export const offers = (words: ReadonlyArray<string>): ReadonlyArray<SlashCompletion> =>
  words.map((word) => ({ insert: word, label: word, detail: "", takesArgument: false }))

/** Those that what is typed is a part of; the ones that begin with it first. */
export const offered = (all: ReadonlyArray<SlashCompletion>, typed: string): ReadonlyArray<SlashCompletion> => {
  const wanted = typed.trim().toLowerCase()
  const holding = all.filter(({ insert, label }) => `${insert} ${label}`.toLowerCase().includes(wanted))
  const begins = (one: SlashCompletion): number => (one.insert.toLowerCase().startsWith(wanted) ? 0 : 1)
  return holding.toSorted((left, right) => begins(left) - begins(right)).slice(0, most)
}
