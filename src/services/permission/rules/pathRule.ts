import { expandBraces, wildcard } from "./wildcard.ts"

/** Where the beginnings of path rules lead. More than one where a link is on the way. */
export interface RuleGround {
  readonly home: ReadonlyArray<string>
  readonly project: ReadonlyArray<string>
  readonly cwd: ReadonlyArray<string>
  /** The file system takes names of other case or form for the same. */
  readonly foldsNames: boolean
}

export interface PathMatcher {
  /** Whether the rule is about this absolute path: it, or a directory above it, fits. */
  readonly covers: (path: string) => boolean
  /** Whether the rule may be about something below this absolute directory. */
  readonly mayReachBelow: (directory: string) => boolean
}

type Step = "any" | ((segment: string) => boolean)

const fold = (text: string, folds: boolean): string => (folds ? text.normalize("NFC").toLowerCase() : text)

const segmentsOf = (path: string): ReadonlyArray<string> => {
  const out: Array<string> = []
  for (const segment of path.split("/")) {
    if (segment === "..") out.pop()
    else if (segment !== "" && segment !== ".") out.push(segment)
  }
  return out
}

const compile = (pattern: string): ReadonlyArray<Step> =>
  segmentsOf(pattern).map((segment) => (segment === "**" ? "any" : wildcard(segment, { sets: true })))

/** Runs all positions of the pattern side by side: linear in the path. */
const covers = (steps: ReadonlyArray<Step>, segments: ReadonlyArray<string>): boolean => {
  const settle = (from: ReadonlySet<number>): Set<number> => {
    const all = new Set(from)
    for (const step of all) if (steps[step] === "any") all.add(step + 1)
    return all
  }
  let states = settle(new Set([0]))
  if (states.has(steps.length)) return true
  for (const segment of segments) {
    const next = new Set<number>()
    for (const state of states) {
      const step = steps[state]
      if (step === "any") next.add(state)
      else if (step?.(segment) === true) next.add(state + 1)
    }
    states = settle(next)
    if (states.has(steps.length)) return true
    if (states.size === 0) return false
  }
  return false
}

const plainBeginning = (pattern: string): ReadonlyArray<string> => {
  const segments = segmentsOf(pattern)
  const wild = segments.findIndex((segment) => /[*?[]/.test(segment))
  return wild < 0 ? segments : segments.slice(0, wild)
}

const isBelow = (path: ReadonlyArray<string>, above: ReadonlyArray<string>): boolean =>
  above.every((segment, i) => path[i] === segment)

const anchored = (spec: string, ground: RuleGround): ReadonlyArray<string> => {
  if (spec.startsWith("//")) return [spec.slice(1)]
  const [bases, rest] =
    spec.startsWith("~/") || spec === "~"
      ? [ground.home, spec.slice(2)]
      : spec.startsWith("/")
        ? [ground.project, spec.slice(1)]
        : [ground.cwd, spec]
  const loose = !/^[~/]/.test(spec) && !spec.startsWith("./") && !spec.replace(/\/$/, "").includes("/")
  return bases.map((base) => `${escapePattern(base)}/${loose ? `**/${rest}` : rest}`)
}

const escapePattern = (path: string): string => path.replace(/[*?[\]\\{}]/g, "\\$&")

/**
 * A path rule in the manner of gitignore: `//x` absolute, `~/x` at home, `/x` at the project's root, `./x` and `a/b` at the
 * working directory, a single name anywhere below it. A directory that fits covers everything in it; `dir/**` covers `dir` too.
 */
export const pathRule = (spec: string, ground: RuleGround): PathMatcher => {
  const patterns = expandBraces(spec)
    .flatMap((one) => anchored(one, ground))
    .map((pattern) => fold(pattern.replace(/(\/\*\*)+\/?$/, "") || "/**", ground.foldsNames))
  const compiled = patterns.map(compile)
  const beginnings = patterns.map((pattern) => plainBeginning(pattern.replace(/\\(.)/g, "$1")))
  return {
    covers: (path) => {
      const segments = segmentsOf(fold(path, ground.foldsNames))
      return compiled.some((steps) => covers(steps, segments))
    },
    mayReachBelow: (directory) => {
      const segments = segmentsOf(fold(directory, ground.foldsNames))
      return beginnings.some((beginning) => isBelow(beginning, segments) || isBelow(segments, beginning))
    }
  }
}
