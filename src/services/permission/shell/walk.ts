import type { AndOr, Node, Pipeline, ReadLine, Redirection, Script, Word } from "./ast.ts"
import { readScript } from "./readScript.ts"
import { type KnownRedirection, programOf, type SimpleCommand, type Upstream } from "./simple.ts"
import { unwrap } from "./unwrap.ts"
import { handedOn } from "./upstream.ts"
import { type Binding, exactly, expandBraces, type Scope, type Value, valueOf } from "./values.ts"

/** Where the line starts. */
export interface Surroundings {
  readonly home: string
  readonly directory: string
}

export interface Walked {
  readonly commands: ReadonlyArray<SimpleCommand>
  readonly problems: ReadonlyArray<string>
}

/** Possible working directories; undefined where they are not known. */
type Directories = ReadonlyArray<string> | undefined

interface State {
  readonly directories: Directories
  readonly bindings: ReadonlyMap<string, Binding>
}

interface Exit {
  readonly success: Directories
  readonly failure: Directories
}

/** What every command inside a wrapper or a compound command inherits. */
interface Around {
  readonly layers: ReadonlyArray<ReadonlyArray<Value>>
  readonly doubts: ReadonlyArray<string>
  readonly privileged: boolean
  readonly elsewhere: boolean
  readonly open: boolean
  readonly upstream: Upstream | undefined
  /** Shell texts inside shell texts, and wrappers inside wrappers. */
  readonly depth: number
  /** How many times a loop's body is walked already. */
  readonly copies: number
}

