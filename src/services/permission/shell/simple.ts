import type { Value } from "./values.ts"

/** A redirection of a command, its target worked out. */
export interface KnownRedirection {
  readonly operator: string
  readonly descriptor: string
  readonly target: Value
  readonly kind: "read" | "write" | "duplicate" | "text"
}

/** What a pipeline feeds to a command, as far as danger needs it. */
export interface Upstream {
  /** A program that fetches from the network stands before it. */
  readonly network: boolean
  /** Something before it reads what looks like a secret or packs the project. */
  readonly secret: boolean
  /** The literal text that the program before it prints. */
  readonly text: string | undefined
  /** Names of the programs before it, at most eight. */
  readonly programs: ReadonlyArray<string>
}

/** One command with its words, as it stands or as a wrapper starts it. */
export interface SimpleCommand {
  /** The words that the innermost program gets. Empty for a line that only assigns or redirects. */
  readonly words: ReadonlyArray<Value>
  /** The words of every wrapper around it, outermost first, this command's last. */
  readonly layers: ReadonlyArray<ReadonlyArray<Value>>
  readonly assignments: ReadonlyArray<{ readonly name: string; readonly value: Value }>
  readonly redirections: ReadonlyArray<KnownRedirection>
  /** Where it may run; undefined where that is not known. */
  readonly directories: ReadonlyArray<string> | undefined
  readonly upstream: Upstream | undefined
  /** What the substitutions in its words run. */
  readonly fed: Upstream | undefined
  /** Text that it gets on its standard input (a here-document or here-string). */
  readonly input: string | undefined
  /** Further words come from its input (`xargs`, `find -exec`). */
  readonly open: boolean
  /** Why it cannot be approved by itself, whatever its words are. */
  readonly doubts: ReadonlyArray<string>
  /** A wrapper gives it other rights (`sudo`). */
  readonly privileged: boolean
  /** A wrapper runs it on another machine or in a container. */
  readonly elsewhere: boolean
  /** It may be no command at all (`docker exec NAME …`): only what forbids looks at it. */
  readonly guessed: boolean
  /** Only starts the commands that follow it in the list: nothing of its own. */
  readonly container: boolean
  /** `[[ … ]]`, where words are compared and not run. */
  readonly test: boolean
}

/** Name of the program, without its directory. */
export const programOf = (words: ReadonlyArray<Value>): string => {
  const first = words[0]?.text ?? ""
  return first.slice(first.lastIndexOf("/") + 1)
}
