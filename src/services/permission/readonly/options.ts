import type { Value } from "../shell/values.ts"

/** What an option's value is: nothing, text, text only in the same word, or a path that is read. */
type Takes = "none" | "text" | "two" | "attached" | "path"

/** Which words a read-only program may have. Everything that is not listed asks: also abbreviations of long options. */
export interface Grammar {
  readonly short: ReadonlyMap<string, Takes>
  readonly long: ReadonlyMap<string, Takes>
  /** Words that are fine as they stand (`-20`, `aux`). */
  readonly words: RegExp | undefined
  /** `paths`: each is a path. `pattern`: the first is text unless `-e` or `-f` gave it. `text`: none is a path. */
  readonly operands: "paths" | "pattern" | "text" | "none"
  readonly most: number
  /** Without a path operand it works on the working directory. */
  readonly here: boolean
  /** It looks at everything below a directory. */
  readonly tree: boolean
  /** A directory as operand would make it follow links inside. */
  readonly filesOnly: boolean
  /** Operands may be anything, even unknown: none is a path, no option does harm. */
  readonly anything: boolean
  /** A last look at what was found; a reason where it is not read-only. */
  readonly check: ((found: Found) => string | undefined) | undefined
}

export interface Found {
  readonly options: ReadonlyArray<{ readonly name: string; readonly value: Value | undefined }>
  readonly operands: ReadonlyArray<Value>
  /** Operands and option values that are paths. */
  readonly paths: ReadonlyArray<Value>
}

/** A row of the tables: strings are cheaper to read and to write than maps. */
export interface Row {
  readonly flags?: string
  readonly takes?: string
  readonly paths?: string
  /** Names separated by blanks: `name`, `name=` (takes a value), `name?` (value in the same word), `name@` (takes a path), `name&` (takes two values). */
  readonly long?: string
  readonly words?: RegExp
  readonly operands?: Grammar["operands"]
  readonly most?: number
  readonly here?: boolean
  readonly tree?: boolean
  readonly filesOnly?: boolean
  readonly anything?: boolean
  readonly check?: (found: Found) => string | undefined
}

const suffixes: Readonly<Record<string, Takes>> = { "=": "text", "?": "attached", "@": "path", "&": "two" }

export const grammar = (row: Row): Grammar => {
  const short = new Map<string, Takes>()
  for (const letter of row.flags ?? "") short.set(letter, "none")
  for (const letter of row.takes ?? "") short.set(letter, "text")
  for (const letter of row.paths ?? "") short.set(letter, "path")
  const long = new Map<string, Takes>()
  for (const name of (row.long ?? "").split(" ")) {
    const takes = suffixes[name.slice(-1)]
    if (name !== "") long.set(takes === undefined ? name : name.slice(0, -1), takes ?? "none")
  }
  return {
    short,
    long,
    words: row.words,
    operands: row.operands ?? "paths",
    most: row.most ?? Number.POSITIVE_INFINITY,
    here: row.here ?? false,
    tree: row.tree ?? false,
    filesOnly: row.filesOnly ?? false,
    anything: row.anything ?? false,
    check: row.check
  }
}

/** Options behind which the first operand is no pattern any more. */
const givesPattern = new Set(["e", "regexp", "expression", "f", "file", "files", "type-list"])

const cut = (value: Value, from: number): Value => ({ ...value, text: value.text.slice(from) })

/** `--include=*.ts`: whatever the pattern matches begins with the same option, whose value is text. */
const steadyName = (text: string, rules: Grammar): boolean => {
  const name = /^--([a-z-]+)=/.exec(text)?.[1]
  return name !== undefined && rules.long.get(name) === "text"
}

/** Reads the words behind the program by its grammar, as getopt_long does: options may stand anywhere before `--`. */
export const readOptions = (words: ReadonlyArray<Value>, rules: Grammar): Found | string => {
  const options: Array<{ name: string; value: Value | undefined }> = []
  const operands: Array<Value> = []
  const paths: Array<Value> = []
  const keep = (name: string, value: Value | undefined, takes: Takes): void => {
    options.push({ name, value })
    if (takes === "path" && value !== undefined) paths.push(value)
  }
  for (let at = 1; at < words.length; at++) {
    const word = words[at]
    if (word === undefined) break
    const { text } = word
    if (rules.words?.test(text) === true && word.exact) {
      options.push({ name: text, value: undefined })
      continue
    }
    if (!word.exact && !word.glob && !word.process) {
      if (rules.anything) continue
      return `what ${word.raw.slice(0, 60)} stands for is not known before it runs`
    }
    if (text === "--" && word.exact) {
      operands.push(...words.slice(at + 1))
      break
    }
    if (!text.startsWith("-") || text === "-") {
      operands.push(word)
      continue
    }
    if (!word.exact && !(word.glob && steadyName(text, rules)))
      return `what ${word.raw.slice(0, 60)} stands for is not known before it runs`
    if (text.startsWith("--")) {
      const equals = text.indexOf("=")
      const name = text.slice(2, equals < 0 ? undefined : equals)
      const takes = rules.long.get(name)
      if (takes === undefined || (takes === "none" && equals >= 0))
        return `the option --${name} is not known to be harmless`
      const separate = equals < 0 && (takes === "text" || takes === "path")
      if (separate) at++
      if (takes === "two") {
        if (equals >= 0 || words[at + 1]?.exact !== true || words[at + 2]?.exact !== true)
          return `the values of --${name} are not known before it runs`
        at += 2
      }
      const value = separate ? words[at] : equals < 0 ? undefined : cut(word, equals + 1)
      if (separate && (value === undefined || !value.exact)) return `the value of --${name} is not known before it runs`
      keep(name, value, takes)
      continue
    }
    for (let i = 1; i < text.length; i++) {
      const letter = text.charAt(i)
      const takes = rules.short.get(letter)
      if (takes === undefined) return `the option -${letter} is not known to be harmless`
      if (takes === "none") {
        keep(letter, undefined, takes)
        continue
      }
      const attached = i + 1 < text.length
      if (!attached) at++
      const value = attached ? cut(word, i + 1) : words[at]
      if (value === undefined || !value.exact) return `the value of -${letter} is not known before it runs`
      keep(letter, value, takes)
      break
    }
  }
  if (operands.length > rules.most) return "a further word would be written to, or is not understood"
  if (operands.some((operand) => operand.glob) && rules.most < 3)
    return "how many files a pattern means is not known before it runs"
  const given = options.some(({ name }) => givesPattern.has(name))
  if (rules.operands === "paths") paths.push(...operands)
  else if (rules.operands === "pattern") {
    if (!given && operands[0] !== undefined && !operands[0].exact) return "the pattern is not known before it runs"
    paths.push(...operands.slice(given ? 0 : 1))
  } else if (rules.operands === "none" && operands.length > 0) return "a word is not understood"
  else if (!rules.anything && operands.some((operand) => !operand.exact)) return "a word is not known before it runs"
  return { options, operands, paths }
}
