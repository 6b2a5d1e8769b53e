/** Characters of one line that are shown: a line of a bundled script can be megabytes. */
const lineLimit = 500

export const shownLine = (line: string): string => {
  const whole = line.endsWith("\r") ? line.slice(0, -1) : line
  if (whole.length <= lineLimit) return whole
  return `${whole.slice(0, lineLimit).toWellFormed()} [… line cut]`
}

/** Lines that are counted beyond those that are shown, before counting is given up. */
const countAhead = 10_000

/** The part of the lines found that was asked for, and how many there are. */
export interface SearchWindow {
  /** False once there is no need to look further. */
  readonly push: (line: string) => boolean
  readonly lines: () => ReadonlyArray<string>
  readonly seen: () => number
  /** Undefined where counting was given up. */
  readonly total: () => number | undefined
}

export const searchWindow = (offset: number, limit: number): SearchWindow => {
  const kept: Array<string> = []
  const end = offset + limit
  let seen = 0
  let open = true
  return {
    push: (line) => {
      if (seen >= offset && seen < end) kept.push(line)
      seen++
      open = seen < end + countAhead
      return open
    },
    lines: () => kept,
    seen: () => seen,
    total: () => (open ? seen : undefined)
  }
}

/** The pattern that finds this text and nothing else. */
export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")

/** For a pattern that is no regular expression. */
export const badPattern = (pattern: string, reason: string): string =>
  `The pattern is not a valid regular expression: ${reason}. To find the text as it stands, send ${JSON.stringify(literally(pattern))}.`

export const badGlob = (glob: string): string =>
  `The glob ${JSON.stringify(glob)} cannot be read: a [ or { is left open, or it is empty. Escape them with a backslash to mean the character.`

export const badType = (type: string, known: ReadonlyArray<string>): string =>
  `The file type ${JSON.stringify(type)} is not known. Use glob instead, or one of: ${known.join(", ")}.`

/** "a, b, c and 4 more" */
export const someOf = (names: ReadonlyArray<string>): string =>
  names.length <= 5 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`
