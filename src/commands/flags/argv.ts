import { nearest } from "../../services/domain/nearest.ts"
import { foreignToolNames, isToolName, toolNames } from "../../services/domain/toolNames.ts"

/**
 * Puts a command line into the one form that the parser reads without doubt: every value joined to its flag by `=`,
 * flags first, then `--` and the prompt. Pure, and told of the flags by a table.
 */

/** What a flag takes: nothing, one value, one value each time it is given, a value or none, or as many as look like permission rules. */
export type Takes = "nothing" | "value" | "values" | "optional" | "rules"

export interface FlagRow {
  readonly name: string
  readonly short?: string
  readonly takes: Takes
}

export interface Grammar {
  readonly flags: ReadonlyArray<FlagRow>
  readonly commands: ReadonlyArray<string>
  /** Names that are kept for commands of later versions, and what does their work until then. */
  readonly reserved?: Readonly<Record<string, string>>
}

export type Line =
  /** A subcommand: its line is the parser's own business. */
  | { readonly _tag: "Command"; readonly argv: ReadonlyArray<string> }
  /** A run. `ignored` are flags that are not ours and that a host may send all the same. */
  | { readonly _tag: "Run"; readonly argv: ReadonlyArray<string>; readonly ignored: ReadonlyArray<string> }
  /** One word that is nearly a command: too doubtful to call a model with. */
  | { readonly _tag: "Doubtful"; readonly word: string; readonly nearest: string }
  /** A command that this version does not have. */
  | { readonly _tag: "Absent"; readonly word: string; readonly instead: string }

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

/** Of a flag that holds one value the last one counts, as a script expects that adds a flag to a line it was given. */
const lastOfEach = (lookup: Lookup, flags: ReadonlyArray<string>): ReadonlyArray<string> => {
  const nameOf = (flag: string) => flag.slice(2).split("=", 1)[0] ?? ""
  const lastAt = new Map(flags.map((flag, at) => [nameOf(flag), at]))
  const isMany = (name: string) => /^(values|rules)$/.test(lookup.long.get(name)?.takes ?? "")
  return flags.filter((flag, at) => isMany(nameOf(flag)) || lastAt.get(nameOf(flag)) === at)
}

/** A command's own words with `--json` said once, wherever on the line it stood. */
const withJsonOnce = (before: ReadonlyArray<string>, argv: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = argv.indexOf("--")
  const [words, rest] = end < 0 ? [argv, []] : [argv.slice(0, end), argv.slice(end)]
  const isJson = (word: string) => word === "--json"
  if (![...before, ...words].some(isJson)) return [...before, ...argv]
  return [...before.filter((word) => !isJson(word)), ...words.filter((word) => !isJson(word)), "--json", ...rest]
}

/** Tools that a host may name and Coder-X has not: left out of `--tools=`, and told. */
const withoutUnknownTools = (flag: string): { readonly flag: string; readonly unknown: ReadonlyArray<string> } => {
  if (!flag.startsWith("--tools=")) return { flag, unknown: [] }
  const names = flag.slice("--tools=".length).split(/[,\s]+/)
  const unknown = names.filter((name) => name !== "" && !isToolName(name))
  return { flag: `--tools=${names.filter((name) => !unknown.includes(name)).join(",")}`, unknown }
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
    const flags = [...lastOfEach(lookup, before.flags), ...before.unknown]
    return { _tag: "Command", argv: withJsonOnce(flags, argv.slice(scanned.firstWordAt)) }
  }
  const instead = first === undefined ? undefined : grammar.reserved?.[first]
  if (first !== undefined && instead !== undefined && !printing && !streams)
    return { _tag: "Absent", word: first, instead }
  if (first !== undefined && !printing && !streams && /^[\w-]+$/.test(first)) {
    const near = nearest(first, grammar.commands)
    if (near !== undefined) return { _tag: "Doubtful", word: first, nearest: near }
  }
  const flags = lastOfEach(lookup, scanned.flags)
  if (!streams) return { _tag: "Run", argv: [...flags, ...scanned.unknown, "--", ...scanned.words], ignored: [] }
  const kept = flags.map(withoutUnknownTools)
  const unknown = scanned.unknown.map((flag) => flag.split("=", 1)[0] ?? flag)
  return {
    _tag: "Run",
    argv: [...kept.map(({ flag }) => flag), "--", ...scanned.words],
    ignored: [...unknown, ...kept.flatMap((one) => one.unknown.map((name) => `--tools=${name}`))]
  }
}
