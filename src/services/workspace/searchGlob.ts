/** Says whether a path (relative to the root of the search, `/` between names) is meant. */
export type PathFilter = (path: string) => boolean

const literal = (character: string): string => (/[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character)

/** Where the group or class that opens at `at` ends, or -1. */
const closing = (glob: string, at: number, open: string, close: string): number => {
  let depth = 0
  for (let i = at; i < glob.length; i++) {
    if (glob[i] === "\\") i++
    else if (glob[i] === open) depth++
    else if (glob[i] === close && --depth === 0) return i
  }
  return -1
}

/** The alternatives of a group, split at the commas of its own level. */
const alternatives = (body: string): ReadonlyArray<string> => {
  const out = [""]
  let depth = 0
  for (let i = 0; i < body.length; i++) {
    const character = body[i] ?? ""
    if (character === "," && depth === 0) {
      out.push("")
      continue
    }
    if (character === "{") depth++
    if (character === "}") depth--
    const taken = character === "\\" ? character + (body[++i] ?? "") : character
    out.push((out.pop() ?? "") + taken)
  }
  return out
}

/** A class such as `[a-z]` or `[!0-9]`. A `]` that comes first is a member. */
const classAt = (glob: string, at: number): { readonly source: string; readonly end: number } | undefined => {
  const negated = glob[at + 1] === "!" || glob[at + 1] === "^"
  const first = at + (negated ? 2 : 1)
  const end = glob.indexOf("]", first + 1)
  if (end === -1) return undefined
  const body = glob.slice(first, end).replace(/[\\\]^[]/g, "\\$&")
  return { source: negated ? `[^/${body}]` : `(?!/)[${body}]`, end }
}

/** The source of a regular expression for a glob, or undefined where a group or class is left open. */
const translate = (glob: string): string | undefined => {
  let out = ""
  for (let i = 0; i < glob.length; i++) {
    const character = glob[i] ?? ""
    if (character === "*") {
      const stars = /^\*+/.exec(glob.slice(i))?.[0].length ?? 1
      const whole = stars === 2 && (i === 0 || glob[i - 1] === "/")
      if (whole && glob[i + 2] === "/") {
        out += "(?:.*/)?"
        i += 2
      } else if (whole && i + 2 === glob.length) {
        out += ".+"
        i += 1
      } else {
        out += "[^/]*"
        i += stars - 1
      }
    } else if (character === "?") {
      out += "[^/]"
    } else if (character === "[") {
      const found = classAt(glob, i)
      if (found === undefined) return undefined
      out += found.source
      i = found.end
    } else if (character === "{") {
      const end = closing(glob, i, "{", "}")
      if (end === -1) return undefined
      const parts = alternatives(glob.slice(i + 1, end)).map(translate)
      if (parts.includes(undefined)) return undefined
      out += `(?:${parts.join("|")})`
      i = end
    } else if (character === "\\" && i + 1 < glob.length) {
      out += literal(glob[++i] ?? "")
    } else {
      out += literal(character)
    }
  }
  return out
}

/**
 * A glob as `.gitignore` and ripgrep mean it: without a slash it is about the name alone, at any depth; with one it
 * starts at the root. `*` and `?` do not cross a slash, `**` does, `{a,b}` are alternatives, a leading `!` turns it
 * round. Undefined for a glob that cannot be read.
 */
export const compileGlob = (glob: string): PathFilter | undefined => {
  const negated = glob.startsWith("!")
  const plain = (negated ? glob.slice(1) : glob).replace(/^(?:\.\/)+/, "")
  const below = plain.endsWith("/") ? `${plain}**` : plain
  const source = translate(below.startsWith("/") ? below.slice(1) : below)
  if (source === undefined || plain === "") return undefined
  const pattern = new RegExp(`^${below.includes("/") ? "" : "(?:.*/)?"}${source}$`, "s")
  return (path) => pattern.test(path) !== negated
}
