/** How a pattern is meant. */
export interface PatternOptions {
  readonly ignoreCase: boolean
  /** `.` matches a line feed, and a match may span lines. */
  readonly multiline: boolean
}

const word = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}"

const posix: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\s",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f"
}

/** What an escape of ripgrep's syntax (docs.rs/regex, section Syntax) is in JavaScript's with the flag `u`. */
const escape = (character: string, inClass: boolean): string => {
  if (character === "w") return inClass ? word : `[${word}]`
  if (character === "W") return inClass ? `\\W` : `[^${word}]`
  if (character === "d") return "\\p{Nd}"
  if (character === "D") return "\\P{Nd}"
  if (character === "b" && !inClass) return `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`
  if (character === "A") return "^"
  if (character === "z") return "$"
  if (character === "a") return "\\x07"
  const known = /[\^$\\.*+?()[\]{}|/A-Za-z0-9]/.test(character) || (inClass && character === "-")
  return known ? `\\${character}` : character
}

const translate = (pattern: string): string => {
  let out = ""
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? ""
    if (character === "\\" && i + 1 < pattern.length) {
      const next = pattern[++i] ?? ""
      if (next === "x" && pattern[i + 1] === "{") out += "\\u"
      else out += escape(next, inClass)
    } else if (inClass) {
      const named = /^\[:(\^?)(\w+):\]/.exec(pattern.slice(i))
      const members = named?.[1] === "" ? posix[named[2] ?? ""] : undefined
      if (named !== null && members !== undefined) {
        out += members
        i += named[0].length - 1
      } else {
        if (character === "]") inClass = false
        out += character === "[" ? "\\[" : character
      }
    } else if (character === "[") {
      inClass = true
      const opening = /^\[\^?\]?/.exec(pattern.slice(i))?.[0] ?? "["
      out += opening.replace("]", "\\]")
      i += opening.length - 1
    } else {
      out += character
    }
  }
  return out.replaceAll("(?P<", "(?<")
}

/** The pattern as a `RegExp`, or what is wrong with it. Knows the syntax that ripgrep and JavaScript share. */
export const compilePattern = (pattern: string, options: PatternOptions): RegExp | string => {
  const [, inline = "", rest = pattern] = /^\(\?([is]+)\)(.*)$/s.exec(pattern) ?? []
  const flags = new Set(["u", "g", "m"])
  if (options.ignoreCase || inline.includes("i")) flags.add("i")
  if (options.multiline || inline.includes("s")) flags.add("s")
  try {
    return new RegExp(translate(rest), [...flags].join(""))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return message.slice(message.lastIndexOf(": ") + 2)
  }
}

/** A file's bytes as text, by its byte order mark. */
export const decodeText = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes)
  return new TextDecoder().decode(bytes)
}

const linesOf = (text: string): ReadonlyArray<string> => {
  const lines = text.split("\n")
  if (lines.at(-1) === "") lines.pop()
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
}

export interface FoundLine {
  /** From 1. */
  readonly number: number
  readonly text: string
  /** False for a line around a match. */
  readonly match: boolean
}

export interface FoundIn {
  /** Lines that match; matches, where they may span lines. */
  readonly count: number
  /** Matching lines with those around them, in groups that do not touch. */
  readonly groups: ReadonlyArray<ReadonlyArray<FoundLine>>
}

/** Numbers of the matching lines, from 0, and how many matches there are. */
const matching = (text: string, lines: ReadonlyArray<string>, pattern: RegExp, multiline: boolean) => {
  const hits = new Set<number>()
  if (!multiline) {
    for (const [number, line] of lines.entries()) {
      pattern.lastIndex = 0
      if (pattern.test(line)) hits.add(number)
    }
    return { hits, count: hits.size }
  }
  const whole = lines.join("\n")
  let count = 0
  let line = 0
  let at = 0
  for (const match of whole.matchAll(pattern)) {
    if (match.index === whole.length && text !== "") break
    count++
    const last = Math.max(match.index, match.index + match[0].length - 1)
    for (; at < match.index; at++) if (whole[at] === "\n") line++
    hits.add(line)
    for (; at < last; at++) if (whole[at] === "\n") hits.add(++line)
  }
  return { hits, count }
}

export const searchText = (
  text: string,
  pattern: RegExp,
  around: { readonly before: number; readonly after: number; readonly multiline: boolean }
): FoundIn => {
  const lines = linesOf(text)
  const { count, hits } = matching(text, lines, pattern, around.multiline)
  const groups: Array<Array<FoundLine>> = []
  let shown = -2
  for (const hit of [...hits].sort((a, b) => a - b)) {
    const from = Math.max(hit - around.before, shown + 1, 0)
    if (groups.length === 0 || from > shown + 1) groups.push([])
    const to = Math.min(hit + around.after, lines.length - 1)
    for (let number = from; number <= to; number++) {
      groups.at(-1)?.push({ number: number + 1, text: lines[number] ?? "", match: hits.has(number) })
    }
    shown = Math.max(shown, to)
  }
  return { count, groups }
}
