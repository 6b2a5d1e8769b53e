/** A definition as it is shown. */
export interface Definition {
  readonly path: string
  readonly line: number
  readonly kind: string
  readonly name: string
  /** The line that it stands in. */
  readonly text: string
}

/** A definition below its file. */
type Shown = Omit<Definition, "path">

/** A map of code: files by path, their definitions by line. */
export interface CodeMap {
  readonly files: ReadonlyArray<{
    readonly path: string
    readonly definitions: ReadonlyArray<Shown>
  }>
  /** Definitions of which there was no room; the files that there are in all. */
  readonly cut: boolean
  readonly allFiles: number
  /** What was left out and why. */
  readonly notices: ReadonlyArray<string>
}

/** Characters for each token: an estimate on the safe side for code. */
export const charactersPerToken = 4
export const longestLine = 100

const headOf = (path: string): string => `${path}:`
const lineOf = ({ line, text }: Shown): string => {
  const shown = text.trimEnd().replaceAll("\t", "  ")
  return `${String(line).padStart(5)}│${shown.length > longestLine ? `${shown.slice(0, longestLine)}…` : shown}`
}

/**
 * As many definitions as fit into a number of tokens, the first ones first; then put in the order of files and lines.
 * A larger budget shows all that a smaller one does.
 */
export const withinBudget = (ranked: Iterable<Definition>, tokens: number): Pick<CodeMap, "files" | "cut"> => {
  const limit = tokens * charactersPerToken
  const files = new Map<string, Map<number, Shown>>()
  let size = 0
  let cut = false
  for (const { path, ...definition } of ranked) {
    const file = files.get(path)
    if (file?.has(definition.line) === true) continue
    size += lineOf(definition).length + 1 + (file === undefined ? headOf(path).length + 2 : 0)
    cut = size > limit
    if (cut) break
    files.set(path, (file ?? new Map<number, Shown>()).set(definition.line, definition))
  }
  const sorted = [...files].sort(([left], [right]) => (left < right ? -1 : 1))
  return {
    files: sorted.map(([path, lines]) => ({ path, definitions: [...lines.values()].sort((a, b) => a.line - b.line) })),
    cut
  }
}

/** The map as text: each file with the lines of its definitions. */
export const mapText = ({ files }: CodeMap): string =>
  files.map(({ definitions, path }) => [headOf(path), ...definitions.map(lineOf)].join("\n")).join("\n\n")

/** What the map does not show, one sentence each. */
export const mapNotes = ({ allFiles, cut, files, notices }: CodeMap): ReadonlyArray<string> => {
  const shown = files.reduce((sum, { definitions }) => sum + definitions.length, 0)
  const more = `the first ${shown} definitions, from ${files.length} of ${allFiles} files; a larger budget, a query or a path shows others`
  return cut ? [more, ...notices] : notices
}
