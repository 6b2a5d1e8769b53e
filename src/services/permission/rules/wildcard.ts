/** One step of a pattern: any run of characters, one character, or one of a set. */
type Token = "many" | "one" | { readonly char: string } | { readonly set: RegExp }

const readSet = (pattern: string, at: number): { readonly token: Token; readonly end: number } => {
  const close = pattern.indexOf("]", at + 2)
  if (close < 0) return { token: { char: "[" }, end: at + 1 }
  const inside = pattern
    .slice(at + 1, close)
    .replace(/^!/, "^")
    .replace(/[\\\]]/g, "\\$&")
  try {
    return { token: { set: new RegExp(`^[${inside}]$`, "u") }, end: close + 1 }
  } catch {
    /** A set that means nothing (`[z-a]`) is taken letter by letter. */
    return { token: { char: "[" }, end: at + 1 }
  }
}

const tokens = (pattern: string, sets: boolean): ReadonlyArray<Token> => {
  const found: Array<Token> = []
  for (let at = 0; at < pattern.length; ) {
    const c = pattern.charAt(at)
    if (c === "*") {
      if (found.at(-1) !== "many") found.push("many")
      at++
    } else if (sets && c === "?") {
      found.push("one")
      at++
    } else if (sets && c === "\\" && at + 1 < pattern.length) {
      found.push({ char: pattern.charAt(at + 1) })
      at += 2
    } else if (sets && c === "[") {
      const set = readSet(pattern, at)
      found.push(set.token)
      at = set.end
    } else {
      found.push({ char: c })
      at++
    }
  }
  return found
}

const fits = (token: Token | undefined, c: string): boolean =>
  token === "one" || (typeof token === "object" && ("char" in token ? token.char === c : token.set.test(c)))

/** Compiles a pattern into a test without backtracking: its time grows with text times pattern at most. */
export const wildcard = (pattern: string, options: { readonly sets: boolean }): ((text: string) => boolean) => {
  const steps = tokens(pattern, options.sets)
  return (text) => {
    let step = 0
    let at = 0
    let lastMany = -1
    let resume = 0
    while (at < text.length) {
      if (steps[step] === "many") {
        lastMany = step++
        resume = at
      } else if (fits(steps[step], text.charAt(at))) {
        step++
        at++
      } else if (lastMany >= 0) {
        step = lastMany + 1
        at = ++resume
      } else return false
    }
    while (steps[step] === "many") step++
    return step === steps.length
  }
}

/** `a{b,c}` as `ab` and `ac`; at most 64 of them, and nothing where braces do not pair. */
export const expandBraces = (pattern: string): ReadonlyArray<string> => {
  let patterns: ReadonlyArray<string> = [pattern]
  for (let round = 0; round < 8; round++) {
    const next = patterns.flatMap((one) => {
      const brace = /\{([^{}]*,[^{}]*)\}/.exec(one)
      if (brace === null) return [one]
      const [whole, inside] = brace
      return (inside ?? "")
        .split(",")
        .map((part) => one.slice(0, brace.index) + part + one.slice(brace.index + whole.length))
    })
    if (next.length === patterns.length || next.length > 64) return patterns
    patterns = next
  }
  return patterns
}
