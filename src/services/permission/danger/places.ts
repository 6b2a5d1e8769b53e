import type { Value } from "../shell/values.ts"

/** Where the line stands, for a search that looks at text alone. Links are resolved later, by whoever can. */
export interface Ground {
  readonly home: string
  /** The project: nothing outside it may be deleted, nor it itself. */
  readonly project: string
  /** The directory that the run works in; deleting all of it is no less grave. */
  readonly cwd: string
}

/** What a path means to somebody who deletes or overwrites it. */
export type Place = "root" | "home" | "project" | "above" | "system" | "device" | "outside" | "inside" | "unknown"

const systemPlaces =
  /^\/(bin|boot|dev|etc|lib|lib32|lib64|libx32|opt|proc|root|run|sbin|srv|sys|usr|var|System|Library|Applications|private\/etc|private\/var|Windows|Users|Volumes|home|mnt|media)(\/|$)/
const temporary =
  /^\/(private\/)?(var\/)?(tmp|folders)(\/|$)|^\/dev\/(null|stdout|stderr|stdin|tty|fd\/\d+|shm\/.*)$|^\/var\/tmp(\/|$)/
const devices = /^\/dev\/(sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|loop|md|dm-|mapper|sr|ram|mem|kmem|port|zram|nbd)/

/** Takes `.` and `..` out of an absolute path by its text. */
export const flatten = (path: string): string => {
  const out: Array<string> = []
  for (const segment of path.split("/")) {
    if (segment === "..") out.pop()
    else if (segment !== "" && segment !== ".") out.push(segment)
  }
  return `/${out.join("/")}`
}

const under = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`)

/** The absolute path that a word means, or undefined where that is not known. Backslashes of patterns are dropped. */
export const pathOf = (value: Value, directories: ReadonlyArray<string> | undefined): string | undefined => {
  const text = value.glob ? value.text.replace(/\\(.)/g, "$1") : value.text
  if (text.startsWith("/")) return flatten(text)
  const directory = directories?.[0]
  return directory === undefined ? undefined : flatten(`${directory}/${text}`)
}

/** The directory that a pattern empties: `x/*` means all of `x`. */
export const withoutStar = (path: string): string => path.replace(/\/(\.?\*|\{.*\}|\.\[.*|\*\*?)(\/\*)*$/, "") || "/"

export const placeOf = (path: string, ground: Ground): Place => {
  if (path === "/") return "root"
  if (path === ground.home) return "home"
  if (path === ground.project || path === ground.cwd) return "project"
  if (under(ground.project, path)) return "above"
  if (under(path, ground.project)) return "inside"
  if (devices.test(path)) return "device"
  if (temporary.test(path)) return "outside"
  if (/^\/(home|Users)\/[^/]+$/.test(path) || path === "/root") return "home"
  if (/^\/(home|Users)\/[^/]+\//.test(path) || under(path, ground.home)) return "outside"
  return systemPlaces.test(path) ? "system" : "outside"
}
