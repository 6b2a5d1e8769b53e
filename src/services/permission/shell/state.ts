import type { Upstream } from "./simple.ts"
import type { Binding, Value } from "./values.ts"

/** Possible working directories; undefined where they are not known. */
export type Directories = ReadonlyArray<string> | undefined

export interface State {
  readonly directories: Directories
  readonly bindings: ReadonlyMap<string, Binding>
}

export interface Exit {
  readonly success: Directories
  readonly failure: Directories
}

/** What every command inside a wrapper or a compound command inherits. */
export interface Around {
  readonly layers: ReadonlyArray<ReadonlyArray<Value>>
  readonly doubts: ReadonlyArray<string>
  readonly privileged: boolean
  readonly elsewhere: boolean
  readonly open: boolean
  readonly guessed: boolean
  readonly upstream: Upstream | undefined
  /** Shell texts inside shell texts, and wrappers inside wrappers. */
  readonly depth: number
  /** How many times a loop's body is walked already. */
  readonly copies: number
}

/** Both sets of directories; not known where there are too many. */
export const join = (a: Directories, b: Directories): Directories => {
  if (a === undefined || b === undefined) return undefined
  const all = [...new Set([...a, ...b])]
  return all.length > 4 ? undefined : all
}

/** Where the shell is after the command: `cd` moves it if it succeeds. */
export const exitOf = (words: ReadonlyArray<Value>, directories: Directories, moves: boolean, home: string): Exit => {
  const program = words[0]?.exact === true ? words[0].text : undefined
  const stay = { success: directories, failure: directories }
  if (program === undefined) return moves ? { success: undefined, failure: undefined } : stay
  if (program === "builtin" || program === "command") return exitOf(words.slice(1), directories, moves, home)
  if (program === "popd" || program === "eval") return moves ? { success: undefined, failure: undefined } : stay
  if (program !== "cd" && program !== "pushd" && program !== "chdir") return stay
  const operands = words.slice(1).filter((word) => !/^-[LPe@]+$|^--$/.test(word.text))
  const target = operands[0]
  const unsure = target === undefined ? program === "pushd" : !target.exact || target.text === "-"
  if (operands.length > 1 || unsure) return { success: undefined, failure: directories }
  const text = target?.text ?? home
  const moved = text.startsWith("/") ? [text] : directories?.map((directory) => `${directory}/${text}`)
  return { success: moved, failure: directories }
}
