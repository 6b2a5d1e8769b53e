import { nearest } from "../domain/nearest.ts"
import type { SlashCompletion, SlashFacts } from "./SlashCommand.ts"

/** A text that begins with a slash and could be a command: the name, and what stands after it. */
export interface SlashLine {
  readonly name: string
  readonly typed: string
}

/** A letter, then letters, digits and `-_:`; a second slash or a dot makes it a path. */
const shape = /^\/([a-z][\w:-]*)(?:\s+([\s\S]*))?$/i

/** Reads `/name rest`. Undefined for everything else: `/etc/hosts is wrong`, `/`, `//`, comments of C, text. */
export const slashLine = (text: string): SlashLine | undefined => {
  const [, name, typed] = shape.exec(text.trimEnd()) ?? []
  return name === undefined ? undefined : { name, typed: typed?.trim() ?? "" }
}

/** By name, then by alias; case does not count where nothing has the very name. */
export const findCommand = <C extends SlashFacts>(commands: ReadonlyArray<C>, name: string): C | undefined => {
  const lower = name.toLowerCase()
  return (
    commands.find((command) => command.name === name) ??
    commands.find((command) => command.aliases.includes(name)) ??
    commands.find((command) => command.name.toLowerCase() === lower || command.aliases.includes(lower))
  )
}

/** The command that was probably meant. */
export const meant = (commands: ReadonlyArray<SlashFacts>, name: string): string | undefined =>
  nearest(
    name,
    commands.flatMap((command) => [command.name, ...command.aliases])
  )

const offer = (command: SlashFacts): SlashCompletion => ({
  insert: `/${command.name}`,
  label: [`/${command.name}`, ...(command.argumentHint === undefined ? [] : [command.argumentHint])].join(" "),
  detail: command.summary,
  takesArgument: command.argumentHint !== undefined
})

/** Where the letters stand in a name, in order; lower is better, undefined where they do not. */
const rank = (name: string, typed: string): number | undefined => {
  if (name === typed) return 0
  if (name.startsWith(typed)) return 1
  if (name.split(/[:-]/).some((part) => part.startsWith(typed))) return 2
  if (name.includes(typed)) return 3
  let at = -1
  for (const letter of typed) {
    at = name.indexOf(letter, at + 1)
    if (at === -1) return undefined
  }
  return 4
}

/**
 * The menu for a composer that holds `/…` and no blank yet: commands that fit, the best first, each with its help.
 * Empty where the text is no beginning of a command's name.
 */
export const completeNames = (commands: ReadonlyArray<SlashFacts>, text: string): ReadonlyArray<SlashCompletion> => {
  const typed = /^\/([\w:-]*)$/.exec(text)?.[1]?.toLowerCase()
  if (typed === undefined) return []
  return commands
    .flatMap((command) => {
      const ranks = [command.name, ...command.aliases].flatMap((name) => rank(name.toLowerCase(), typed) ?? [])
      return ranks.length === 0 ? [] : [{ command, rank: Math.min(...ranks) }]
    })
    .sort((left, right) => left.rank - right.rank || (left.command.name < right.command.name ? -1 : 1))
    .map(({ command }) => offer(command))
}
