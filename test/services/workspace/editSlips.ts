/** A change as a model would send it, line feeds only. */
export interface Sent {
  readonly old: string
  readonly new: string
}

/** A file of a real commit with one change of it, quoted without a slip. */
export interface Base extends Sent {
  readonly name: string
  readonly before: string
  readonly after: string
}

/** Numbers from a seed, from 0 to below 1: the same ones in every run (mulberry32). */
export const seeded = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
export type Draw = ReturnType<typeof seeded>

export const pick = <A>(draw: Draw, items: ReadonlyArray<A>): A => {
  const item = items[Math.floor(draw() * items.length)]
  if (item === undefined) throw new Error("nothing to pick from")
  return item
}

const eachLine = (text: string, change: (line: string, index: number) => string) =>
  text.split("\n").map(change).join("\n")
const filled = (text: string) => text.split("\n").filter((line) => line.trim() !== "")
const blanksOf = (line: string) => /^[ \t]*/.exec(line)?.[0] ?? ""
const reindent = (text: string, change: (blanks: string) => string) =>
  eachLine(text, (line) => {
    const blanks = blanksOf(line)
    return line.trim() === "" ? line : change(blanks) + line.slice(blanks.length)
  })
const both = (sent: Sent, change: (text: string) => string): Sent => ({ old: change(sent.old), new: change(sent.new) })

/** What models do to the text that they quote. Each forgets nothing and adds nothing that has a meaning. */
export type Slip = (sent: Sent, draw: Draw, base: Base) => Sent | undefined

const content: Readonly<Record<string, Slip>> = {
  trailingBlanks: (sent, draw) => ({
    ...sent,
    old: eachLine(sent.old, (line) => (draw() < 0.4 ? line + pick(draw, [" ", "  ", "\t"]) : line))
  }),
  doubleSpace: (sent, draw) => ({
    ...sent,
    old: eachLine(sent.old, (line) => (draw() < 0.5 ? line.replace(/(\S) (?=\S)/, "$1  ") : line))
  }),
  smartQuotes: (sent, draw) => ({
    ...sent,
    old: sent.old.replaceAll('"', () => pick(draw, ["“", "”", "„"])).replaceAll("'", () => pick(draw, ["‘", "’"]))
  }),
  dashes: (sent, draw) => ({ ...sent, old: sent.old.replace(/-/g, () => pick(draw, ["–", "—", "‑", "−"])) }),
  oddSpaces: (sent, draw) => ({
    ...sent,
    old: sent.old.replace(/(\S) (?=\S)/g, (whole, before) => (draw() < 0.3 ? `${before}\u00a0` : whole))
  }),
  decomposed: (sent) => ({ ...sent, old: sent.old.normalize("NFD") })
}

const indentation: Readonly<Record<string, Slip>> = {
  dedented: (sent) => {
    const common = filled(`${sent.old}\n${sent.new}`)
      .map(blanksOf)
      .reduce((one, other) => {
        let at = 0
        while (at < one.length && one[at] === other[at]) at += 1
        return one.slice(0, at)
      })
    return both(sent, (text) => reindent(text, (blanks) => blanks.slice(common.length)))
  },
  overIndented: (sent, draw) => {
    const more = pick(draw, [" ", "  ", "    ", "\t"])
    if (/^[\t]/m.test(sent.old + sent.new) !== (more === "\t")) return undefined
    return both(sent, (text) => reindent(text, (blanks) => more + blanks))
  },
  swapped: (sent) => {
    const tabs = /^\t/m.test(sent.old) || (/^\t/m.test(sent.new) && !/^ /m.test(sent.old))
    if (tabs) return both(sent, (text) => reindent(text, (blanks) => blanks.replaceAll("\t", "    ")))
    const widths = filled(`${sent.old}\n${sent.new}`).map((line) => blanksOf(line).length)
    const width = [4, 2].find((one) => widths.every((blanks) => blanks % one === 0))
    if (width === undefined) return undefined
    return both(sent, (text) => reindent(text, (blanks) => "\t".repeat(blanks.length / width)))
  },
  otherWidth: (sent) => {
    if (/^\t/m.test(sent.old + sent.new)) return undefined
    const widths = filled(`${sent.old}\n${sent.new}`).map((line) => blanksOf(line).length)
    const from = widths.every((width) => width % 4 === 0) ? 4 : widths.every((width) => width % 2 === 0) ? 2 : 0
    if (from === 0) return undefined
    const to = from === 4 ? 2 : 4
    return both(sent, (text) => reindent(text, (blanks) => " ".repeat((blanks.length / from) * to)))
  }
}

const numbered = (text: string, first: number, shape: (number: number) => string) =>
  eachLine(text, (line, index) => shape(first + index) + line)

const copied: Readonly<Record<string, Slip>> = {
  escapedQuotes: (sent) =>
    /\\/.test(sent.old + sent.new) || !/["']/.test(sent.old)
      ? undefined
      : both(sent, (text) => text.replace(/["']/g, "\\$&")),
  lineNumbers: (sent, draw, base) => {
    const first = base.before.slice(0, base.before.indexOf(base.old)).split("\n").length
    const shape = pick(draw, [
      (number: number) => `${String(number).padStart(6)}\t`,
      (number: number) => `${number}\t`,
      (number: number) => `${String(number).padStart(6)}→`,
      (number: number) => `${number} | `
    ])
    if (sent.new === "") return { ...sent, old: numbered(sent.old, first, shape) }
    return both(sent, (text) => numbered(text, first, shape))
  },
  lineNumbersInOldOnly: (sent, draw, base) => {
    if (/^\s*\d+(\t|→| \|)/.test(sent.old)) return undefined
    const first = base.before.slice(0, base.before.indexOf(base.old)).split("\n").length
    const shape = pick(draw, [(number: number) => `${String(number).padStart(6)}\t`, (number: number) => `${number}\t`])
    return { ...sent, old: numbered(sent.old, first, shape) }
  },
  blankFirst: (sent) => both(sent, (text) => `\n${text}`),
  blankLast: (sent) => both(sent, (text) => `${text}\n\n`),
  finalLineFeed: (sent) => both(sent, (text) => `${text}\n`),
  carriageReturns: (sent) => both(sent, (text) => text.replaceAll("\n", "\r\n"))
}

/** In the order in which they happen: what was quoted, how it was indented, what was copied along. */
export const slips: ReadonlyArray<readonly [name: string, slip: Slip]> = [content, indentation, copied].flatMap(
  (group) => Object.entries(group)
)

/** Changes of the user's after the model read the file. Whatever else slipped, such an edit must not be made. */
export const meddle = (base: Base, draw: Draw): string => {
  const at = base.before.indexOf(base.old)
  const lines = base.old.split("\n")
  const index = Math.floor(draw() * lines.length)
  const line = lines[index] ?? ""
  const middle = Math.floor(line.length / 2)
  if (draw() < 0.5 || lines.length === 1 || line.trim() === "")
    lines[index] = `${line.slice(0, middle)}_changed_by_user_${line.slice(middle)}`
  else lines.splice(Math.max(1, index), 0, "// inserted by the user")
  return base.before.slice(0, at) + lines.join("\n") + base.before.slice(at + base.old.length)
}
