import { readScript } from "./shell/readScript.ts"
import type { SimpleCommand } from "./shell/simple.ts"
import { type Surroundings, walk } from "./shell/walk.ts"

/** A command line, read: what it runs, and what in it is not certain. Any problem means that it asks. */
export interface CommandLine {
  readonly text: string
  readonly commands: ReadonlyArray<SimpleCommand>
  readonly problems: ReadonlyArray<string>
}

/** A longer line is not read whole: its two ends are looked at, and it asks. */
export const longest = 10_000

/** Reads a bash command line. Pure, linear, never fails. */
export const readCommandLine = (text: string, surroundings: Surroundings): CommandLine => {
  if (text.length <= longest) return { text, ...walk(readScript(text), text, surroundings) }
  const head = text.slice(0, longest / 2)
  const tail = text.slice(-longest / 2)
  const ends = [head, tail].map((end) => walk(readScript(end), end, surroundings))
  return {
    text,
    commands: ends.flatMap((end) => end.commands),
    problems: [`it is longer than ${longest} characters`, ...ends.flatMap((end) => end.problems)]
  }
}