const mostCommands = 20_000
const deepest = 16
/** What shells read in different ways: anything but plain words, quotes and operators. */
const differs = /[^\w ./:,@%+\-'"|&;\n=]|(^|\s)=|\b(read|for|while|until|case|select|typeset)\b/
const bindable = /^[a-z_][a-z0-9_]*$/

const join = (a: Directories, b: Directories): Directories => {
  if (a === undefined || b === undefined) return undefined
  const all = [...new Set([...a, ...b])]
  return all.length > 4 ? undefined : all
}

class Walk {
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

  scope(state: State): Scope {
    const [only, ...others] = state.directories ?? []
    return {
      home: this.surroundings.home,
      directory: others.length === 0 ? only : undefined,
      bindings: state.bindings,
      assigned: this.line.assigned
    }
  }

  script(script: Script, state: State, around: Around): State {
    let current = state
    for (const item of script.items) current = this.andOr(item, current, around)
    return current
  }

  andOr(item: AndOr, state: State, around: Around): State {
    let bindings = state.bindings
    const run = (pipeline: Pipeline, directories: Directories): Exit => {
      const after = this.pipeline(pipeline, { directories, bindings }, around)
      bindings = after.bindings
      return after.exit
    }
    let exit = run(item.first, state.directories)
    for (const { operator, pipeline } of item.rest) {
      const next = run(pipeline, operator === "&&" ? exit.success : exit.failure)
      exit =
        operator === "&&"
          ? { success: next.success, failure: join(exit.failure, next.failure) }
          : { success: join(exit.success, next.success), failure: next.failure }
    }
    return item.background ? state : { directories: join(exit.success, exit.failure), bindings }
  }

  pipeline(
    pipeline: Pipeline,
    state: State,
    around: Around
  ): { readonly exit: Exit; readonly bindings: State["bindings"] } {
    const only = pipeline.nodes.length === 1 ? pipeline.nodes[0] : undefined
    if (only !== undefined) return this.node(only, state, around)
    let upstream = around.upstream
    for (const node of pipeline.nodes) {
      const from = this.commands.length
      this.node(node, state, { ...around, upstream })
      upstream = handedOn(upstream, this.commands.slice(from))
    }
    return { exit: { success: state.directories, failure: state.directories }, bindings: state.bindings }
  }

  node(node: Node, state: State, around: Around): { readonly exit: Exit; readonly bindings: State["bindings"] } {
    if (this.commands.length > mostCommands) {
      this.problems.add("it has too many commands")
      return { exit: { success: undefined, failure: undefined }, bindings: state.bindings }
    }
    if (node._tag === "Simple") return this.simple(node, state, around)
    if (node.redirections.length > 0)
      this.push([], { redirections: this.redirections(node.redirections, state, around) }, state, around)
    const after = this.compound(node, state, around)
    return { exit: { success: after.directories, failure: after.directories }, bindings: after.bindings }
  }

  /** Bodies that may run again start from a directory that is not known, if the line changes directory at all. */
  again(state: State): State {
    return this.line.moves ? { ...state, directories: undefined } : state
  }

  compound(node: Exclude<Node, { readonly _tag: "Simple" }>, state: State, around: Around): State {
    switch (node._tag) {
      case "Group": {
        const after = this.script(node.body, state, around)
        return node.subshell ? state : after
      }
      case "If": {
        let current = state
        let ends: Directories = state.directories
        for (const clause of node.clauses) {
          current = this.script(clause.test, current, around)
          ends = join(join(ends, current.directories), this.script(clause.body, current, around).directories)
        }
        if (node.otherwise !== undefined) ends = join(ends, this.script(node.otherwise, current, around).directories)
        return { ...state, directories: ends }
      }
      case "Loop": {
        const inside = this.again(state)
        this.script(node.body, this.script(node.test, inside, around), around)
        return inside
      }
      case "For":
        return this.loop(node, state, around)
      case "Case": {
        this.words([node.word, ...node.clauses.flatMap((clause) => clause.patterns)], state, around)
        let ends: Directories = state.directories
        for (const clause of node.clauses) ends = join(ends, this.script(clause.body, state, around).directories)
        return { ...state, directories: ends }
      }
      case "Test":
        this.push(this.words(node.words, state, around), { test: true }, state, around)
        return state
      case "Calculation":
        if (node.word.parts.some((part) => part._tag === "Arithmetic" && !part.certain))
          this.problems.add("arithmetic may run what a variable holds")
        return state
      case "Definition":
        this.problems.add("it defines a function")
        if (node.body !== undefined) this.node(node.body, { directories: undefined, bindings: new Map() }, around)
        return this.again(state)
    }
  }

  loop(node: Extract<Node, { readonly _tag: "For" }>, state: State, around: Around): State {
    const values = this.words(node.words ?? [], state, around)
    const inside = this.again(state)
    if (!bindable.test(node.name)) this.problems.add(`a loop sets ${node.name}`)
    const sure = !this.line.assigned.has(node.name)
    const known =
      sure &&
      !this.reads &&
      values.length > 0 &&
      values.length * around.copies <= 64 &&
      values.every((value) => value.exact)
    const bind = (binding: Binding): State => ({
      ...inside,
      bindings: new Map([...inside.bindings, [node.name, binding]])
    })
    if (!known) {
      const guess = values.find((value) => value.text !== "")?.text
      this.script(
        node.body,
        bind(sure && bindable.test(node.name) ? { text: undefined, sure: true } : { text: guess, sure: false }),
        around
      )
    } else {
      const copies = around.copies * values.length
      for (const value of values) this.script(node.body, bind({ text: value.text, sure: true }), { ...around, copies })
    }
    return inside
  }

  /** Walks what the words run, then works them out. */
  words(words: ReadonlyArray<Word>, state: State, around: Around): ReadonlyArray<Value> {
    for (const word of words) {
      for (const part of word.parts) {
        if (part._tag === "Substitution" || part._tag === "Process")
          this.script(part.script, state, { ...around, layers: [], upstream: undefined })
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
    return { exit: this.exit(words, state), bindings }
  }

  /** Where the shell is after the command: `cd` moves it if it succeeds. */
  exit(words: ReadonlyArray<Value>, state: State): Exit {
    const program = words[0]?.exact === true ? words[0].text : undefined
    const stay = { success: state.directories, failure: state.directories }
    if (program === undefined) return this.line.moves ? { success: undefined, failure: undefined } : stay
    if (program === "builtin" || program === "command") return this.exit(words.slice(1), state)
    if (program === "popd" || program === "eval")
      return this.line.moves ? { success: undefined, failure: undefined } : stay
    if (program !== "cd" && program !== "pushd" && program !== "chdir") return stay
    const operands = words.slice(1).filter((word) => !/^-[LPe@]+$|^--$/.test(word.text))
    const target = operands[0]
    const unsure = target === undefined ? program === "pushd" : !target.exact || target.text === "-"
    if (operands.length > 1 || unsure) return { success: undefined, failure: state.directories }
    const text = target?.text ?? this.surroundings.home
    const moved = text.startsWith("/") ? [text] : state.directories?.map((directory) => `${directory}/${text}`)
    return { success: moved, failure: state.directories }
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
      elsewhere: around.elsewhere
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
      open: around.open || inside.open
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
    if (text === undefined || !/^(ba|z|da|k|a|fi)?sh$|^source$|^\.$/.test(programOf(command.words))) return
    const doubts = [...around.doubts, "a shell reads it from its input"]
    this.text(exactly(text), true, state, {
      ...around,
      layers: command.layers,
      depth: around.depth + 1,
      doubts,
      upstream: undefined
    })
  }

  /** Shell text inside the line. Shells other than bash are trusted with plain words and operators alone. */
  text(text: Value, bash: boolean, state: State, around: Around): void {
    if (!text.exact) this.problems.add("the text that a shell runs is not known before it runs")
    const line = readScript(text.text)
    for (const problem of line.problems) this.problems.add(problem)
    if (!bash && differs.test(text.text)) this.problems.add("another shell than bash may read this differently")
    const inner = new Walk(line, this.surroundings, /\bread\b/.test(text.text))
    inner.script(line.script, { directories: state.directories, bindings: bash ? state.bindings : new Map() }, around)
    for (const problem of inner.problems) this.problems.add(problem)
    for (const command of inner.commands) this.commands.push(command)
  }
}

/** Every simple command of a line, in the order in which they are written, with what is known of its words and surroundings. */
export const walk = (line: ReadLine, text: string, surroundings: Surroundings): Walked => {
  const walking = new Walk(line, surroundings, /\bread\b/.test(text))
  walking.script(
    line.script,
    { directories: [surroundings.directory], bindings: new Map() },
    {
      layers: [],
      doubts: [],
      privileged: false,
      elsewhere: false,
      open: false,
      upstream: undefined,
      depth: 0,
      copies: 1
    }
  )
  return { commands: walking.commands, problems: [...walking.problems] }
}
