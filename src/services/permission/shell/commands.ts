import { expandBraces } from "./braces.ts"
import type { Node, ReadLine, Redirection, Script, Word } from "./ast.ts"
import { readScript } from "./readScript.ts"
import { type KnownRedirection, programOf, type SimpleCommand } from "./simple.ts"
import { type Around, type Exit, exitOf, type State } from "./state.ts"
import { unwrap } from "./unwrap.ts"
import { handedOn } from "./upstream.ts"
import { exactly, type Scope, type Value, valueOf } from "./values.ts"

/** Where the line starts. */
export interface Surroundings {
  readonly home: string
  readonly directory: string
}

const deepest = 16
/** What shells read in different ways: anything but plain words, quotes and operators. */
const differs = /[^\w ./:,@%+\-'"|&;\n=]|(^|\s)=|\b(read|for|while|until|case|select|typeset)\b/
/** Names of variables that change nothing but themselves. */
export const bindable = /^[a-z_][a-z0-9_]*$/

/** Collects simple commands: works out their words, and follows what they start. What is around them is walked by `Walk`. */
export abstract class Commands {
  readonly commands: Array<SimpleCommand> = []
  readonly problems: Set<string>
  readonly line: ReadLine
  readonly surroundings: Surroundings
  readonly reads: boolean

  constructor(line: ReadLine, surroundings: Surroundings, reads: boolean) {
    this.line = line
    this.surroundings = surroundings
    this.problems = new Set(line.problems)
    this.reads = reads
  }

  abstract script(script: Script, state: State, around: Around): State
  /** A walk over text inside this line. */
  abstract within(line: ReadLine, reads: boolean): Commands

  scope(state: State): Scope {
    const [only, ...others] = state.directories ?? []
    return {
      home: this.surroundings.home,
      directory: others.length === 0 ? only : undefined,
      bindings: state.bindings,
      assigned: this.line.assigned
    }
  }

  /** Walks what the words run, then works them out. */
  words(words: ReadonlyArray<Word>, state: State, around: Around): ReadonlyArray<Value> {
    for (const word of words) {
      for (const part of word.parts) {
        if (part._tag === "Substitution" || part._tag === "Process")
          this.script(part.script, state, {
            ...around,
            layers: [],
            upstream: part._tag === "Process" ? around.upstream : undefined
          })
      }
    }
    const scope = this.scope(state)
    return words.map((word) => valueOf(word, scope))
  }

  redirections(
    redirections: ReadonlyArray<Redirection>,
    state: State,
    around: Around
  ): ReadonlyArray<KnownRedirection> {
    return redirections.map(({ operator, descriptor, target, body }) => {
      const heredoc = operator === "<<" || operator === "<<-"
      const [value] = this.words([heredoc ? (body ?? target) : target], state, around)
      const known = value ?? exactly("")
      const duplicate = (operator === ">&" || operator === "<&") && known.exact && /^(\d+-?|-)$/.test(known.text)
      const kind =
        heredoc || operator === "<<<" ? "text" : duplicate ? "duplicate" : operator === "<" ? "read" : "write"
      return { operator, descriptor, target: known, kind }
    })
  }

  simple(
    node: Extract<Node, { readonly _tag: "Simple" }>,
    state: State,
    around: Around
  ): { readonly exit: Exit; readonly bindings: State["bindings"] } {
    const from = this.commands.length
    const expanded = node.words.some((word) => word.parts.some((part) => part._tag === "Brace"))
      ? node.words.flatMap(expandBraces)
      : node.words
    const words = this.words(expanded, state, around)
    const assignments = node.assignments.map(({ name, value }) => ({
      name,
      value: this.words([value], state, around)[0] ?? exactly("")
    }))
    const redirections = this.redirections(node.redirections, state, around)
    const fed = this.commands.length === from ? undefined : handedOn(undefined, this.commands.slice(from))
    const input = redirections.findLast((redirection) => redirection.kind === "text")?.target.text
    const bindings = new Map(state.bindings)
    if (words.length === 0)
      for (const { name, value } of assignments)
        bindings.set(name, { text: value.exact ? value.text : undefined, sure: false })
    if (words.length > 0 || assignments.length > 0 || redirections.length > 0) {
      this.push(words, { assignments, redirections, fed, input }, state, around)
    }
    if (words[0]?.text === "read") {
      for (const word of words.slice(1)) {
        if (bindable.test(word.text) && !this.line.assigned.has(word.text))
          bindings.set(word.text, { text: undefined, sure: true })
      }
    }
    return { exit: exitOf(words, state.directories, this.line.moves, this.surroundings.home), bindings }
  }

  push(words: ReadonlyArray<Value>, own: Partial<SimpleCommand>, state: State, around: Around): void {
    const layers = words.length === 0 ? around.layers : [...around.layers, words]
    const command: SimpleCommand = {
      assignments: [],
      redirections: [],
      fed: undefined,
      input: undefined,
      container: false,
      test: false,
      ...own,
      words,
      layers,
      directories: around.elsewhere ? undefined : state.directories,
      upstream: around.upstream,
      open: around.open,
      doubts: around.doubts,
      privileged: around.privileged,
      elsewhere: around.elsewhere,
      guessed: around.guessed
    }
    if (own.test === true || words.length === 0 || around.depth > deepest) {
      if (around.depth > deepest) this.problems.add("it is nested too deeply to be read")
      this.commands.push(command)
      return
    }
    const inside = unwrap(words)
    const container = inside.container && inside.started.length > 0
    this.commands.push(container ? { ...command, container } : command)
    const deeper: Around = {
      ...around,
      layers,
      depth: around.depth + 1,
      doubts: inside.doubts.length === 0 ? around.doubts : [...around.doubts, ...inside.doubts],
      privileged: around.privileged || inside.privileged,
      elsewhere: around.elsewhere || inside.elsewhere,
      open: around.open || inside.open,
      guessed: around.guessed || inside.guessed
    }
    for (const started of inside.started) {
      if ("words" in started)
        this.push(started.words, { assignments: inside.assignments, fed: own.fed, input: own.input }, state, deeper)
      else this.text(this.guessed(started.text, own), started.bash, state, deeper)
    }
    this.typed(command, state, around)
  }

  /** Text that a substitution prints, where that is known: for the search for danger. */
  guessed(text: Value, own: Partial<SimpleCommand>): Value {
    const printed = own.fed?.text
    return text.exact || !text.substituted || printed === undefined || text.text.trim() !== ""
      ? text
      : { ...text, text: printed }
  }

  /** Text that a shell reads from its input. Never approved by itself, but looked at. */
  typed(command: SimpleCommand, state: State, around: Around): void {
    const text = command.input ?? command.upstream?.text
    const program = programOf(command.words)
    if (text === undefined || !/^(ba|z|da|k|a|fi|s)?sh$|^source$|^\.$/.test(program)) return
    const doubts = [...around.doubts, "a shell reads it from its input"]
    this.text(exactly(text), true, state, {
      ...around,
      layers: command.layers,
      depth: around.depth + 1,
      doubts,
      elsewhere: around.elsewhere || program === "ssh",
      upstream: undefined
    })
  }

  /** Shell text inside the line. Shells other than bash are trusted with plain words and operators alone. */
  text(text: Value, bash: boolean, state: State, around: Around): void {
    if (!text.exact) this.problems.add("the text that a shell runs is not known before it runs")
    const line = readScript(text.text)
    for (const problem of line.problems) this.problems.add(problem)
    if (!bash && differs.test(text.text)) this.problems.add("another shell than bash may read this differently")
    const inner = this.within(line, /\bread\b/.test(text.text))
    inner.script(line.script, { directories: state.directories, bindings: bash ? state.bindings : new Map() }, around)
    for (const problem of inner.problems) this.problems.add(problem)
    for (const command of inner.commands) this.commands.push(command)
  }
}
