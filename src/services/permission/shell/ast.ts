/** The shell line as a tree: only what decides what runs. Text is kept with quotes removed, and with the fact that it was quoted. */

export type Part =
  | { readonly _tag: "Text"; readonly text: string; readonly quoted: boolean }
  /** `*`, `?` or `[` outside quotes. */
  | { readonly _tag: "Glob"; readonly text: string }
  /** `{`, `,` or `}` outside quotes, in a word that brace expansion multiplies. */
  | { readonly _tag: "Brace"; readonly text: string }
  | { readonly _tag: "Tilde"; readonly user: string }
  /** `quiet`: the expansion has no effect but its value, and is the plain value of the variable. */
  | {
      readonly _tag: "Variable"
      readonly name: string
      readonly quoted: boolean
      readonly quiet: boolean
      readonly raw: string
    }
  | { readonly _tag: "Substitution"; readonly script: Script; readonly quoted: boolean; readonly raw: string }
  | { readonly _tag: "Process"; readonly script: Script; readonly raw: string }
  /** `certain`: digits and operators alone, so that its value is a number and nothing else happens. */
  | { readonly _tag: "Arithmetic"; readonly certain: boolean; readonly raw: string }

export interface Word {
  readonly raw: string
  readonly parts: ReadonlyArray<Part>
}

export interface Assignment {
  readonly name: string
  readonly value: Word
}

export interface Redirection {
  /** `<`, `>`, `>>`, `>|`, `<>`, `&>`, `&>>`, `>&`, `<&`, `<<`, `<<-`, `<<<`. */
  readonly operator: string
  readonly descriptor: string
  readonly target: Word
  /** The text of a here-document, with its expansions. */
  readonly body?: Word
}

export type Node =
  | {
      readonly _tag: "Simple"
      readonly assignments: ReadonlyArray<Assignment>
      readonly words: ReadonlyArray<Word>
      readonly redirections: ReadonlyArray<Redirection>
    }
  | {
      readonly _tag: "Group"
      readonly subshell: boolean
      readonly body: Script
      readonly redirections: ReadonlyArray<Redirection>
    }
  | {
      readonly _tag: "If"
      readonly clauses: ReadonlyArray<Clause>
      readonly otherwise: Script | undefined
      readonly redirections: ReadonlyArray<Redirection>
    }
  | {
      readonly _tag: "Loop"
      readonly test: Script
      readonly body: Script
      readonly redirections: ReadonlyArray<Redirection>
    }
  | {
      readonly _tag: "For"
      readonly name: string
      readonly words: ReadonlyArray<Word> | undefined
      readonly body: Script
      readonly redirections: ReadonlyArray<Redirection>
    }
  | {
      readonly _tag: "Case"
      readonly word: Word
      readonly clauses: ReadonlyArray<{ readonly patterns: ReadonlyArray<Word>; readonly body: Script }>
      readonly redirections: ReadonlyArray<Redirection>
    }
  | { readonly _tag: "Test"; readonly words: ReadonlyArray<Word>; readonly redirections: ReadonlyArray<Redirection> }
  | { readonly _tag: "Calculation"; readonly word: Word; readonly redirections: ReadonlyArray<Redirection> }
  | {
      readonly _tag: "Definition"
      readonly name: string
      readonly body: Node | undefined
      readonly redirections: ReadonlyArray<Redirection>
    }

export interface Clause {
  readonly test: Script
  readonly body: Script
}

export interface Pipeline {
  readonly timed: boolean
  readonly nodes: ReadonlyArray<Node>
}

export interface AndOr {
  readonly first: Pipeline
  readonly rest: ReadonlyArray<{ readonly operator: "&&" | "||"; readonly pipeline: Pipeline }>
  readonly background: boolean
}

export interface Script {
  readonly items: ReadonlyArray<AndOr>
}

/** The line read: its tree, and everything in it that is not understood for certain. */
export interface ReadLine {
  readonly script: Script
  readonly problems: ReadonlyArray<string>
  /** Names that the line assigns anywhere; their values are not relied on. */
  readonly assigned: ReadonlySet<string>
  /** The line changes directory somewhere. */
  readonly moves: boolean
}

export const emptyScript: Script = { items: [] }
