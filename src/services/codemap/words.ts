/** How a language writes comments: what begins one is left out of the words. */
const slashes = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[A-Za-z_$][\w$]{2,}\(?/g
const hashes = /#[^\n]*|[A-Za-z_]\w{2,}\(?/g
const dashes = /--\[\[[\s\S]*?(?:\]\]|$)|--[^\n]*|\{-[\s\S]*?(?:-\}|$)|[A-Za-z_][\w']{2,}\(?/g
const semicolons = /;[^\n]*|"(?:[^"\\]|\\.)*"|[^\s()[\]{}"'`;,]{3,}/g
const percents = /%[^\n]*|[A-Za-z_]\w{2,}\(?/g
const braces = /\(\*[\s\S]*?(?:\*\)|$)|[A-Za-z_][\w']{2,}\(?/g
const dotted = /^[ \t]*[#!][^\n]*|[\w.-]{3,}/gm

const byExtension: Readonly<Record<string, RegExp>> = {
  bash: hashes,
  clj: semicolons,
  cljc: semicolons,
  cljs: semicolons,
  el: semicolons,
  elm: dashes,
  erl: percents,
  ex: hashes,
  exs: hashes,
  hcl: hashes,
  hs: dashes,
  jl: hashes,
  lisp: semicolons,
  lua: dashes,
  m: percents,
  ml: braces,
  mli: braces,
  nim: hashes,
  pl: hashes,
  pm: hashes,
  properties: dotted,
  ps1: hashes,
  py: hashes,
  pyi: hashes,
  r: hashes,
  rake: hashes,
  rb: hashes,
  rkt: semicolons,
  rules: hashes,
  scm: semicolons,
  sh: hashes,
  sql: dashes,
  tf: hashes
}

/** First characters of what a pattern takes that is no word: comments and strings. */
const notWord: ReadonlySet<number> = new Set([...' \t/#-;%({"!'].map((character) => character.charCodeAt(0)))

/** Most different words that are kept of one file: what has more is data. */
const mostWords = 2_000

/** Nobody names a thing longer than this: it is data, or a key that has no business in a cache. */
const longestWord = 60

/** Statements that name what they take from elsewhere. */
const imports = /^[ \t]*(?:import|from|use|using|export(?=\s*\{))\b(?:\{[^}]*\}|\([^)]*\)|[^\n;"'])*/gm

/** What else stands in such statements. */
const grammatical: ReadonlySet<string> = new Set([
  "import",
  "from",
  "use",
  "using",
  "export",
  "type",
  "static",
  "default"
])

/** One word in small letters: as often as not the name of a variable, and then it says nothing of other files. */
const isPlain = (word: string): boolean => /^[a-z\d]+$/.test(word)

/**
 * The words of three letters and more outside of comments that may mean a definition, with their counts: plain ones only
 * where they are called or imported.
 */
export const wordsOf = (text: string, extension: string): ReadonlyMap<string, number> => {
  const pattern = (Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined) ?? slashes
  const words = new Map<string, number>()
  const add = (word: string): void => {
    if (word.length > longestWord) return
    const count = words.get(word)
    if (count !== undefined) words.set(word, count + 1)
    else if (words.size < mostWords) words.set(word, 1)
  }
  for (const found of text.match(pattern) ?? []) {
    if (notWord.has(found.charCodeAt(0))) continue
    const called = found.endsWith("(")
    const word = called ? found.slice(0, -1) : found
    if (called || pattern === semicolons || pattern === dotted || !isPlain(word)) add(word)
  }
  for (const statement of text.match(imports) ?? []) {
    for (const word of statement.match(/\w{3,}/g) ?? []) if (isPlain(word) && !grammatical.has(word)) add(word)
  }
  return words
}
