/** A quantifier without an end, or with a large one. */
const unbounded = /^(?:[*+]|\{\d+,\}|\{\d*,?\d{2,}\})/

/**
 * Whether a regular expression that tries one way after another may take time that doubles with each character: a
 * repeated group with a repetition or a choice in it (`(a+)+`, `(a|ab)*`), or a reference back to a group. Says yes too
 * often rather than too seldom.
 */
export const isRisky = (pattern: string): boolean => {
  /** For each open group, whether it holds a repetition or a choice. */
  const groups: Array<boolean> = [false]
  let closed = false
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? ""
    const ended: boolean = closed
    closed = false
    if (character === "\\") {
      if (/[1-9k]/.test(pattern[at + 1] ?? "")) return true
      at++
    } else if (character === "[") {
      const end = pattern.slice(at + 2).search(/(?<!\\)\]/)
      at = end === -1 ? pattern.length : at + 2 + end
    } else if (character === "(") groups.push(false)
    else if (character === ")") {
      closed = groups.pop() ?? false
      if (closed && groups.length > 0) groups[groups.length - 1] = true
      if (groups.length === 0) groups.push(false)
    } else if (character === "|") groups[groups.length - 1] = true
    else if (unbounded.test(pattern.slice(at))) {
      if (ended) return true
      groups[groups.length - 1] = true
    }
  }
  return false
}
