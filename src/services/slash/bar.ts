/** Eighths of a cell, from one to seven. */
const eighths = "▏▎▍▌▋▊▉"

/** A bar as long as a share (0..1) of a room of cells. What is not nothing is seen. */
export const bar = (share: number, room: number): string => {
  if (!(share > 0) || room < 1) return ""
  const parts = Math.max(1, Math.round(Math.min(1, share) * room * 8))
  return "█".repeat(Math.floor(parts / 8)) + (parts % 8 === 0 ? "" : (eighths[(parts % 8) - 1] ?? ""))
}

/** `3.1 %`; what is not nothing is not told as 0. */
export const percent = (share: number): string => {
  const value = share * 100
  if (value > 0 && value < 0.1) return "<0.1 %"
  return `${value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)} %`
}

/**
 * How many of `cells` each amount gets, in proportion; one at least for what is not nothing. The sum is `cells` where the
 * amounts are not all nothing and there is a cell for each.
 */
export const divide = (amounts: ReadonlyArray<number>, cells: number): ReadonlyArray<number> => {
  const total = amounts.reduce((sum, amount) => sum + Math.max(0, amount), 0)
  if (total <= 0) return amounts.map(() => 0)
  const exact = amounts.map((amount) => (Math.max(0, amount) / total) * cells)
  const given = exact.map((share) => (share > 0 ? Math.max(1, Math.floor(share)) : 0))
  const rest = () => cells - given.reduce((sum, count) => sum + count, 0)
  const order = exact.map((share, index) => ({ index, part: share - Math.floor(share) }))
  const byPart = order.toSorted((left, right) => right.part - left.part || left.index - right.index)
  for (const { index } of byPart) if (rest() > 0 && (exact[index] ?? 0) >= 1) given[index] = (given[index] ?? 0) + 1
  const largest = () => given.indexOf(Math.max(...given))
  while (rest() > 0) given[largest()] = (given[largest()] ?? 0) + rest()
  while (rest() < 0 && Math.max(...given) > 1) {
    const at = largest()
    given[at] = (given[at] ?? 0) - 1
  }
  return given
}
