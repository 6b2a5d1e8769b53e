import { type Found, type Grammar, readOptions } from "./readonly/options.ts"
import { readFind } from "./readonly/find.ts"
import { readGit } from "./readonly/git.ts"
import { readOnlyProgram } from "./readonly/programs.ts"
import { readTest } from "./readonly/test.ts"
import { asksVersion } from "./readonly/versions.ts"
import type { SimpleCommand } from "./shell/simple.ts"
import type { Value } from "./shell/values.ts"

/** A path that a command touches, as it stands on the line, in each directory where the command may run. */
export interface PathUse {
  /** Absolute, or joined with its directory; links and `..` are not resolved yet. */
  readonly path: string
  /** As written. */
  readonly written: string
  readonly kind: "read" | "enter" | "write" | "delete"
  /** `path` is a pattern. */
  readonly glob: boolean
  /** Everything below may be read. */
  readonly tree: boolean
  /** A directory would need a question. */
  readonly filesOnly: boolean
}

/** What a command that only reads still needs to be true of the machine. */
export interface ReadOnly {
  readonly uses: ReadonlyArray<PathUse>
  /** The program, where it is found by the search path. */
  readonly program: string | undefined
  /** Directories whose repository must name no program in its configuration. */
  readonly repositories: ReadonlyArray<string>
}

/** Words that bash itself runs: no search path is involved. */
const builtins = new Set(
  ": [ [[ true false echo printf test cd pushd dirs pwd read exit return break continue set type command ulimit umask times jobs wait help".split(
    " "
  )
)

const trusted = /^\/(usr\/)?s?bin\/([^/]+)$/

const plainCode = (value: Value): boolean => /^\d*$/.test(value.text) || value.raw === "$?"

/** Builtins whose words matter in their own way; the paths that they look at, or a reason. */
const readBuiltin = (name: string, command: SimpleCommand): ReadonlyArray<Value> | string | undefined => {
  const words = command.words
  switch (name) {
    case "echo":
    case "true":
    case "false":
    case ":":
      return echoed(words.slice(1))
    case "printf": {
      const at = words[1]?.text === "--" ? 2 : 1
      const format = words[at]
      if (format?.exact !== true || (at === 1 && format.text.startsWith("-")) || /%[^%a-zA-Z]*n/.test(format.text))
        return "the format is not known to be harmless"
      return echoed(words.slice(at + 1))
    }
    case "test":
    case "[": {
      const closed = name === "test" || words.at(-1)?.text === "]"
      return closed ? readTest(words.slice(1, name === "test" ? undefined : -1), false) : "a test is not closed"
    }
    case "exit":
    case "return":
    case "break":
    case "continue":
      return words.length <= 2 && words.slice(1).every(plainCode) ? [] : "a word is not understood"
    case "set":
      return words
        .slice(1)
        .every((word) => word.exact && /^([-+][euxo]+|pipefail|errexit|nounset|xtrace)$/.test(word.text)) &&
        words.length > 1
        ? []
        : "set changes the shell"
    case "read":
      return words.slice(1).every((word) => word.exact && /^(-[rs]+|[a-z_][a-z0-9_]*)$/.test(word.text))
        ? []
        : "read sets what is not known to be harmless"
    default:
      return undefined
  }
}

/** Words that are printed: their values may be unknown, but may not be of variables that can hold secrets. */
const echoed = (words: ReadonlyArray<Value>): ReadonlyArray<Value> | string => {
  const secret = words.find((word) => !word.exact && !word.plain && !word.glob)
  return secret === undefined
    ? words.filter((word) => word.glob)
    : `what ${secret.raw.slice(0, 60)} stands for is not known before it runs`
}

const absolute = (
  directories: ReadonlyArray<string>,
  value: Value,
  rest: Omit<PathUse, "path" | "written" | "glob">
): ReadonlyArray<PathUse> => {
  const join = (directory: string): PathUse => ({
    ...rest,
    path: value.text.startsWith("/") ? value.text : `${directory}/${value.text}`,
    written: value.text,
    glob: value.glob
  })
  return value.text.startsWith("/") ? [join("")] : directories.map(join)
}

/** The paths in a command's words, or a reason. */
const readProgram = (
  name: string,
  command: SimpleCommand
):
  | { readonly paths: ReadonlyArray<Value>; readonly rules: Grammar | undefined; readonly found: Found | undefined }
  | string => {
  const rules = readOnlyProgram(name)
  if (rules === undefined) return `${name === "" ? "it" : name} is not known to only read`
  if (command.open && !rules.anything) return "further words come from its input"
  const found = readOptions(command.words, rules)
  if (typeof found === "string") return found
  const reason = rules.check?.(found)
  return reason ?? { paths: found.paths, rules, found }
}

const dot: Value = {
  raw: ".",
  text: ".",
  exact: true,
  glob: false,
  process: false,
  plain: true,
  unknowns: [],
  substituted: false,
  whole: true
}

