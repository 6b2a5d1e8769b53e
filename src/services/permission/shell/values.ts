import type { Part, Word } from "./ast.ts"

/** A word as the program will get it, as far as that is known before it runs. */
export interface Value {
  readonly raw: string
  /** The best guess: what is not known stands as nothing. The very argument where `exact`; the pattern where `glob`. */
  readonly text: string
  readonly exact: boolean
  /** Pathname expansion decides; the rest of the word is known. */
  readonly glob: boolean
  /** The path of a process substitution. */
  readonly process: boolean
  /** Its value is not known, but reading it has no effect and it names no secret (`$?`, a loop variable, a number). */
  readonly plain: boolean
  /** Variables that may be empty or anything. */
  readonly unknowns: ReadonlyArray<string>
  /** Holds the output of a command. */
  readonly substituted: boolean
  /** Stands in quotes as a whole, so that it stays one word. */
  readonly whole: boolean
}

/** What a variable is known to hold. `sure` is false for a guess that serves the search for danger alone. */
export interface Binding {
  readonly text: string | undefined
  readonly sure: boolean
}

export interface Scope {
  readonly home: string
  /** The one working directory, if there is only one. */
  readonly directory: string | undefined
  readonly bindings: ReadonlyMap<string, Binding>
  /** Names that the line assigns: what the environment says of them is not relied on. */
  readonly assigned: ReadonlySet<string>
}

/** Variables that hold no secret and whose expansion has no effect. */
const plainNames = new Set(
  "? # $ ! - 0 1 2 3 4 5 6 7 8 9 USER LOGNAME SHELL LANG TERM HOSTNAME PPID UID EUID RANDOM SECONDS LINENO OSTYPE HOSTTYPE MACHTYPE BASH_VERSION PIPESTATUS FUNCNAME".split(
    " "
  )
)

const expandTilde = (user: string, scope: Scope): string | undefined => {
  if (user === "") return scope.assigned.has("HOME") ? undefined : scope.home
  if (user === "+") return scope.directory
  return undefined
}

const guessTilde = (user: string, scope: Scope): string =>
  user === ""
    ? scope.home
    : user === "+" || user === "-"
      ? (scope.directory ?? ".")
      : user === "root"
        ? "/root"
        : `/home/${user}`

const variable = (name: string, scope: Scope): Binding | undefined => {
  const bound = scope.bindings.get(name)
  if (bound !== undefined) return bound
  if (scope.assigned.has(name)) return undefined
  if (name === "HOME") return { text: scope.home, sure: true }
  if (name === "PWD" && scope.directory !== undefined) return { text: scope.directory, sure: true }
  return undefined
}

const special = /[*?[\]\\\s'"]/

/** Characters of a pattern that stand for themselves. */
const escapePattern = (text: string): string => text.replace(/[*?[\]\\]/g, "\\$&")

interface Piece {
  readonly text: string
  readonly pattern?: string
  readonly exact: boolean
  readonly glob?: boolean
  readonly plain?: boolean
  readonly unknown?: string
}

const pieceOf = (part: Part, index: number, scope: Scope): Piece => {
  switch (part._tag) {
    case "Text":
      return { text: part.text, exact: true, pattern: part.quoted ? escapePattern(part.text) : part.text }
    case "Glob":
      return { text: part.text, exact: true, glob: true }
    case "Brace":
      return { text: part.text, exact: false }
    case "Tilde": {
      const text = index === 0 ? expandTilde(part.user, scope) : undefined
      return text === undefined ? { text: guessTilde(part.user, scope), exact: false } : { text, exact: true }
    }
    case "Variable": {
      const binding = variable(part.name, scope)
      const steady = part.quoted || (binding?.text !== undefined && !special.test(binding.text) && binding.text !== "")
      if (part.quiet && binding?.sure === true && binding.text !== undefined && steady)
        return { text: binding.text, exact: true }
      const plain = part.quiet && (binding?.sure === true || plainNames.has(part.name))
      return {
        text: binding?.text ?? "",
        exact: false,
        plain,
        ...(binding?.text === undefined ? { unknown: part.name } : {})
      }
    }
    case "Substitution":
      return { text: "", exact: false, plain: true }
    case "Process":
      return { text: "/dev/fd/63", exact: false }
    case "Arithmetic":
      return { text: "0", exact: false, plain: part.certain }
  }
}

/** Works out a word. */
export const valueOf = (word: Word, scope: Scope): Value => {
  const pieces = word.parts.map((part, index) => pieceOf(part, index, scope))
  const exact = pieces.every((piece) => piece.exact)
  const glob = exact && pieces.some((piece) => piece.glob === true)
  return {
    raw: word.raw,
    text: pieces.map((piece) => (glob ? (piece.pattern ?? piece.text) : piece.text)).join(""),
    exact: exact && !glob,
    glob,
    process: word.parts.length === 1 && word.parts[0]?._tag === "Process",
    plain: pieces.every((piece) => piece.exact || piece.plain === true),
    unknowns: pieces.flatMap((piece) => (piece.unknown === undefined ? [] : [piece.unknown])),
    substituted: word.parts.some((part) => part._tag === "Substitution"),
    whole: word.parts.every((part) =>
      part._tag === "Text" || part._tag === "Variable" || part._tag === "Substitution" ? part.quoted : false
    )
  }
}

/** A value that is known to be `text`. */
export const exactly = (text: string): Value => ({
  raw: text,
  text,
  exact: true,
  glob: false,
  process: false,
  plain: true,
  unknowns: [],
  substituted: false,
  whole: true
})
