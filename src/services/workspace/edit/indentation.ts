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

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other))

/** The unit in which a text is indented: a tab, or the spaces that its lines step by most often. */
export const unitOf = (lines: Iterable<string>): string => {
  let tabs = 0
  let spaces = 0
  let before = 0
  const steps = new Map<number, number>()
  for (const line of lines) {
    if (line.trim() === "") continue
    const indent = indentOf(line)
    if (indent.startsWith("\t")) tabs += 1
    else if (indent !== "") spaces += 1
    const step = Math.abs(indent.length - before)
    if (step > 0 && step <= 8 && !indent.includes("\t")) steps.set(step, (steps.get(step) ?? 0) + 1)
    before = indent.length
  }
  if (tabs > spaces) return "\t"
  const [best] = [...steps].sort((one, other) => other[1] - one[1] || one[0] - other[0])
  return " ".repeat(best?.[0] ?? 4)
}

/** The unit that spaces of these widths are made of. */
const unitOfWidths = (indents: ReadonlyArray<string>): string => {
  const width = indents.reduce((sum, indent) => divisor(sum, indent.length), 0)
  return " ".repeat(width || 4)
}

const byUnits =
  (from: string, to: string, shift: number): Reindent =>
  (indent) => {
    const level = levelOf(indent, from)
    if (level === undefined || level.units + shift < 0) return undefined
    return to.repeat(level.units + shift) + " ".repeat(level.rest)
  }

/**
 * The one rule that turns each indentation sent into the one that stands in the file: the same, more or less of it in
 * front, or other units (tabs for spaces, two for four). `pairs` are the lines that matched, `added` the indentations
 * of the new text. Undefined where no rule fits all pairs: then the block does not merely stand elsewhere.
 */
export const reindentation = (
  pairs: ReadonlyArray<{ readonly sent: string; readonly file: string }>,
  added: ReadonlyArray<string>,
  fileUnit: string
): Reindent | undefined => {
  const fits = (rule: Reindent) => pairs.every((pair) => rule(pair.sent) === pair.file)
  const first = pairs[0]
  if (first === undefined) return (indent) => indent
  const rules: Array<Reindent> = [(indent) => indent]
  if (first.file.endsWith(first.sent)) {
    const prefix = first.file.slice(0, first.file.length - first.sent.length)
    rules.push((indent) => prefix + indent)
  }
  if (first.sent.endsWith(first.file)) {
    const prefix = first.sent.slice(0, first.sent.length - first.file.length)
    rules.push((indent) => (indent.startsWith(prefix) ? indent.slice(prefix.length) : undefined))
  }
  const sent = [...pairs.map((pair) => pair.sent), ...added].filter((indent) => indent !== "")
  const tabbed = sent.length > 0 && sent.every((indent) => indent.startsWith("\t"))
  const froms = tabbed ? ["\t"] : [...new Set([unitOfWidths(sent), "    ", "  "])]
  const tos = [...new Set([fileUnit, unitOfWidths(pairs.map((pair) => pair.file)), "\t", "    ", "  "])]
  const shifted: Array<Reindent> = []
  for (const from of froms) {
    for (const to of tos) {
      rules.push(byUnits(from, to, 0))
      const [one, other] = [levelOf(first.sent, from), levelOf(first.file, to)]
      if (one !== undefined && other !== undefined) shifted.push(byUnits(from, to, other.units - one.units))
    }
  }
  const known = new Map(pairs.map((pair) => [pair.sent, pair.file]))
  const rule = [...rules, ...shifted].find(
    (candidate) => fits(candidate) && added.every((indent) => candidate(indent) !== undefined)
  )
  if (rule !== undefined) return rule
  const consistent = pairs.every((pair) => known.get(pair.sent) === pair.file)
  return consistent && added.every((indent) => known.has(indent)) ? (indent) => known.get(indent) : undefined
}
