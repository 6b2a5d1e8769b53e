import type { Focus } from "./focus.ts"
import type { Graph } from "./graph.ts"
import { type Edges, pageRank } from "./pageRank.ts"

/** How much a definition matters. */
export interface RankedName {
  readonly path: string
  readonly name: string
  readonly rank: number
}

/** A name that so many files define says little about any of them. */
const manyDefiners = 5
const tooManyDefiners = 20

/** Names that somebody thought about: long, and of several words. */
const isTelling = (name: string): boolean => name.length >= 8 && /[a-z\d][A-Z]|[A-Za-z\d][_-][A-Za-z\d]/.test(name)

/** One word in small letters is the name of many things. */
const isPlain = (name: string): boolean => /^[a-z\d]+$/.test(name)

const worthOf = (name: string): number => (isTelling(name) ? 10 : name.startsWith("_") || isPlain(name) ? 0.1 : 1)

/** The weights follow aider's repository map: what is rare, telling and asked for counts, private names hardly do. */
const weightOf = (name: string, definers: number, asked: number): number =>
  definers > tooManyDefiners && asked === 1 ? 0 : asked * worthOf(name) * (definers > manyDefiners ? 0.1 : 1)

/** What a file's use of its own names counts, against that of others. */
const ownUse = 0.1

/** Every use of a definition, those of one file after the other: file `n` has those from `starts[n]` to `starts[n + 1]`. */
interface Uses extends Edges {
  /** For each definition its place in the list of all definitions. */
  readonly definitions: Int32Array
}

/** The places of each name's definitions in a list of all: name after name, each with its files. */
const placesOf = ({ definedIn }: Graph): Int32Array => {
  const places = new Int32Array(definedIn.length + 1)
  definedIn.forEach((files, name) => {
    places[name + 1] = (places[name] ?? 0) + files.length
  })
  return places
}

/** How many uses of definitions there are: what the lists must hold. */
const countUses = ({ definedIn, uses }: Graph, weights: ReadonlyArray<number>): number => {
  let count = 0
  for (const used of uses) {
    for (let at = 0; at < used.length; at += 2) {
      const name = used[at] ?? 0
      if (weights[name] !== 0) count += definedIn[name]?.length ?? 0
    }
  }
  return count
}

const usesOf = (graph: Graph, weights: ReadonlyArray<number>, places: Int32Array): Uses => {
  const count = countUses(graph, weights)
  const starts = new Int32Array(graph.uses.length + 1)
  const targets = new Int32Array(count)
  const sums = new Float64Array(count)
  const definitions = new Int32Array(count)
  let next = 0
  for (let file = 0; file < graph.uses.length; file++) {
    const used = graph.uses[file] ?? []
    for (let at = 0; at < used.length; at += 2) {
      const name = used[at] ?? 0
      const weight = (weights[name] ?? 0) * Math.sqrt(used[at + 1] ?? 1)
      if (weight === 0) continue
      const definers = graph.definedIn[name] ?? []
      const place = places[name] ?? 0
      for (let index = 0; index < definers.length; index++) {
        const target = definers[index] ?? 0
        targets[next] = target
        sums[next] = target === file ? weight * ownUse : weight
        definitions[next] = place + index
        next += 1
      }
    }
    starts[file + 1] = next
  }
  return { starts, targets, weights: sums, definitions }
}

/** The edges between files: all uses of one file by another as one. */
const edgesOf = ({ starts: useStarts, targets: useTargets, weights }: Uses): Edges => {
  const size = useStarts.length - 1
  const starts = new Int32Array(size + 1)
  const targets = new Int32Array(useTargets.length)
  const sums = new Float64Array(useTargets.length)
  const slots = new Int32Array(size).fill(-1)
  let count = 0
  for (let file = 0; file < size; file++) {
    const first = count
    for (let at = useStarts[file] ?? 0; at < (useStarts[file + 1] ?? 0); at++) {
      const target = useTargets[at] ?? 0
      let slot = slots[target] ?? -1
      if (slot < first) {
        slot = count++
        slots[target] = slot
        targets[slot] = target
      }
      sums[slot] = (sums[slot] ?? 0) + (weights[at] ?? 0)
    }
    starts[file + 1] = count
  }
  return { starts, targets: targets.subarray(0, count), weights: sums.subarray(0, count) }
}

