/** The blanks that a line begins with. */
export const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? ""

/** How a block's indentation becomes that of the file; undefined where it cannot be told for this one. */
export type Reindent = (indent: string) => string | undefined

/** Indentation as whole units and single spaces beyond them. */
interface Level {
  readonly units: number
  readonly rest: number
}

const levelOf = (indent: string, unit: string): Level | undefined => {
  if (unit === "\t") {
    const units = /^\t*/.exec(indent)?.[0].length ?? 0
    const rest = indent.slice(units)
    return rest.includes("\t") ? undefined : { units, rest: rest.length }
  }
  if (indent.includes("\t")) return undefined
  return { units: Math.floor(indent.length / unit.length), rest: indent.length % unit.length }
}

/** The unit in which lines with these indentations step: a tab, or the spaces that they step by most often. */
const unitOfIndents = (indents: Iterable<string>): string | undefined => {
  let tabs = 0
  let spaces = 0
  let before = 0
  const steps = new Map<number, number>()
  for (const indent of indents) {
    if (indent.startsWith("\t")) tabs += 1
    else if (indent !== "") spaces += 1
    const step = Math.abs(indent.length - before)
    if (step > 0 && step <= 8 && !indent.includes("\t")) steps.set(step, (steps.get(step) ?? 0) + 1)
    before = indent.length
  }
  if (tabs > spaces) return "\t"
  const [best] = [...steps].sort((one, other) => other[1] - one[1] || one[0] - other[0])
  return best === undefined ? undefined : " ".repeat(best[0])
}

/** The unit in which a text is indented, undefined where nothing in it is. */
export const unitOf = (lines: Iterable<string>): string | undefined => {
  const indents: Array<string> = []
  for (const line of lines) if (line.trim() !== "") indents.push(indentOf(line))
  return unitOfIndents(indents)
}

/** The same blanks more or less in front of each line. */
const byShift = (sent: string, file: string): Reindent | undefined => {
  if (file.endsWith(sent)) {
    const prefix = file.slice(0, file.length - sent.length)
    return (indent) => prefix + indent
  }
  if (!sent.endsWith(file)) return undefined
  const prefix = sent.slice(0, sent.length - file.length)
  return (indent) => (indent.startsWith(prefix) ? indent.slice(prefix.length) : undefined)
}

/** Other units, and as many levels more or less. */
const byUnits =
  (from: string, to: string, shift: number): Reindent =>
  (indent) => {
    const level = levelOf(indent, from)
    if (level === undefined || level.units + shift < 0) return undefined
    /* Spaces that make no whole level may as well be half of one. */
    if (from !== "\t" && from !== to && level.rest > 1) return undefined
    return to.repeat(level.units + shift) + " ".repeat(level.rest)
  }

/** Whether an indentation is made of what the file indents with. A single space aligns (as in comments). */
const clean = (indent: string, fileUnit: string): boolean =>
  fileUnit === "\t" ? /^(\t+ *| ?)$/.test(indent) : !indent.includes("\t")

/** Steps of other widths align a line with the one before rather than indent it. */
const indenting = new Set([2, 4, 8])

/**
 * The one rule that turns each indentation sent into the one that stands in the file: the same, more or less of it in
 * front, or other units (tabs for spaces, two for four). `pairs` are the lines that matched, `added` the indentations
 * of the new text, `fileUnit` that of the whole file. Undefined where no rule fits all pairs (then the block does not
 * merely stand elsewhere), and where several do that would indent the new text differently.
 */
export const reindentation = (
  pairs: ReadonlyArray<{ readonly sent: string; readonly file: string }>,
  added: ReadonlyArray<string>,
  fileUnit: string | undefined
): Reindent | undefined => {
  const first = pairs[0]
  if (first === undefined) return (indent) => indent
  const known = new Map(pairs.map((pair) => [pair.sent, pair.file]))
  if (!pairs.every((pair) => known.get(pair.sent) === pair.file)) return undefined
  if (added.every((indent) => known.has(indent))) return (indent) => known.get(indent)
  const fits = (rule: Reindent | undefined): rule is Reindent =>
    rule !== undefined &&
    pairs.every((pair) => rule(pair.sent) === pair.file) &&
    added.every((indent) => rule(indent) !== undefined)
  const shifted = byShift(first.sent, first.file)
  const local = unitOfIndents(pairs.map((pair) => pair.file))
  const to = local === "\t" || (fileUnit === "\t" && local !== undefined) ? local : fileUnit
  if (to === undefined) return fits(shifted) ? shifted : undefined
  const from = unitOfIndents([...pairs.map((pair) => pair.sent), ...added]) ?? to
  const width = Math.round(first.file.length / Math.max(1, levelOf(first.sent, from)?.units ?? 1))
  const wide = from === "\t" && to !== "\t" && width > 0 ? byUnits(from, " ".repeat(width), 0) : undefined
  const units = byUnits(from, to, 0)
  const [one, other] = [levelOf(first.sent, from), levelOf(first.file, to)]
  const both = one === undefined || other === undefined ? undefined : byUnits(from, to, other.units - one.units)

  /* Two levels that matched say how the text steps; so does one that is the file's own. */
  const told = known.size > 1 || (first.sent === first.file && first.sent !== "")
  /** The rule that fits, where those that do say the same of the new text. */
  const agreed = (rules: ReadonlyArray<Reindent | undefined>): Reindent | undefined => {
    const fitting = rules.filter(fits)
    const [rule] = fitting
    return added.every((indent) => fitting.every((one) => one(indent) === rule?.(indent))) ? rule : undefined
  }
  const cleanly = fits(shifted) && added.every((indent) => clean(shifted(indent) ?? "", to))
  if (told) return cleanly ? shifted : agreed([units, wide, both])
  if (cleanly) {
    if (from === to || !indenting.has(from.length)) return shifted
    return first.sent !== first.file && fits(units) ? units : undefined
  }
  /* Tabs for spaces or the other way about: how many spaces make a level must be plain. */
  if (from !== "\t" && (from.length < 2 || from.length > 4)) return fits(units) && first.sent !== "" ? units : undefined
  /* Other units and another level, told by one level only, are one slip too many. */
  return fits(units) || fits(wide) ? agreed([units, wide, both]) : undefined
}
