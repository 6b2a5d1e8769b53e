import type { Script, Word } from "./ast.ts"

/** A here-document whose body has not been reached yet. */
export interface PendingBody {
  readonly delimiter: string
  readonly literal: boolean
  readonly stripTabs: boolean
  deliver: (body: Word) => void
}

/** Nesting beyond this is not read: it asks. */
const deepest = 64

/** Facts that all nested readers of one line share. */
export interface Findings {
  readonly problems: Array<string>
  readonly assigned: Set<string>
}

/**
 * A place in the text, and what was found so far. `nested` reads the script inside `$(…)`, `<(…)` and backticks;
 * it is handed in, because words hold scripts and scripts hold words.
 */
export class ShellReader {
  readonly text: string
  readonly depth: number
  readonly findings: Findings
  readonly nested: (reader: ShellReader, closer: ")" | "") => Script
  at = 0
  pending: Array<PendingBody> = []
  level: number

  constructor(
    text: string,
    depth: number,
    findings: Findings,
    nested: (reader: ShellReader, closer: ")" | "") => Script
  ) {
    this.text = text
    this.depth = depth
    this.level = depth
    this.findings = findings
    this.nested = nested
  }

  get done(): boolean {
    return this.at >= this.text.length
  }

  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead)
  }

  startsWith(what: string): boolean {
    return this.text.startsWith(what, this.at)
  }

  /** What a sticky pattern matches here, or undefined. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    return pattern.exec(this.text)?.[0]
  }

  problem(reason: string): void {
    if (this.findings.problems.length < 20 && !this.findings.problems.includes(reason))
      this.findings.problems.push(reason)
  }

  /** Runs `body` one level deeper, or gives up on the rest of the text. */
  deeper<A>(body: () => A, otherwise: A): A {
    if (this.level >= deepest) {
      this.problem("it is nested too deeply to be read")
      this.at = this.text.length
      return otherwise
    }
    this.level++
    const value = body()
    this.level--
    return value
  }

  /** A reader over text taken out of this one (backticks, here-documents). */
  inner(text: string): ShellReader | undefined {
    if (this.level >= deepest) {
      this.problem("it is nested too deeply to be read")
      return undefined
    }
    return new ShellReader(text, this.level + 1, this.findings, this.nested)
  }
}
