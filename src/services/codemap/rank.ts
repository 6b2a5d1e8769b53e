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
const tooManyDefiners = 50

/** Names that somebody thought about: long, and of several words. */
const isTelling = (name: string): boolean => name.length >= 8 && /[a-z\d][A-Z]|[A-Za-z\d][_-][A-Za-z\d]/.test(name)

/** The weights are those of aider's repository map: what is rare, telling and asked for counts, private names do not. */
const weightOf = (name: string, definers: number, asked: number): number => {
  if (definers > tooManyDefiners && asked === 1) return 0
  return asked * (isTelling(name) ? 10 : 1) * (name.startsWith("_") ? 0.1 : 1) * (definers > manyDefiners ? 0.1 : 1)
}

/** What a file's use of its own names counts, against that of others. */
const ownUse = 0.1

/** Calls back for each use of a definition: from, to, the name, its place among the name's definers, and the weight. */
const eachUse = (
  { definedIn, uses }: Graph,
  weights: ReadonlyArray<number>,
  file: number,
  visit: (target: number, name: number, place: number, weight: number) => void
): void => {
  const used = uses[file] ?? []
  for (let at = 0; at < used.length; at += 2) {
    const name = used[at] ?? 0
    const weight = (weights[name] ?? 0) * Math.sqrt(used[at + 1] ?? 1)
    if (weight === 0) continue
    const definers = definedIn[name] ?? []
    for (let place = 0; place < definers.length; place++) {
      const target = definers[place] ?? 0
      visit(target, name, place, target === file ? weight * ownUse : weight)
    }
  }
}

const edgesOf = (graph: Graph, weights: ReadonlyArray<number>): Edges => {
  const size = graph.files.length
  const starts = new Int32Array(size + 1)
  const targets: Array<number> = []
  const sums: Array<number> = []
  const together = new Float64Array(size)
  for (let file = 0; file < size; file++) {
    const met: Array<number> = []
    eachUse(graph, weights, file, (target, _name, _place, weight) => {
      const sum = together[target] ?? 0
      if (sum === 0) met.push(target)
      together[target] = sum + weight
    })
    for (const target of met) {
      targets.push(target)
      sums.push(together[target] ?? 0)
      together[target] = 0
    }
    starts[file + 1] = targets.length
  }
  return { starts, targets: Int32Array.from(targets), weights: Float64Array.from(sums) }
}

/** Every definition of a graph with its rank, the most important first. A pure function of its arguments. */
export const rank = (graph: Graph, focus: Focus): ReadonlyArray<RankedName> => {
  if (graph.files.length === 0) return []
  const asked = graph.names.map(focus.name)
  const weights = graph.names.map((name, number) =>
    weightOf(name, graph.definedIn[number]?.length ?? 0, asked[number] ?? 1)
  )
  const wanted = graph.files.map(focus.file)
  const edges = edgesOf(graph, weights)
  const most = wanted.reduce((sum, weight) => sum + weight, 0)
  const ground = most === 0 ? 1 : (0.1 * most) / graph.files.length
  const fileRanks = pageRank(
    edges,
    wanted.map((weight) => weight + ground)
  )

  const shares = graph.definedIn.map((definers) => new Float64Array(definers.length))
  graph.files.forEach((_, file) => {
    let total = 0
    for (let at = edges.starts[file] ?? 0; at < (edges.starts[file + 1] ?? 0); at++) total += edges.weights[at] ?? 0
    const part = total === 0 ? 0 : (fileRanks[file] ?? 0) / total
    eachUse(graph, weights, file, (_target, name, place, weight) => {
      const share = shares[name]
      if (share !== undefined) share[place] = (share[place] ?? 0) + part * weight
    })
  })

  const ranked: Array<RankedName> = []
  graph.names.forEach((name, number) => {
    graph.definedIn[number]?.forEach((file, place) => {
      // Of what nobody uses, that in important or wanted files comes first.
      const unused = (fileRanks[file] ?? 0) * 1e-3
      const share = ((shares[number]?.[place] ?? 0) + unused) * (asked[number] ?? 1)
      ranked.push({ path: graph.files[file] ?? "", name, rank: share })
    })
  })
  const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
  return ranked.sort((a, b) => b.rank - a.rank || order(a.path, b.path) || order(a.name, b.name))
}
