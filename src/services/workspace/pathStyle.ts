import { components } from "./pathSyntax.ts"

/** How names become a path on this system: `/` and `/`, or `C:\` and `\`. */
export interface Style {
  readonly join: (names: ReadonlyArray<string>) => string
  /** The names of an absolute path; undefined for a relative one. */
  readonly absolute: (path: string) => ReadonlyArray<string> | undefined
  readonly split: (path: string) => ReadonlyArray<string>
}

export const styleOf = (platform: string): Style => {
  const split = (path: string) => components(path, platform)
  if (platform !== "win32") {
    return {
      join: (names) => `/${names.join("/")}`,
      absolute: (path) => (path.startsWith("/") ? split(path) : undefined),
      split
    }
  }
  return {
    join: (names) => (names.length === 1 ? `${names[0]}\\` : names.join("\\")),
    absolute: (path) => (/^[a-z]:[/\\]/i.test(path) ? split(path) : undefined),
    split
  }
}

/** By whole names, so that `/w-evil` is not below `/w`; the directory itself counts. */
export const isBelow = (names: ReadonlyArray<string>, directory: ReadonlyArray<string>): boolean =>
  directory.length <= names.length && directory.every((name, index) => name === names[index])
