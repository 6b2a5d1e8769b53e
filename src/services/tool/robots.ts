/** What a `robots.txt` says to us (RFC 9309). */
export interface Robots {
  /** Whether this path, with its query, may be fetched. */
  readonly allows: (path: string) => boolean
}

interface Rule {
  readonly allow: boolean
  /** The pieces between the stars, and whether the path must end with the last one. */
  readonly pieces: ReadonlyArray<string>
  readonly anchored: boolean
  readonly length: number
}

/** Bytes that are read of it (RFC 9309, 2.5). */
export const robotsLimit = 512_000

/** Percent encoding in one form, so that both sides can be compared octet by octet. */
const normal = (path: string): string => {
  const encoded = path.replace(/[^\u0000-\u007f]+/g, (text) => encodeURIComponent(text.toWellFormed()))
  return encoded.replace(/%([0-9a-f]{2})/gi, (whole: string, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[\w.~-]/.test(character) ? character : whole.toUpperCase()
  })
}

const ruleOf = (allow: boolean, value: string): Rule => {
  const anchored = value.endsWith("$")
  const pattern = normal(anchored ? value.slice(0, -1) : value)
  return { allow, pieces: pattern.split(/\*+/), anchored, length: value.length }
}

const matches = ({ anchored, pieces }: Rule, path: string): boolean => {
  const [first = "", ...rest] = pieces
  if (!path.startsWith(first)) return false
  const last = rest.at(-1)
  if (last === undefined) return !anchored || path === first
  let at = first.length
  for (const piece of anchored ? rest.slice(0, -1) : rest) {
    const found = path.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return !anchored || (path.length - last.length >= at && path.endsWith(last))
}

/** @param agent our product token, in lower case; its groups count, else those of `*` */
export const parseRobots = (text: string, agent: string): Robots => {
  const groups = new Map<string, Array<Rule>>()
  let agents: Array<string> = []
  let naming = false
  for (const raw of text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/)) {
    const [, key = "", value = ""] = /^\s*([a-z-]+)\s*:\s*([^\s#]*)/i.exec(raw) ?? []
    const name = key.toLowerCase()
    if (name === "user-agent") {
      agents = naming ? [...agents, value.toLowerCase()] : [value.toLowerCase()]
      naming = true
      for (const one of agents) groups.set(one, groups.get(one) ?? [])
    } else if (name === "allow" || name === "disallow") {
      naming = false
      if (value !== "") for (const one of agents) groups.get(one)?.push(ruleOf(name === "allow", value))
    }
  }
  const rules = groups.get(agent) ?? groups.get("*") ?? []
  return {
    allows: (path) => {
      const wanted = normal(path)
      // The longest rule decides; of two of one length the one that allows.
      const best = rules
        .filter((rule) => matches(rule, wanted))
        .reduce<Rule | undefined>((found, rule) => {
          if (found === undefined || rule.length > found.length) return rule
          return rule.length === found.length && rule.allow ? rule : found
        }, undefined)
      return best?.allow ?? true
    }
  }
}
