import { nearest } from "../../services/domain/nearest.ts"
import { foreignToolNames, toolNames } from "../../services/domain/toolNames.ts"

/**
 * Puts a command line into the one form that the parser reads without doubt: every value joined to its flag by `=`,
 * flags first, then `--` and the prompt. Pure, and told of the flags by a table.
 */

/** What a flag takes: nothing, one value, a value or none, or as many as look like permission rules. */
export type Takes = "nothing" | "value" | "optional" | "rules"

export interface FlagRow {
  readonly name: string
  readonly short?: string
  readonly takes: Takes
}

export interface Grammar {
  readonly flags: ReadonlyArray<FlagRow>
  readonly commands: ReadonlyArray<string>
}

export type Line =
  /** A subcommand: its line is the parser's own business. */
  | { readonly _tag: "Command"; readonly argv: ReadonlyArray<string> }
  /** A run. `ignored` are flags that are not ours and that a host may send all the same. */
  | { readonly _tag: "Run"; readonly argv: ReadonlyArray<string>; readonly ignored: ReadonlyArray<string> }
  /** One word that is nearly a command: too doubtful to call a model with. */
  | { readonly _tag: "Doubtful"; readonly word: string; readonly nearest: string }

const tools = [...toolNames, ...foreignToolNames].join("|")
const rule = `(?:(?:${tools})(?:\\([^)]*\\))?|mcp__[\\w*-]+)`
const ruleList = new RegExp(`^${rule}(?:[,\\s]+${rule})*$`)
const looksLikeFlag = /^-{1,2}[A-Za-z][\w-]*(=|$)/

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

interface Lookup {
  readonly long: ReadonlyMap<string, FlagRow>
  readonly short: ReadonlyMap<string, FlagRow>
}

/** The row of `--name` or `-x`; list flags are also known in Claude Code's camelCase spelling. */
const rowOf = (lookup: Lookup, token: string): FlagRow | undefined => {
  const name = token.split("=", 1)[0] ?? token
  if (name.startsWith("--")) return lookup.long.get(name.slice(2)) ?? lookup.long.get(kebab(name.slice(2)))
  return lookup.short.get(name.slice(1))
}

/** `-pc` as `-p -c`, where all letters are flags of ours and only the last takes a value. */
const openCluster = (lookup: Lookup, token: string): ReadonlyArray<string> => {
  if (!/^-[A-Za-z]{2,}$/.test(token)) return [token]
  const letters = [...token.slice(1)]
  const rows = letters.map((letter) => lookup.short.get(letter))
  const fits = rows.every((row, at) => row !== undefined && (row.takes === "nothing" || at === rows.length - 1))
  return fits ? letters.map((letter) => `-${letter}`) : [token]
}

interface Scanned {
  readonly flags: Array<string>
  readonly unknown: Array<string>
  readonly words: Array<string>
  /** Where the first word stands, for the parser to take over there. */
  firstWordAt: number | undefined
}

const scan = (argv: ReadonlyArray<string>, lookup: Lookup, swallowUnknownValues: boolean): Scanned => {
  const scanned: Scanned = { flags: [], unknown: [], words: [], firstWordAt: undefined }
  const word = (value: string, at: number) => {
    scanned.firstWordAt ??= at
    scanned.words.push(value)
  }
  for (let at = 0; at < argv.length; at++) {
    const token = argv[at] ?? ""
    if (token === "--") {
      for (let rest = at + 1; rest < argv.length; rest++) word(argv[rest] ?? "", rest)
      break
    }
    if (!looksLikeFlag.test(token)) {
      word(token, at)
      continue
    }
    for (const flag of openCluster(lookup, token)) {
      const row = rowOf(lookup, flag)
      const equals = flag.indexOf("=")
      const following = argv[at + 1]
      if (row === undefined) {
        scanned.unknown.push(flag)
        if (swallowUnknownValues && equals < 0 && following !== undefined && !looksLikeFlag.test(following)) at++
        continue
      }
      const put = (value: string | undefined) =>
        scanned.flags.push(value === undefined ? `--${row.name}` : `--${row.name}=${value}`)
      if (equals >= 0) {
        put(flag.slice(equals + 1))
        continue
      }
      const taken =
        following !== undefined && rowOf(lookup, following) === undefined && following !== "--" ? following : undefined
      if (row.takes === "nothing" || taken === undefined || (row.takes === "optional" && looksLikeFlag.test(taken))) {
        put(undefined)
        continue
      }
      put(taken)
      at++
      while (row.takes === "rules" && at + 1 < argv.length && ruleList.test(argv[at + 1] ?? "")) put(argv[++at])
    }
  }
  return scanned
}

const isOn = (scanned: Scanned, name: string): boolean => scanned.flags.includes(`--${name}`)

/** Reads a command line (without the program's name). Contract section 1. */
export const readLine = (argv: ReadonlyArray<string>, grammar: Grammar): Line => {
  const lookup: Lookup = {
    long: new Map(grammar.flags.map((row) => [row.name, row])),
    short: new Map(grammar.flags.flatMap((row) => (row.short === undefined ? [] : [[row.short, row]])))
  }
  const streams = argv.some(
    (token, at) =>
      token === "--input-format=stream-json" || (token === "--input-format" && argv[at + 1] === "stream-json")
  )
  const scanned = scan(argv, lookup, streams)
  const [first, ...more] = scanned.words
  const printing = isOn(scanned, "print")
  if (first === "help" && !printing) return { _tag: "Command", argv: [...more.slice(0, 2), "--help"] }
  const isCommand = first !== undefined && grammar.commands.includes(first)
  const printsBefore = isCommand && isOn(scan(argv.slice(0, scanned.firstWordAt), lookup, false), "print")
  if (isCommand && !printsBefore && !(printing && more.length === 0)) {
    const before = scan(argv.slice(0, scanned.firstWordAt), lookup, false)
    return { _tag: "Command", argv: [...before.flags, ...before.unknown, ...argv.slice(scanned.firstWordAt)] }
  }
  if (first !== undefined && !printing && !streams && /^[\w-]+$/.test(first)) {
    const near = nearest(first, grammar.commands)
    if (near !== undefined) return { _tag: "Doubtful", word: first, nearest: near }
  }
  const unknown = streams ? [] : scanned.unknown
  return {
    _tag: "Run",
    argv: [...scanned.flags, ...unknown, "--", ...scanned.words],
    ignored: streams ? scanned.unknown.map((flag) => flag.split("=", 1)[0] ?? flag) : []
  }
}
