/** Edges of a weighted graph, those of one node after the other: node `n` has those from `starts[n]` to `starts[n + 1]`. */
export interface Edges {
  readonly starts: Int32Array
  readonly targets: Int32Array
  readonly weights: Float64Array
}

const damping = 0.85
/** After so many rounds less than a hundredth of the rank still moves. */
const mostRounds = 30
/** A tenth of what networkx, and so aider, allows: how much of a node's rank may still move. */
const precision = 1e-7

/**
 * PageRank with a personal distribution (Page et al. 1999, section 6): where a reader ends up who follows an edge by its
 * weight, and now and then, and where no edge leads on, starts again by `personal`. Sums to 1.
 *
 * @param personal weight of each node as a start, at least one of them above 0
 */
export const pageRank = ({ starts, targets, weights }: Edges, personal: ReadonlyArray<number>): Float64Array => {
  const size = personal.length
  const whole = personal.reduce((sum, weight) => sum + weight, 0)
  const start = Float64Array.from(personal, (weight) => weight / whole)
  /** The part of a node's rank that an edge carries. */
  const parts = new Float64Array(weights.length)
  const leads = new Uint8Array(size)
  for (let node = 0; node < size; node++) {
    const [first, last] = [starts[node] ?? 0, starts[node + 1] ?? 0]
    let total = 0
    for (let at = first; at < last; at++) total += weights[at] ?? 0
    if (total === 0) continue
    leads[node] = 1
    for (let at = first; at < last; at++) parts[at] = (weights[at] ?? 0) / total
  }
  let rank = start.slice()
  let next = new Float64Array(size)
  for (let round = 0; round < mostRounds; round++) {
    next.fill(0)
    let stuck = 0
    for (let node = 0; node < size; node++) {
      const mine = rank[node] ?? 0
      if (leads[node] === 0) {
        stuck += mine
        continue
      }
      const last = starts[node + 1] ?? 0
      for (let at = starts[node] ?? 0; at < last; at++) {
        const target = targets[at] ?? 0
        next[target] = (next[target] ?? 0) + mine * (parts[at] ?? 0)
      }
    }
    let moved = 0
    for (let node = 0; node < size; node++) {
      const value = damping * ((next[node] ?? 0) + stuck * (start[node] ?? 0)) + (1 - damping) * (start[node] ?? 0)
      moved += Math.abs(value - (rank[node] ?? 0))
      next[node] = value
    }
    ;[rank, next] = [next, rank]
    if (moved < precision * size) break
  }
  return rank
}
