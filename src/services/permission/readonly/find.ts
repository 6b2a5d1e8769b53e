import type { Value } from "../shell/values.ts"

/** Tests and actions of GNU find 4.9 that only look or print. The number is how many words follow. */
const expressions: ReadonlyMap<string, number> = new Map([
  ...[
    "print",
    "print0",
    "ls",
    "prune",
    "quit",
    "depth",
    "d",
    "xdev",
    "mount",
    "daystart",
    "empty",
    "true",
    "false",
    "nouser",
    "nogroup",
    "readable",
    "writable",
    "executable",
    "noleaf",
    "not",
    "a",
    "and",
    "o",
    "or",
    "ignore_readdir_race",
    "warn",
    "nowarn"
  ].map((name) => [`-${name}`, 0] as const),
  ...[
    "name",
    "iname",
    "path",
    "ipath",
    "wholename",
    "iwholename",
    "regex",
    "iregex",
    "type",
    "xtype",
    "size",
    "mtime",
    "mmin",
    "ctime",
    "cmin",
    "atime",
    "amin",
    "maxdepth",
    "mindepth",
    "perm",
    "user",
    "group",
    "uid",
    "gid",
    "links",
    "inum",
    "lname",
    "ilname",
    "regextype",
    "fstype",
    "used",
    "printf"
  ].map((name) => [`-${name}`, 1] as const)
])

/** These take a path that is looked at. */
const withPath = new Set(["-newer", "-anewer", "-cnewer", "-samefile"])

/** The places where find starts, or why it is not certain that it only looks. */
export const readFind = (words: ReadonlyArray<Value>): { readonly paths: ReadonlyArray<Value> } | string => {
  const paths: Array<Value> = []
  let at = 1
  while (words[at]?.text === "-P" || /^-O[0-3]$/.test(words[at]?.text ?? "")) at++
  for (; at < words.length; at++) {
    const word = words[at]
    if (word === undefined || /^[-(!,)]/.test(word.text)) break
    paths.push(word)
  }
  for (; at < words.length; at++) {
    const word = words[at]
    if (word === undefined || !word.exact)
      return `what ${word?.raw.slice(0, 60)} stands for is not known before it runs`
    if (word.text === "(" || word.text === ")" || word.text === "!" || word.text === ",") continue
    const follow = withPath.has(word.text) || /^-newer[acm][cmt]$/.test(word.text) ? 1 : expressions.get(word.text)
    if (follow === undefined) return `${word.text} of find is not known to be harmless`
    if (follow === 0) continue
    at++
    const value = words[at]
    if (value === undefined || !value.exact) return `the value of ${word.text} is not known before it runs`
    if (value.text.startsWith("-") && !/^-\d/.test(value.text) && word.text !== "-perm")
      return `${value.text} may be read as an action of find`
    if (withPath.has(word.text) || (/^-newer..?$/.test(word.text) && !word.text.endsWith("t"))) paths.push(value)
  }
  return { paths }
}

/** Files that find's actions write (`-fprint` and its like). */
export const findWrites = (words: ReadonlyArray<Value>): ReadonlyArray<Value> =>
  words.flatMap((word, at) => {
    const target = words[at + 1]
    return /^-(fls|fprint0?|fprintf)$/.test(word.text) && target !== undefined ? [target] : []
  })
