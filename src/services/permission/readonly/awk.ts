import type { Found } from "./options.ts"

const token =
  /[A-Za-z_][A-Za-z_0-9]*|\d+\.?\d*([eE][-+]?\d+)?|\.\d+|"(?:[^"\\\n]|\\.)*"|\+\+|--|&&|\|\||[<>=!~+\-*/%^]=|\*\*=?|[{}()[\];,\n?:<>=!~+\-*/%^$|&@]/y

const reaching = new Set(
  "system getline close fflush ARGV ARGC ENVIRON PROCINFO SYMTAB FUNCTAB ARGIND OFMT CONVFMT nextfile function func load include namespace".split(
    " "
  )
)

/** After these a slash divides; elsewhere it begins a regular expression. */
const endsOperand = (last: string): boolean =>
  /^([A-Za-z_0-9.].*|".*"|\])$/s.test(last) && !/^(print|printf|return|in|else|do|case|exit|delete)$/.test(last)

/** After these it may do either. */
const ambiguous = new Set([")", "++", "--", "$"])

const regexEnd = (text: string, from: number): number => {
  let bracket = false
  for (let at = from; at < text.length; at++) {
    const c = text.charAt(at)
    if (c === "\n") return -1
    if (c === "\\") at++
    else if (c === "[") bracket = true
    else if (c === "]") bracket = false
    else if (c === "/") return bracket ? -1 : at + 1
  }
  return -1
}

/**
 * Whether an awk program only prints: no pipe, no redirection, no command, no other file, no environment.
 * Returns a reason where that is not certain. `>` compares in a pattern or in parentheses and redirects elsewhere.
 */
export const readAwk = (program: string): string | undefined => {
  let last = ""
  let parentheses = 0
  let braces = 0
  let at = 0
  while (at < program.length) {
    const c = program.charAt(at)
    if (c === " " || c === "\t") {
      at++
      continue
    }
    if (c === "#") return "an awk program with a comment is not read"
    if (c === "/" && ambiguous.has(last)) return "the awk program is not understood for certain"
    if (c === "/" && !endsOperand(last)) {
      const end = regexEnd(program, at + 1)
      if (end < 0) return "the awk program is not understood for certain"
      last = '"/"'
      at = end
      continue
    }
    token.lastIndex = at
    const found = token.exec(program)?.[0]
    if (found === undefined) return "the awk program is not understood for certain"
    if (reaching.has(found)) return `the awk program uses ${found}`
    if (found === "|" || found === "@" || found === "&") return "the awk program runs something"
    if (found === "(") parentheses++
    else if (found === ")") parentheses--
    else if (found === "{") braces++
    else if (found === "}") braces--
    else if (found === ">" && braces > 0 && parentheses === 0) return "the awk program writes a file"
    if (parentheses < 0 || braces < 0) return "the awk program is not understood for certain"
    last = found
    at += found.length
  }
  return parentheses === 0 && braces === 0 ? undefined : "the awk program is not understood for certain"
}

export const checkAwk = (found: Found): string | undefined => {
  const program = found.operands[0]
  if (program === undefined) return "it has no program"
  const assigned = found.options.find(
    ({ name, value }) => (name === "v" || name === "assign") && !/^([a-z_]\w*|O?[FR]S)=[^\\]*$/.test(value?.text ?? "")
  )
  if (assigned !== undefined) return "a variable is set that is not known to be harmless"
  if (found.operands.slice(1).some((operand) => operand.text.includes("="))) return "an operand sets a variable"
  return readAwk(program.text)
}
