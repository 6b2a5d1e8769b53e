/** Edges of a weighted graph, those of one node after the other: node `n` has those from `starts[n]` to `starts[n + 1]`. */
export interface Edges {
  readonly starts: Int32Array
  readonly targets: Int32Array
  readonly weights: Float64Array
}

const damping = 0.85
/** After so many rounds less than a hundredth of the rank still moves. */
const mostRounds = 30
const precision = 1e-6

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
  const out = new Float64Array(size)
  for (let node = 0; node < size; node++) {
    for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++)
      out[node] = (out[node] ?? 0) + (weights[at] ?? 0)
  }
  let rank = start.slice()
  for (let round = 0; round < mostRounds; round++) {
    const next = new Float64Array(size)
    let stuck = 0
    for (let node = 0; node < size; node++) {
      const total = out[node] ?? 0
      const mine = rank[node] ?? 0
      if (total === 0) {
        stuck += mine
        continue
      }
      for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++) {
        const target = targets[at] ?? 0
        next[target] = (next[target] ?? 0) + (mine * (weights[at] ?? 0)) / total
      }
    }
    let moved = 0
    for (let node = 0; node < size; node++) {
      const value = damping * ((next[node] ?? 0) + stuck * (start[node] ?? 0)) + (1 - damping) * (start[node] ?? 0)
      moved += Math.abs(value - (rank[node] ?? 0))
      next[node] = value
    }
    rank = next
    if (moved < precision) break
  }
  return rank
}
