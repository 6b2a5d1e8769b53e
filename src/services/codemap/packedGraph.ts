import type { Graph } from "./graph.ts"

/** A graph as four strings: one name a line, one list of numbers a line. */
export interface PackedGraph {
  readonly files: string
  readonly names: string
  readonly definedIn: string
  readonly uses: string
}

const packLists = (lists: ReadonlyArray<ReadonlyArray<number>>): string =>
  lists.map((list) => list.join(" ")).join("\n")

const unpackLists = (packed: string, count: number): ReadonlyArray<ReadonlyArray<number>> => {
  const lists: Array<Array<number>> = []
  let list: Array<number> = []
  let number = -1
  for (let at = 0; at < packed.length; at++) {
    const code = packed.charCodeAt(at)
    if (code >= 48) {
      number = (number === -1 ? 0 : number * 10) + code - 48
      continue
    }
    if (number !== -1) list.push(number)
    number = -1
    if (code !== 10) continue
    lists.push(list)
    list = []
  }
  if (number !== -1) list.push(number)
  if (count > 0) lists.push(list)
  return lists
}

const lines = (packed: string): ReadonlyArray<string> => (packed === "" ? [] : packed.split("\n"))

export const packGraph = ({ definedIn, files, names, uses }: Graph): PackedGraph => ({
  files: files.join("\n"),
  names: names.join("\n"),
  definedIn: packLists(definedIn),
  uses: packLists(uses)
})

export const unpackGraph = (packed: PackedGraph): Graph => {
  const files = lines(packed.files)
  const names = lines(packed.names)
  return {
    files,
    names,
    definedIn: unpackLists(packed.definedIn, names.length),
    uses: unpackLists(packed.uses, files.length)
  }
}
