/** `permissions.sandbox`: whether the model's commands are confined by the operating system. */
export type SandboxSetting = "off" | "auto" | "required"

/** How one command is confined: to writing in the working directories, or to reading alone (mode plan). */
export interface Confinement {
  readonly kind: "work" | "read"
  /** Without a sandbox it is not run at all; otherwise it is run as it was decided over, unconfined. */
  readonly must: boolean
}

/**
 * Where a command runs.
 * @param setting what the settings say
 * @param planning mode plan, in which the shell only reads, whatever the setting
 * @param outside somebody said yes to this command knowing that it runs outside
 */
export const confinementFor = (
  setting: SandboxSetting,
  planning: boolean,
  outside: boolean
): Confinement | undefined => {
  if (planning) return { kind: "read", must: setting === "required" }
  if (setting === "off" || (outside && setting === "auto")) return undefined
  return { kind: "work", must: setting === "required" }
}

/** What becomes of a place in the sandbox. All paths are absolute and exist. */
export type Place =
  | { readonly kind: "write" | "read"; readonly path: string }
  /** Cannot be opened. `directory` is what stands there. */
  | { readonly kind: "hide"; readonly path: string; readonly directory: boolean }
  /** The private temporary directory of the session stands here. */
  | { readonly kind: "scratch"; readonly path: string }

/** Everything that a confined command may and may not do. What no place speaks of can be read. */
export interface SandboxPolicy {
  readonly cwd: string
  /** In any order: a deeper place holds against the one that it lies in, a later one against an equal one. */
  readonly places: ReadonlyArray<Place>
  /** Directories of the session that stand for what is hidden, and for what is temporary. */
  readonly stand: {
    readonly scratch: string
    /** An empty file and an empty directory that nobody may open. */
    readonly file: string
    readonly directory: string
  }
  /** How the network is reached: not at all, or only through a proxy of ours on this socket. */
  readonly network: { readonly _tag: "None" }
}

const depth = (path: string): number => (path === "/" ? 0 : path.split("/").length - 1)

/** The places that count, shallow ones first: the order in which mounts are made, and rules of a profile are written. */
export const inOrder = (places: ReadonlyArray<Place>): ReadonlyArray<Place> => {
  const last = new Map(places.map((place) => [place.path, place]))
  return [...last.values()].sort((one, other) => depth(one.path) - depth(other.path))
}

/** Whether `path` is `directory` or lies below it. */
export const isWithin = (path: string, directory: string): boolean =>
  path === directory || directory === "/" || path.startsWith(`${directory}/`)
