import { readCommandLine } from "../commandLine.ts"
import type { Value } from "../shell/values.ts"
import { wildcard } from "./wildcard.ts"

export interface CommandMatcher {
  /** Whether the rule lets these words pass: what it names must be known for certain. */
  readonly allows: (words: ReadonlyArray<Value>) => boolean
  /** Whether the rule is about these words, as far as can be told: also by a program's path, and by guesses. */
  readonly catches: (words: ReadonlyArray<Value>) => boolean
  /** How many words the rule states before its first star; infinite where it states them all. */
  readonly fixed: number
  /** The rule states this very line. */
  readonly states: (line: string) => boolean
}

/** The words of a rule as the shell would read them. */
const wordsOf = (text: string): ReadonlyArray<string> => {
  const line = readCommandLine(text, { home: "~", directory: "." })
  const only = line.problems.length === 0 ? line.commands[0] : undefined
  const plain =
    only !== undefined &&
    only.layers.length === 1 &&
    only.redirections.length === 0 &&
    only.words.every((word) => word.exact)
  return plain && only !== undefined
    ? only.words.map((word) => word.text)
    : text.split(/\s+/).filter((word) => word !== "")
}

const base = (program: string): string => program.slice(program.lastIndexOf("/") + 1)

const isPrefix = (prefix: ReadonlyArray<string>, words: ReadonlyArray<string>): boolean =>
  prefix.every((word, i) => words[i] === word)

/** Texts that a word may be: for rules that forbid, every guess counts. */
const guesses = (words: ReadonlyArray<Value>): ReadonlyArray<ReadonlyArray<string>> => {
  const texts = words.map((word) => word.text)
  const [first = "", ...rest] = texts
  return [texts, [base(first), ...rest], words.map((word) => word.raw)]
}

/** `npm test` exactly, `npm run test:*` as a beginning that ends with a word, `git *` with stars for anything. */
export const commandRule = (spec: string): CommandMatcher => {
  const trimmed = spec.trim()
  const states = (line: string): boolean => line.trim() === trimmed
  if (trimmed.endsWith(":*")) {
    const prefix = wordsOf(trimmed.slice(0, -2))
    return {
      allows: (words) =>
        prefix.length > 0 &&
        words.slice(0, prefix.length).every((word) => word.exact) &&
        isPrefix(
          prefix,
          words.map((word) => word.text)
        ),
      catches: (words) => guesses(words).some((texts) => isPrefix(prefix, texts)),
      fixed: prefix.length,
      states: () => false
    }
  }
  if (trimmed.includes("*")) {
    const patterns = [trimmed, ...(trimmed.endsWith(" *") ? [trimmed.slice(0, -2)] : [])].map((pattern) =>
      wildcard(pattern, { sets: false })
    )
    const matches = (texts: ReadonlyArray<string>): boolean => {
      const text = texts.join(" ")
      return patterns.some((pattern) => pattern(text))
    }
    return {
      allows: (words) => words[0]?.exact === true && matches(words.map((word) => (word.exact ? word.text : word.raw))),
      catches: (words) => guesses(words).some(matches),
      fixed: trimmed
        .slice(0, trimmed.indexOf("*"))
        .split(/\s+/)
        .filter((word, i, all) => word !== "" && i < all.length - 1).length,
      states: () => false
    }
  }
  const exact = wordsOf(trimmed)
  const same = (texts: ReadonlyArray<string>): boolean => texts.length === exact.length && isPrefix(exact, texts)
  return {
    allows: (words) => words.every((word) => word.exact) && same(words.map((word) => word.text)),
    catches: (words) => guesses(words).some(same),
    fixed: Number.POSITIVE_INFINITY,
    states
  }
}
