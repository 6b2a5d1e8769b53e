/** Edit distance with swaps of neighbours counted as one step (optimal string alignment). */
export const distance = (left: string, right: string): number => {
  let before: ReadonlyArray<number> = []
  let previous: ReadonlyArray<number> = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      )
    }
    before = previous
    previous = current
  }
  return previous[right.length] ?? 0
}

/**
 * The candidate that `word` was probably meant to be: at most a third of its letters away, case not counted, or the one
 * that it begins or ends. Undefined where nothing is near enough to be worth a question.
 */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
  const lower = word.toLowerCase().slice(0, 64)
  let best: { readonly candidate: string; readonly score: number } | undefined
  for (const candidate of candidates) {
    const other = candidate.toLowerCase()
    const part = lower.length >= 3 && (other.startsWith(lower) || other.endsWith(lower))
    const score = part ? 0.5 : distance(lower, other)
    if (score > Math.max(1, Math.floor(Math.max(lower.length, other.length) / 3))) continue
    if (best === undefined || score < best.score) best = { candidate, score }
  }
  return best?.candidate
}
