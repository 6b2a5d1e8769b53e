import { type PackedOutline, unpackTags, unpackWords } from "./packed.ts"

/** Who defines and who uses which name. Files and names are numbers: their place in `files` and `names`. */
export interface Graph {
  /** Paths, sorted. */
  readonly files: ReadonlyArray<string>
  readonly names: ReadonlyArray<string>
  /** For each name the files that define it. */
  readonly definedIn: ReadonlyArray<ReadonlyArray<number>>
  /** For each file the names that it uses and how often, in turn: name, count, name, count … */
  readonly uses: ReadonlyArray<ReadonlyArray<number>>
}

/** The graph over the outlines of all files; the same whatever order they come in. */
export const buildGraph = (outlines: ReadonlyMap<string, PackedOutline>): Graph => {
  const files = [...outlines.keys()].sort()
  const numbers = new Map<string, number>()
  const names: Array<string> = []
  const definedIn: Array<Array<number>> = []
  files.forEach((path, file) => {
    for (const { name } of unpackTags(outlines.get(path)?.[0] ?? "")) {
      const known = numbers.get(name)
      const number = known ?? names.length
      if (known === undefined) {
        numbers.set(name, number)
        names.push(name)
        definedIn.push([])
      }
      const definers = definedIn[number]
      if (definers !== undefined && definers.at(-1) !== file) definers.push(file)
    }
  })
  const uses = files.map((path) => {
    const used: Array<number> = []
    unpackWords(outlines.get(path), (word, count) => {
      const name = numbers.get(word)
      if (name !== undefined) used.push(name, count)
    })
    return used
  })
  return { files, names, definedIn, uses }
}
