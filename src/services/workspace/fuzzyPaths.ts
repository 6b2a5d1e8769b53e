/** A path that a query met, and the offsets in it that were met. */
export interface PathMatch {
  readonly path: string
  readonly met: ReadonlyArray<number>
}

/** Paths made ready for many queries. Folders end in `/`. */
export interface PathList {
  readonly paths: ReadonlyArray<string>
  readonly small: ReadonlyArray<string>
  /** Which letters and digits a path has, a bit each: most paths are ruled out by it alone. */
  readonly letters: Int32Array
  /** Where the name of each path begins. */
  readonly names: Int32Array
}

const bitOf = (code: number): number => {
  if (code >= 97 && code <= 122) return 1 << (code - 97)
  if (code >= 48 && code <= 57) return 1 << (26 + ((code - 48) >> 1))
  return code === 95 || code === 45 || code === 46 ? 1 << 31 : 0
}

const lettersOf = (text: string): number => {
  let bits = 0
  for (let at = 0; at < text.length; at++) bits |= bitOf(text.charCodeAt(at))
  return bits
}

/** Where the name begins: behind the last `/`, that of a folder's own end left aside. */
const nameStart = (path: string): number => path.lastIndexOf("/", path.length - 2) + 1

export const pathList = (paths: ReadonlyArray<string>): PathList => {
  const small = paths.map((path) => path.toLowerCase())
  return {
    paths,
    small,
    letters: Int32Array.from(small, lettersOf),
    names: Int32Array.from(paths, nameStart)
  }
}

const isSeparator = (code: number): boolean => code === 47 || code === 46 || code === 95 || code === 45 || code === 32

/** Whether a word begins at an offset: behind a separator, or a capital behind a small letter. */
const beginsWord = (path: string, at: number): boolean => {
  if (at === 0 || isSeparator(path.charCodeAt(at - 1))) return true
  const [before, here] = [path.charCodeAt(at - 1), path.charCodeAt(at)]
  return here >= 65 && here <= 90 && before >= 97 && before <= 122
}

const whole = 1_000
const prefix = 400
const wordBegin = 150
const together = 200
const inName = 100
const lengthCost = 1
/** The most that a path can have, but for its length, whose name does not begin with the query. */
const bestElsewhere = whole + inName * 3 + wordBegin + prefix

/** The offsets of a query's characters in a path, as far to the end as they go; undefined where it has them not in order. */
const scattered = (small: string, query: string): ReadonlyArray<number> | undefined => {
  const met = new Array<number>(query.length)
  let at = small.length
  for (let index = query.length - 1; index >= 0; index--) {
    at = at <= 0 ? -1 : small.lastIndexOf(query[index] ?? "", at - 1)
    if (at === -1) return undefined
    met[index] = at
  }
  return met
}

/** How well a path fits, from the place where the query stands in it as a whole. */
const togetherScore = (path: string, name: number, at: number, length: number): number => {
  const begins = beginsWord(path, at)
  const isWhole = at === name && /^(?:\.\w+)?\/?$/.test(path.slice(at + length))
  return (
    whole +
    (at >= name ? inName * 3 : 0) +
    (at === name ? prefix : 0) +
    (begins ? wordBegin : 0) +
    (isWhole ? prefix : 0) -
    path.length * lengthCost
  )
}

const scatteredScore = (path: string, name: number, met: ReadonlyArray<number>): number => {
  let score = -path.length * lengthCost
  let last = -2
  for (const at of met) {
    if (at === last + 1) score += together
    else score -= Math.min(60, (at - last) * 2)
    if (beginsWord(path, at)) score += wordBegin
    if (at >= name) score += inName / 2
    last = at
  }
  return score / Math.max(1, met.length / 2)
}

/** The place of the query as a whole: in the name if it is there, at the start of a word if there is one. */
const place = (small: string, path: string, name: number, query: string): number => {
  const inside = small.indexOf(query, name)
  if (inside === -1) return small.lastIndexOf(query)
  for (let at = inside; at !== -1; at = small.indexOf(query, at + 1)) if (beginsWord(path, at)) return at
  return inside
}

const range = (from: number, length: number): ReadonlyArray<number> =>
  Array.from({ length }, (_, index) => from + index)

interface Scored {
  readonly index: number
  readonly path: string
  readonly score: number
}

const isBefore = (one: Scored, other: Scored): boolean =>
  one.score > other.score || (one.score === other.score && one.path < other.path)

/** Keeps the best few in order; of equals the first by name. */
const keepBest = (best: Array<Scored>, limit: number, found: Scored): void => {
  const last = best.at(-1)
  if (best.length >= limit && last !== undefined && !isBefore(found, last)) return
  let at = best.length
  for (let before = best[at - 1]; before !== undefined && isBefore(found, before); before = best[at - 1]) at -= 1
  best.splice(at, 0, found)
  if (best.length > limit) best.pop()
}

/** What stands at the top, for a query that says nothing yet. */
const atTop = (list: PathList, limit: number): ReadonlyArray<PathMatch> =>
  list.paths
    .filter((_, index) => list.names[index] === 0)
    .sort()
    .slice(0, limit)
    .map((path) => ({ path, met: [] }))

/** Calls back for each path that has all letters of a query. */
const each = (list: PathList, letters: number, visit: (index: number, path: string, small: string) => void): void => {
  for (let index = 0; index < list.paths.length; index++) {
    if (((list.letters[index] ?? 0) & letters) !== letters) continue
    visit(index, list.paths[index] ?? "", list.small[index] ?? "")
  }
}

/**
 * The paths that fit a query best: those that have it as a whole before those that only have its characters in order; in the
 * name, at the beginnings of words and in short paths before elsewhere. Capitals do not count. Pure.
 */
export const fuzzyPaths = (list: PathList, query: string, limit: number): ReadonlyArray<PathMatch> => {
  const wanted = query.toLowerCase()
  if (wanted === "") return atTop(list, limit)
  const letters = lettersOf(wanted)
  const best: Array<Scored> = []
  const isPrefix = (index: number, small: string) => small.startsWith(wanted, list.names[index] ?? 0)
  each(list, letters, (index, path, small) => {
    const name = list.names[index] ?? 0
    if (!isPrefix(index, small)) return
    keepBest(best, limit, { index, path, score: togetherScore(path, name, name, wanted.length) })
  })
  each(list, letters, (index, path, small) => {
    const last = best[limit - 1]
    if (last !== undefined && bestElsewhere - path.length * lengthCost < last.score) return
    if (isPrefix(index, small)) return
    const name = list.names[index] ?? 0
    const at = place(small, path, name, wanted)
    const met = at === -1 ? scattered(small, wanted) : undefined
    if (at === -1 && met === undefined) return
    const score = met === undefined ? togetherScore(path, name, at, wanted.length) : scatteredScore(path, name, met)
    keepBest(best, limit, { index, path, score })
  })
  return best.map(({ index, path }) => {
    const small = list.small[index] ?? ""
    const at = place(small, path, list.names[index] ?? 0, wanted)
    return { path, met: at === -1 ? (scattered(small, wanted) ?? []) : range(at, wanted.length) }
  })
}

/** The files and all folders that they are in. */
export const withFolders = (files: ReadonlyArray<string>): ReadonlyArray<string> => {
  const folders = new Set<string>()
  for (const file of files) {
    for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1)) {
      const folder = file.slice(0, at + 1)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return [...folders, ...files]
}
