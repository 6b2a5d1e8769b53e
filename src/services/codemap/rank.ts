import type { Focus } from "./focus.ts"
import type { Graph } from "./graph.ts"
import { pageRank } from "./pageRank.ts"

/** How much a definition matters. */
export interface RankedName {
  readonly path: string
  readonly name: string
  readonly rank: number
}

/** A name that so many files define says little about any of them; its uses by others, even where it is asked for, nothing. */
const manyDefiners = 5
const tooManyDefiners = 20

/** Names that somebody thought about: long, and of several words. */
const isTelling = (name: string): boolean => name.length >= 8 && /[a-z\d][A-Z]|[A-Za-z\d][_-][A-Za-z\d]/.test(name)

/** One word in small letters is the name of many things. */
const isPlain = (name: string): boolean => /^[a-z\d]+$/.test(name)

const worthOf = (name: string): number => (isTelling(name) ? 10 : name.startsWith("_") || isPlain(name) ? 0.1 : 1)

/** The weights follow aider's repository map: what is rare, telling and asked for counts, private names hardly do. */
const weightOf = (name: string, definers: number, asked: number): number =>
  definers > tooManyDefiners ? 0 : asked * worthOf(name) * (definers > manyDefiners ? 0.1 : 1)

/** What a file's use of its own names counts, against that of others. */
const ownUse = 0.1

/**
 * Every use of a definition, those of one file after the other (file `n` has those from `starts[n]` to `starts[n + 1]`), and
 * the edges between files that they make up. What a name weighs depends on what is asked, all of this does not.
 */
interface Uses {
  readonly starts: Int32Array
  readonly names: Int32Array
  /** For each use what its name's weight is multiplied with. */
  readonly factors: Float64Array
  /** For each use the place of what it uses in the list of all definitions. */
  readonly definitions: Int32Array
  /** For each use the edge that it belongs to. */
  readonly edges: Int32Array
  readonly edgeStarts: Int32Array
  readonly edgeTargets: Int32Array
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
const countUses = ({ definedIn, uses }: Graph): number => {
  let count = 0
  for (const used of uses) {
    for (let at = 0; at < used.length; at += 2) {
      const definers = definedIn[used[at] ?? 0]?.length ?? 0
      if (definers <= tooManyDefiners) count += definers
    }
  }
  return count
}

const usesOf = (graph: Graph): Uses => {
  const count = countUses(graph)
  const places = placesOf(graph)
  const size = graph.uses.length
  const starts = new Int32Array(size + 1)
  const names = new Int32Array(count)
  const factors = new Float64Array(count)
  const definitions = new Int32Array(count)
  const edges = new Int32Array(count)
  const edgeStarts = new Int32Array(size + 1)
  const edgeTargets = new Int32Array(count)
  const slots = new Int32Array(size).fill(-1)
  let next = 0
  let edge = 0
  for (let file = 0; file < size; file++) {
    const first = edge
    const used = graph.uses[file] ?? []
    for (let at = 0; at < used.length; at += 2) {
      const name = used[at] ?? 0
      const definers = graph.definedIn[name] ?? []
      if (definers.length > tooManyDefiners) continue
      const root = Math.sqrt(used[at + 1] ?? 1)
      const place = places[name] ?? 0
      for (let index = 0; index < definers.length; index++) {
        const target = definers[index] ?? 0
        let slot = slots[target] ?? -1
        if (slot < first) {
          slot = edge++
          slots[target] = slot
          edgeTargets[slot] = target
        }
        names[next] = name
        factors[next] = target === file ? root * ownUse : root
        definitions[next] = place + index
        edges[next] = slot
        next += 1
      }
    }
    starts[file + 1] = next
    edgeStarts[file + 1] = edge
  }
  return { starts, names, factors, definitions, edges, edgeStarts, edgeTargets: edgeTargets.slice(0, edge) }
}

const usesOfGraphs = new WeakMap<Graph, Uses>()

/** The uses that count, worked out once for a graph. */
const usesFor = (graph: Graph): Uses => {
  const known = usesOfGraphs.get(graph)
  if (known !== undefined) return known
  const uses = usesOf(graph)
  usesOfGraphs.set(graph, uses)
  return uses
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
  const weights = Float64Array.from(graph.names, (name, number) =>
    weightOf(name, graph.definedIn[number]?.length ?? 0, asked[number] ?? 1)
  )
  const wanted = graph.files.map(focus.file)
  const places = placesOf(graph)
  const uses = usesFor(graph)
  const useWeights = new Float64Array(uses.names.length)
  const edgeWeights = new Float64Array(uses.edgeTargets.length)
  for (let use = 0; use < useWeights.length; use++) {
    const weight = (weights[uses.names[use] ?? 0] ?? 0) * (uses.factors[use] ?? 0)
    const edge = uses.edges[use] ?? 0
    useWeights[use] = weight
    edgeWeights[edge] = (edgeWeights[edge] ?? 0) + weight
  }
  const edges = { starts: uses.edgeStarts, targets: uses.edgeTargets, weights: edgeWeights }
  const fileRanks = pageRank(edges, startsOf(graph, wanted, asked))

  // A file's rank goes to the definitions that it uses, by the weights of the uses.
  const ranks = new Float64Array(places.at(-1) ?? 0)
  for (let file = 0; file < graph.files.length; file++) {
    const [first, last] = [uses.starts[file] ?? 0, uses.starts[file + 1] ?? 0]
    let total = 0
    for (let at = first; at < last; at++) total += useWeights[at] ?? 0
    const part = total === 0 ? 0 : (fileRanks[file] ?? 0) / total
    for (let at = first; at < last; at++) {
      const definition = uses.definitions[at] ?? 0
      ranks[definition] = (ranks[definition] ?? 0) + part * (useWeights[at] ?? 0)
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
