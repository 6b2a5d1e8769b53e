/** Globs that mean the same to us, to ripgrep's `--type-add` and in an ignore file; the others are sorted out afterwards. */
const plainName = /^[\w.*?{},[\]@+-]+$/
const plainPath = /^[\w.*?/@+-]+$/

/** How ripgrep is told to look only into the files that are meant. */
export interface Narrowing {
  readonly flags: ReadonlyArray<string>
  /** Lines of an ignore file that ignores all the other files. */
  readonly ignore: ReadonlyArray<string> | undefined
  /** ripgrep must list the files first, since nothing else tells which of those that are meant are ignored. */
  readonly list: boolean
}

/** Ignores all but what a glob with a slash means. Folders beside its literal beginning are not entered. */
const allBut = (glob: string): ReadonlyArray<string> => {
  const names = glob.replace(/^\/+/, "").split("/")
  const wild = names.findIndex((name) => /[*?]/.test(name))
  const literal = names.slice(0, wild === -1 ? names.length - 1 : Math.min(wild, names.length - 1))
  const lines = literal.flatMap((_, depth) => {
    const above = literal.slice(0, depth).join("/")
    return [`/${above === "" ? "" : `${above}/`}*`, `!/${literal.slice(0, depth + 1).join("/")}/`]
  })
  const below = literal.length === 0 ? "" : `/${literal.join("/")}`
  return [...lines, `${below}/**`, `!${below}/**/`, `!/${names.join("/")}`]
}

/**
 * A `--glob` would also bring back files that are ignored, so a glob about the name alone goes as a file type, and one
 * about a path as an ignore file: those are the weakest, so that every other ignore file still counts.
 */
export const narrowing = (glob: string | undefined, typed: string | undefined): Narrowing => {
  const asType = (names: string) => [`--type-add=coderx:${names}`, "--type=coderx"]
  const flags = typed === undefined ? [] : asType(typed)
  const wanted = glob?.replace(/^(?:\.\/)+/, "")
  if (glob === undefined || wanted === undefined) return { flags, ignore: undefined, list: false }
  if (glob.startsWith("!")) return { flags: [...flags, `--glob=${glob}`], ignore: undefined, list: false }
  if (typed === undefined && plainName.test(wanted)) return { flags: asType(wanted), ignore: undefined, list: false }
  if (wanted.includes("/") && !wanted.endsWith("/") && plainPath.test(wanted)) {
    return { flags, ignore: allBut(wanted), list: false }
  }
  return { flags: [...flags, `--glob=${glob}`], ignore: undefined, list: true }
}
