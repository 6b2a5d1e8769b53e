import { findWrites } from "../readonly/find.ts"
import { readOptions } from "../readonly/options.ts"
import { readOnlyProgram } from "../readonly/programs.ts"
import { readSed, sedScripts } from "../readonly/sed.ts"
import { programOf, type SimpleCommand } from "../shell/simple.ts"
import { exactly, type Value } from "../shell/values.ts"

const isOption = (value: Value): boolean => value.text.startsWith("-") && value.text !== "-"

const operandsOf = (words: ReadonlyArray<Value>): ReadonlyArray<Value> =>
  words.slice(1).filter((word) => !isOption(word))

/** The value of an option in any of its spellings (`-o x`, `-ox`, `--output x`, `--output=x`). */
export const optionValue = (words: ReadonlyArray<Value>, short: string, long: string): Value | undefined => {
  for (let at = 1; at < words.length; at++) {
    const word = words[at]
    const text = word?.text ?? ""
    if (text === short || text === long) return words[at + 1]
    if (word !== undefined && long !== "" && text.startsWith(`${long}=`))
      return { ...word, text: text.slice(long.length + 1) }
    if (word !== undefined && short !== "" && text.startsWith(short) && !text.startsWith("--"))
      return { ...word, text: text.slice(short.length) }
  }
  return undefined
}

const sedWrites = (words: ReadonlyArray<Value>): ReadonlyArray<Value> => {
  const rules = readOnlyProgram("sed")
  const inPlace = words.some((word) => /^(-[a-zA-Z]*i|--in-place)/.test(word.text))
  const bare = words.filter((word) => !/^(-i|--in-place|-[nErsuz]*i)/.test(word.text))
  const found = rules === undefined ? "" : readOptions(bare, rules)
  if (typeof found === "string") return inPlace ? operandsOf(words).slice(1) : []
  const named = sedScripts(found).flatMap((script) => readSed(script).writes.map(exactly))
  return inPlace ? [...named, ...found.paths] : named
}

type Targets = (words: ReadonlyArray<Value>) => ReadonlyArray<Value | undefined>

const written: ReadonlyMap<string, Targets> = new Map<string, Targets>([
  ["tee", operandsOf],
  ["touch", operandsOf],
  ["truncate", operandsOf],
  ["ed", operandsOf],
  ["ex", operandsOf],
  ["cp", (words) => [optionValue(words, "-t", "--target-directory") ?? operandsOf(words).at(-1)]],
  ["install", (words) => [operandsOf(words).at(-1)]],
  ["ln", (words) => [operandsOf(words).at(-1)]],
  ["rsync", (words) => [operandsOf(words).at(-1)]],
  ["mv", (words) => operandsOf(words)],
  [
    "dd",
    (words) => words.flatMap((word) => (word.text.startsWith("of=") ? [{ ...word, text: word.text.slice(3) }] : []))
  ],
  ["sed", sedWrites],
  ["find", findWrites],
  ["sort", (words) => [optionValue(words, "-o", "--output")]],
  ["curl", (words) => [optionValue(words, "-o", "--output")]],
  ["wget", (words) => [optionValue(words, "-O", "--output-document")]],
  [
    "tar",
    (words) =>
      words.some(({ text }) => /^-?[A-Za-z]*x|^--(extract|get)$/.test(text))
        ? [optionValue(words, "-C", "--directory")]
        : []
  ],
  ["unzip", (words) => [optionValue(words, "-d", "")]],
  ["mkdir", operandsOf],
  ["chmod", (words) => operandsOf(words).slice(1)],
  ["chown", (words) => operandsOf(words).slice(1)],
  ["ssh-keygen", (words) => [optionValue(words, "-f", "")]]
])

/** Everything that a command is known to write, by redirection or by what its program does. */
export const writesOf = (command: SimpleCommand): ReadonlyArray<Value> => {
  const redirected = command.redirections.flatMap(({ kind, target }, i) => {
    if (kind !== "write") return []
    /** zsh's `>! file`: to bash a file named `!`, to zsh the word behind it. */
    const meant = target.text === "!" && i === command.redirections.length - 1 ? command.words.slice(-1) : []
    return [target, ...meant]
  })
  const program = written.get(programOf(command.words))?.(command.words) ?? []
  return [...redirected, ...program.filter((value) => value !== undefined)]
}