/** Whether a command provably only reads, and what it reads; else a reason in words. */
export const provesReadOnly = (command: SimpleCommand): ReadOnly | string => {
  if (command.doubts[0] !== undefined) return command.doubts[0]
  if (command.privileged || command.elsewhere) return "it runs with other rights or elsewhere"
  if (command.assignments.length > 0)
    return `${command.assignments[0]?.name ?? "a variable"} is set, which may change what runs`
  const { directories } = command
  if (directories === undefined) return "the directory in which it runs is not known"
  const uses: Array<PathUse> = []
  const plainUse = { kind: "read", tree: false, filesOnly: false } as const
  for (const { kind, target } of command.redirections) {
    if (kind === "text" && !target.exact && !target.plain) return "the text that it gets is not known before it runs"
    if (kind === "duplicate" && /^([3-9]|\d\d+)-?$/.test(target.text)) return "where the descriptor leads is not known"
    if (kind === "write" && !(target.exact && /^\/dev\/(null|stdout|stderr)$/.test(target.text)))
      return `it writes to ${target.raw.slice(0, 60)}`
    if (kind === "read" && !target.exact && !target.process) return "the file that it reads is not known before it runs"
    if (kind === "read" && target.exact) uses.push(...absolute(directories, target, plainUse))
  }
  const first = command.words[0]
  if (first === undefined) return { uses, program: undefined, repositories: [] }
  if (command.test) {
    const paths = readTest(command.words, true)
    return typeof paths === "string"
      ? paths
      : {
          uses: [...uses, ...paths.flatMap((path) => absolute(directories, path, plainUse))],
          program: undefined,
          repositories: []
        }
  }
  if (!first.exact) return "the program is not known before it runs"
  const name = trusted.exec(first.text)?.[2] ?? first.text
  if (name.includes("/")) return `${first.text} is a program by its path`
  const program = first.text === name && !builtins.has(name) ? name : undefined
  if (command.container) return { uses, program, repositories: [] }
  if (asksVersion(name, command.words)) return { uses, program, repositories: [] }
  if (name === "git") return gitReads(command, directories, uses, program)
  if (name === "cd" || name === "pushd") return enters(command, directories, uses)
  const special = name === "find" ? readFind(command.words) : readBuiltin(name, command)
  if (typeof special === "string") return special
  const read =
    special === undefined
      ? readProgram(name, command)
      : {
          paths: Array.isArray(special) ? special : "paths" in special ? special.paths : [],
          rules: undefined,
          found: undefined
        }
  if (typeof read === "string") return read
  if (command.open && special !== undefined && name !== "echo" && name !== "printf")
    return "further words come from its input"
  const unknown = read.paths.find((path) => !path.exact && !path.glob && !path.process)
  if (unknown !== undefined) return `what ${unknown.raw.slice(0, 60)} stands for is not known before it runs`
  const real = read.paths.filter((path) => !path.process && path.text !== "-")
  const recursive =
    name === "find" ||
    (read.rules?.tree === true &&
      (read.rules.here ||
        (read.found?.options.some(({ name: option }) => option === "r" || option === "recursive") ?? false)))
  const needsHere =
    name === "find"
      ? real.length === 0
      : read.paths.length === 0 && (read.rules?.here === true || (recursive && name !== "rg"))
  const all = needsHere ? [dot] : real
  uses.push(
    ...all.flatMap((path) =>
      absolute(directories, path, { kind: "read", tree: recursive, filesOnly: read.rules?.filesOnly ?? false })
    )
  )
  return { uses, program, repositories: [] }
}

const enters = (
  command: SimpleCommand,
  directories: ReadonlyArray<string>,
  uses: ReadonlyArray<PathUse>
): ReadOnly | string => {
  const operands = command.words.slice(1).filter((word) => !/^-[LP]$|^--$/.test(word.text))
  const target = operands[0]
  if (operands.length !== 1 || target?.exact !== true || target.text.startsWith("-") || target.text === "")
    return "the directory that it changes to is not known before it runs"
  return {
    uses: [...uses, ...absolute(directories, target, { kind: "enter", tree: false, filesOnly: false })],
    program: undefined,
    repositories: []
  }
}

const gitReads = (
  command: SimpleCommand,
  directories: ReadonlyArray<string>,
  uses: ReadonlyArray<PathUse>,
  program: string | undefined
): ReadOnly | string => {
  if (command.open) return "further words come from its input"
  const reading = readGit(command.words)
  if (typeof reading === "string") return reading
  const from = reading.directory
  const places =
    from === undefined
      ? directories
      : absolute(directories, from, { kind: "enter", tree: false, filesOnly: false }).map((use) => use.path)
  const entered =
    from === undefined ? [] : absolute(directories, from, { kind: "enter", tree: false, filesOnly: false })
  const paths = reading.paths.flatMap((path) => absolute(places, path, { kind: "read", tree: false, filesOnly: false }))
  return { uses: [...uses, ...entered, ...paths], program, repositories: places }
}