/** How much each file is a place to start from: those that were asked for, those that define what was, and a little all. */
const startsOf = (graph: Graph, wanted: ReadonlyArray<number>, asked: ReadonlyArray<number>): ReadonlyArray<number> => {
  const starts = [...wanted]
  graph.definedIn.forEach((files, name) => {
    const wish = asked[name] ?? 1
    if (wish > 1) for (const file of files) starts[file] = (starts[file] ?? 0) + wish / files.length
  })
  const whole = starts.reduce((sum, weight) => sum + weight, 0)
  const ground = whole === 0 ? 1 : (0.1 * whole) / starts.length
  return starts.map((weight) => weight + ground)
}

/**
 * The definitions of a graph that matter most, in order. A pure function of its arguments.
 *
 * @param most how many are wanted
 */
export const rank = (graph: Graph, focus: Focus, most: number): ReadonlyArray<RankedName> => {
  if (graph.files.length === 0) return []
  const asked = graph.names.map(focus.name)
  const weights = graph.names.map((name, number) =>
    weightOf(name, graph.definedIn[number]?.length ?? 0, asked[number] ?? 1)
  )
  const wanted = graph.files.map(focus.file)
  const places = placesOf(graph)
  const uses = usesOf(graph, weights, places)
  const fileRanks = pageRank(edgesOf(uses), startsOf(graph, wanted, asked))

  // A file's rank goes to the definitions that it uses, by the weights of the uses.
  const ranks = new Float64Array(places.at(-1) ?? 0)
  for (let file = 0; file < graph.files.length; file++) {
    const [first, last] = [uses.starts[file] ?? 0, uses.starts[file + 1] ?? 0]
    let total = 0
    for (let at = first; at < last; at++) total += uses.weights[at] ?? 0
    const part = total === 0 ? 0 : (fileRanks[file] ?? 0) / total
    for (let at = first; at < last; at++) {
      const definition = uses.definitions[at] ?? 0
      ranks[definition] = (ranks[definition] ?? 0) + part * (uses.weights[at] ?? 0)
    }
  }
  graph.definedIn.forEach((files, name) => {
    const wish = asked[name] ?? 1
    files.forEach((file, index) => {
      const definition = (places[name] ?? 0) + index
      // Nobody need use what was asked for; of the rest that nobody uses, that in important files comes first.
      const own = (fileRanks[file] ?? 0) * (wish > 1 ? 0.05 * wish : 1e-3)
      ranks[definition] = ((ranks[definition] ?? 0) + own) * wish * (1 + (wanted[file] ?? 0))
    })
  })
  return best(graph, places, ranks, most)
}

/** Only what can be among the first is put in order: there may be a hundred times as much. */
const best = (graph: Graph, places: Int32Array, ranks: Float64Array, most: number): ReadonlyArray<RankedName> => {
  const least = ranks.length <= most ? 0 : (ranks.toSorted().at(-most) ?? 0)
  const found: Array<{ readonly file: number; readonly name: number; readonly rank: number }> = []
  graph.definedIn.forEach((files, name) => {
    files.forEach((file, index) => {
      const rank = ranks[(places[name] ?? 0) + index] ?? 0
      if (rank >= least) found.push({ file, name, rank })
    })
  })
  return found
    .sort((a, b) => b.rank - a.rank || a.file - b.file || a.name - b.name)
    .map(({ file, name, rank }) => ({ path: graph.files[file] ?? "", name: graph.names[name] ?? "", rank }))
}
