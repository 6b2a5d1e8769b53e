import { longestText, type Place } from "./report.ts"

/** What a command wrote, made ready to be read. */
export interface Output {
  /** All of it without terminal sequences. */
  readonly text: string
  /** Without terminal sequences; of overlong lines the beginning. */
  readonly lines: ReadonlyArray<string>
  /** The same lines whole, for formats of one JSON document a line. */
  readonly whole: ReadonlyArray<string>
  /** A part in the middle is missing: lines that are counted one by one say nothing about all of them. */
  readonly cut: boolean
  /** A path as the project knows it: relative below the directory of the run. */
  readonly path: (file: string) => string
  /** Whether the path is the project's own and not a library's. */
  readonly isOwn: (file: string) => boolean
}

/** Escape sequences of terminals: CSI, OSC and the other strings to their end, two-character ones. */
const sequences =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|[PX^_][^\u001b]*(?:\u001b\\|$)|[ -/]*[0-~])/g

/** Characters of a line that are looked at: every pattern has its work bounded by it. */
const longestLine = 400

/** A line that was written over ends as it was written last. */
const lastWritten = (line: string): string => {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line
  return text.slice(text.lastIndexOf("\r") + 1)
}

const plain = (text: string): string => {
  const bare = text.includes("\u001b") ? text.replace(sequences, "") : text
  return bare.includes("\r") ? bare.split("\n").map(lastWritten).join("\n") : bare
}

/** Runners of many packages put a name before each line: `web:test: …`, `packages/web test: …`, `@x/web: …`. */
const prefix = /^((?:@[\w.-]+\/)?[\w./-]+(?::| )[\w:-]*tests?[\w:-]*(?::|\$)) ?/

/** The lines of each package together and without its name, where most lines have one. */
const byPackage = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const groups = new Map<string, Array<string>>()
  let named = 0
  for (const line of lines) {
    const name = prefix.exec(line.slice(0, 200))?.[0]
    if (name !== undefined) named++
    const group = groups.get(name ?? "")
    const rest = name === undefined ? line : line.slice(name.length)
    if (group === undefined) groups.set(name ?? "", [rest])
    else group.push(rest)
  }
  return named * 10 > lines.length * 6 ? [...groups.values()].flat() : lines
}

/** Folders of things that are not the project's own. */
const foreign =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv|venv|vendor\/bundle|\.cargo\/registry|rustlib|internal\/modules)\//

/**
 * Makes the text of a command ready. Takes time and room in proportion to the text.
 * @param directory where the command ran, absolute
 */
export const output = (text: string, directory: string, cut: boolean): Output => {
  const bare = plain(text)
  const whole = byPackage(bare.split("\n"))
  const start = directory.endsWith("/") ? directory : `${directory}/`
  const path = (file: string): string => {
    const name = file.replace(/^file:\/\//, "").slice(0, longestText)
    const below = name.startsWith(start) ? name.slice(start.length) : name
    return below.replace(/^(?:\.\/)+/, "")
  }
  return {
    text: bare,
    whole,
    lines: whole.map((line) => (line.length > longestLine ? line.slice(0, longestLine) : line)),
    cut,
    path,
    isOwn: (file) => {
      const name = path(file)
      return !name.startsWith("/") && !/^(?:node|internal|<|\w+:\/)/.test(name) && !foreign.test(name)
    }
  }
}

/** The first match in the lines, from `at` on. */
export const matchFrom = (lines: ReadonlyArray<string>, wanted: RegExp, at = 0): number => {
  for (let index = at; index < lines.length; index++) if (wanted.test(lines[index] ?? "")) return index
  return -1
}

/** The groups of every line that fits. */
export const matches = (lines: ReadonlyArray<string>, wanted: RegExp): ReadonlyArray<RegExpExecArray> =>
  lines.flatMap((line) => {
    const match = wanted.exec(line)
    return match === null ? [] : [match]
  })

/** A number of an output; undefined for what is none, and for numbers that no test suite has. */
export const numberIn = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^\d{1,9}$/.test(text)) return undefined
  return Number(text)
}

/** The sum of what a group says in all matches; undefined where there is no match. */
export const sumOf = (found: ReadonlyArray<RegExpExecArray>, group: number): number | undefined => {
  const numbers = found.flatMap((match) => numberIn(match[group]) ?? [])
  return numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + one, 0)
}

/** `2 failed, 3 passed` as numbers by their words. */
export const countsIn = (text: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const match of text.slice(0, 600).matchAll(/(?<![\w.])(\d{1,9}) ([a-z]+)/gi)) {
    const word = (match[2] ?? "").toLowerCase()
    counts.set(word, (counts.get(word) ?? 0) + Number(match[1]))
  }
  return counts
}

/** A place, with only the parts that are known. */
export const placeOf = (
  out: Output,
  file: string | undefined,
  line: string | undefined,
  column?: string | undefined
): Place => {
  const [at, col] = [numberIn(line), numberIn(column)]
  return {
    ...(file === undefined ? {} : { file: out.path(file) }),
    ...(at === undefined ? {} : { line: at }),
    ...(col === undefined ? {} : { column: col })
  }
}

/** Text of a report: trimmed, bounded; undefined where nothing is left. */
export const said = (text: string | undefined): string | undefined => {
  const trimmed = text?.trim() ?? ""
  if (trimmed === "") return undefined
  return trimmed.length > longestText ? `${trimmed.slice(0, longestText - 1)}…` : trimmed
}

export const messageOf = (text: string | undefined): { readonly message?: string } => {
  const message = said(text)
  return message === undefined ? {} : { message }
}

/** The first frame of a JavaScript stack that is the project's own: `at f (a.js:4:17)`, `❯ a.js:4:17`. */
const frame = /(?:^\s*at (?:.*? \()?|^\s*❯ (?:.* )?|\()((?:file:\/\/)?[^\s()]+?):(\d+):(\d+)\)?\s*$/

export const ownFrame = (out: Output, lines: ReadonlyArray<string>): Place | undefined => {
  for (const line of lines) {
    const match = frame.exec(line)
    if (match?.[1] !== undefined && out.isOwn(match[1])) return placeOf(out, match[1], match[2], match[3])
  }
  return undefined
}
