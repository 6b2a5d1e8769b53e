/** The files of a tree by path, `/` between names, with the text of those that are read and "" for all others. */
export interface Tree {
  readonly files: ReadonlyMap<string, string>
  /** Programs that are known to be installed, of those that make a difference. */
  readonly programs?: ReadonlySet<string>
}

/** One directory of a tree, as the rules look at it. */
export interface ProjectFiles {
  /** Path from the top of the tree; empty for the top. */
  readonly path: string
  readonly hasProgram: (name: string) => boolean
  /** Whether there is a file or directory of that name. */
  readonly has: (path: string) => boolean
  /** The first path that fits one of the globs (`*`, `**`, `{a,b}`), earlier globs first. */
  readonly first: (...globs: ReadonlyArray<string>) => string | undefined
  /** Every path that fits. */
  readonly all: (glob: string) => ReadonlyArray<string>
  /** The text of a file; empty where there is none. */
  readonly text: (path: string) => string
  readonly above: ProjectFiles | undefined
}

const patterns = new Map<string, RegExp>()

/** Globs are our own, from the tables of rules; a project's never come here. */
const pattern = (glob: string): RegExp => {
  const known = patterns.get(glob)
  if (known !== undefined) return known
  const source = glob
    .replace(/[.+^$()|[\]\\]/g, "\\$&")
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.split(",").join("|")})`)
    .replace(/\*\*\/|\*/g, (star) => (star === "*" ? "[^/]*" : "(?:.*/)?"))
  const made = new RegExp(`^${source}$`)
  patterns.set(glob, made)
  return made
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0))

/** The directory `path` of a tree. */
export const projectFiles = (tree: Tree, path: string): ProjectFiles => {
  const start = path === "" ? "" : `${path}/`
  const files = [...tree.files.keys()].filter((file) => file.startsWith(start)).map((file) => file.slice(start.length))
  files.sort((left, right) => left.split("/").length - right.split("/").length || (left < right ? -1 : 1))
  const names = new Set<string>()
  for (const file of files) {
    for (let name = file; name !== "" && !names.has(name); name = parentOf(name)) names.add(name)
  }
  const all = (glob: string) => {
    const wanted = pattern(glob)
    return files.filter((file) => wanted.test(file))
  }
  let above: ProjectFiles | undefined
  return {
    path,
    has: (name) => names.has(name),
    first: (...globs) => {
      for (const glob of globs) {
        if (!/[*{]/.test(glob)) {
          if (names.has(glob)) return glob
          continue
        }
        const wanted = pattern(glob)
        const found = files.find((file) => wanted.test(file))
        if (found !== undefined) return found
      }
      return undefined
    },
    all,
    text: (name) => tree.files.get(start + name) ?? "",
    hasProgram: (name) => tree.programs?.has(name) === true,
    get above() {
      if (path === "") return undefined
      above ??= projectFiles(tree, parentOf(path))
      return above
    }
  }
}

/** A directory and those above it, nearest first. */
export const upwards = (files: ProjectFiles): ReadonlyArray<ProjectFiles> => {
  const chain: Array<ProjectFiles> = []
  for (let at: ProjectFiles | undefined = files; at !== undefined; at = at.above) chain.push(at)
  return chain
}
