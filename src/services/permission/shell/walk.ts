import type { AndOr, Node, Pipeline, ReadLine, Script } from "./ast.ts"
import { bindable, Commands, type Surroundings } from "./commands.ts"
import type { SimpleCommand } from "./simple.ts"
import { type Around, type Directories, type Exit, join, type State } from "./state.ts"
import { handedOn } from "./upstream.ts"
import type { Binding } from "./values.ts"

export type { Surroundings } from "./commands.ts"

export interface Walked {
  readonly commands: ReadonlyArray<SimpleCommand>
  readonly problems: ReadonlyArray<string>
}

const mostCommands = 20_000

class Walk extends Commands {
  within(line: ReadLine, reads: boolean): Walk {
    return new Walk(line, this.surroundings, reads)
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
      guessed: false,
      upstream: undefined,
      depth: 0,
      copies: 1
    }
  )
  return { commands: walking.commands, problems: [...walking.problems] }
}
