import { runners, shells, type Wrapper, wrapperOf } from "./wrapperTable.ts"
import { programOf } from "./simple.ts"
import { exactly, type Value } from "./values.ts"

/** Something that a command starts: words of its own, or text for a shell. */
export type Started = { readonly words: ReadonlyArray<Value> } | { readonly text: Value; readonly bash: boolean }

/** What a command starts, and what that means for it. */
export interface Unwrapped {
  readonly started: ReadonlyArray<Started>
  /** The command does nothing but start what it starts. */
  readonly container: boolean
  readonly doubts: ReadonlyArray<string>
  readonly assignments: ReadonlyArray<{ readonly name: string; readonly value: Value }>
  readonly privileged: boolean
  readonly elsewhere: boolean
  readonly open: boolean
  /** What it starts is a guess: looked at for what must not run, and judged by the outer command otherwise. */
  readonly guessed: boolean
}

const nothing: Unwrapped = {
  started: [],
  container: false,
  doubts: [],
  assignments: [],
  privileged: false,
  elsewhere: false,
  open: false,
  guessed: false
}

interface Skipped {
  readonly at: number
  readonly doubts: ReadonlyArray<string>
  readonly scripts: ReadonlyArray<Value>
}

const sliceValue = (value: Value, from: number): Value =>
  value.exact ? exactly(value.text.slice(from)) : { ...value, text: value.text.slice(from) }

/** Passes the options of a wrapper. An option that it does not know is taken for one without a value, and doubted. */
const skipOptions = (words: ReadonlyArray<Value>, wrapper: Wrapper): Skipped => {
  const long = new Set(wrapper.long.split(" "))
  const doubts: Array<string> = []
  const scripts: Array<Value> = []
  let at = 1
  for (; at < words.length; at++) {
    const word = words[at]
    if (word === undefined || !word.text.startsWith("-") || word.text === "-") break
    if (word.text === "--") {
      at++
      break
    }
    if (word.text.startsWith("--")) {
      const equals = word.text.indexOf("=")
      const name = word.text.slice(2, equals < 0 ? undefined : equals)
      const takes = long.has(`${name}=`)
      if (!takes && !long.has(name)) doubts.push(`the option --${name} of ${programOf(words)} is not known`)
      const value = equals >= 0 ? sliceValue(word, equals + 1) : words[at + 1]
      if (takes && /^(command|split-string|run)$/.test(name) && value !== undefined) scripts.push(value)
      if (takes && equals < 0) at++
      continue
    }
    for (let i = 1; i < word.text.length; i++) {
      const letter = word.text.charAt(i)
      if (wrapper.takes.includes(letter)) {
        const attached = i + 1 < word.text.length
        const value = attached ? sliceValue(word, i + 1) : words[at + 1]
        if (wrapper.script === letter && value !== undefined) scripts.push(value)
        if (!attached) at++
        break
      }
      if (!wrapper.flags.includes(letter)) doubts.push(`the option -${letter} of ${programOf(words)} is not known`)
    }
  }
  return { at, doubts, scripts }
}

const assignment = /^[A-Za-z_][A-Za-z_0-9]*=/

const joined = (words: ReadonlyArray<Value>): Value =>
  words.every((word) => word.exact)
    ? exactly(words.map((word) => word.text).join(" "))
    : { ...exactly(words.map((word) => word.text).join(" ")), exact: false, plain: false }

const byWrapper = (words: ReadonlyArray<Value>, wrapper: Wrapper): Unwrapped => {
  const { at: behind, doubts: optionDoubts, scripts } = skipOptions(words, wrapper)
  const doubts = [...optionDoubts]
  const assignments: Array<{ name: string; value: Value }> = []
  let at = behind
  for (; wrapper.assigns && at < words.length; at++) {
    const word = words[at]
    const name = word === undefined ? null : assignment.exec(word.text)
    if (word === undefined || name === null) break
    assignments.push({ name: name[0].slice(0, -1), value: sliceValue(word, name[0].length) })
  }
  at += scripts.length > 0 ? 0 : wrapper.operands
  /** Behind the text of `su -c` and its like stand names of users, not commands. */
  const rest = scripts.length > 0 && wrapper.script === "c" ? [] : words.slice(at)
  if (!wrapper.harmless) doubts.push(`${programOf(words)} changes how it runs`)
  if (programOf(words) === "xargs" && words.slice(0, behind).some((word) => /^(-[^-]*a|--arg-file)/.test(word.text))) {
    doubts.push("xargs reads its words from a file")
  }
  if (behind > 1 && programOf(words) === "env") doubts.push("env changes the environment or directory")
  const started: Array<Started> = scripts.map((text) => ({ text, bash: false }))
  if (rest.length > 0) started.push(wrapper.joined ? { text: joined(rest), bash: false } : { words: rest })
  return {
    ...nothing,
    started,
    container: started.length > 0,
    doubts,
    assignments,
    privileged: wrapper.privileged,
    elsewhere: wrapper.elsewhere,
    open: wrapper.open
  }
}

/** `bash -c TEXT`: a login or plain shell and its text alone; more words and other options are doubted. */
const byShell = (words: ReadonlyArray<Value>): Unwrapped => {
  let at = 1
  let command = false
  const doubts: Array<string> = []
  for (; at < words.length; at++) {
    const text = words[at]?.text ?? ""
    if (!/^[-+]./.test(text)) break
    if (text === "--") {
      at++
      break
    }
    if (/^-[lceux]+$/.test(text)) command = command || text.includes("c")
    else if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(text)) {
      command = true
      doubts.push("an option of the shell is not known to be harmless")
    } else if (!/^--(norc|noprofile|login|posix)$/.test(text)) {
      doubts.push("an option of the shell is not known to be harmless")
      if (/^--(rcfile|init-file)$|^[-+]o$/.test(text)) at++
    }
  }
  const text = words[at]
  if (!command || text === undefined) return nothing
  if (words.length > at + 1) doubts.push("the shell gets further words")
  if (!/^(bash|sh|dash|ash|ksh|zsh|fish)$/.test(programOf(words)))
    doubts.push("the shell reads words in a way of its own")
  return { ...nothing, started: [{ text, bash: programOf(words) === "bash" }], container: true, doubts }
}

const findActions = new Set(["-exec", "-execdir", "-ok", "-okdir"])

const byFind = (words: ReadonlyArray<Value>): Unwrapped => {
  const started: Array<Started> = []
  for (let at = 1; at < words.length; at++) {
    if (!findActions.has(words[at]?.text ?? "")) continue
    let end = at + 1
    while (
      end < words.length &&
      words[end]?.text !== ";" &&
      !(words[end]?.text === "+" && words[end - 1]?.text === "{}")
    )
      end++
    if (end > at + 1) started.push({ words: words.slice(at + 1, end) })
    at = end
  }
  return { ...nothing, started, open: true }
}

const byFd = (words: ReadonlyArray<Value>): Unwrapped => {
  const at = words.findIndex((word) => /^(-[xX]|--exec|--exec-batch)$/.test(word.text))
  return at < 0 || at + 1 >= words.length
    ? nothing
    : { ...nothing, started: [{ words: words.slice(at + 1) }], open: true }
}

/** The words behind `poetry run` and its like: options are skipped, the first two words that could be the command are both tried. */
const byRunner = (words: ReadonlyArray<Value>): Unwrapped => {
  const rest = words.slice(2)
  const dashes = rest.findIndex((word) => word.text === "--")
  if (dashes >= 0) return { ...nothing, started: [{ words: rest.slice(dashes + 1) }], guessed: true }
  const plain = rest.flatMap((word, i) => (word.text.startsWith("-") ? [] : [i])).slice(0, 3)
  return {
    ...nothing,
    started: plain.map((i) => ({ words: rest.slice(i) })),
    guessed: true,
    elsewhere: /^(docker|podman|kubectl)$/.test(programOf(words))
  }
}

/** Git runs these as shell text. */
const byGit = (words: ReadonlyArray<Value>): Unwrapped => {
  const texts = words.map((word) => word.text)
  const at =
    texts[1] === "submodule" && texts[2] === "foreach" ? 3 : texts[1] === "bisect" && texts[2] === "run" ? 3 : 0
  if (at > 0)
    return {
      ...nothing,
      started: [{ text: joined(words.slice(at).filter((word) => word.text !== "--recursive")), bash: false }]
    }
  if (texts[1] !== "rebase" && texts[1] !== "filter-branch" && texts[1] !== "difftool") return nothing
  const option = texts.findIndex((text) => /^(-x|--exec|--(tree|index|env|msg|parent|commit)-filter)$/.test(text))
  const text = option < 0 ? undefined : words[option + 1]
  return text === undefined ? nothing : { ...nothing, started: [{ text, bash: false }] }
}

/** What a command starts, if it is one that starts others. */
export const unwrap = (words: ReadonlyArray<Value>): Unwrapped => {
  const program = programOf(words)
  const second = words[1]?.text ?? ""
  if (program === "command" && /^-[pvV]*[vV]/.test(second)) return nothing
  if (program === "find") return byFind(words)
  if (program === "fd" || program === "fdfind") return byFd(words)
  if (program === "git") return byGit(words)
  if (shells.has(program)) return byShell(words)
  if (program === "eval")
    return words.length < 2
      ? nothing
      : { ...nothing, started: [{ text: joined(words.slice(1)), bash: true }], container: true }
  if (program === "trap" && words.length > 2 && words[1] !== undefined)
    return { ...nothing, started: [{ text: words[1], bash: true }] }
  if (runners.get(program)?.includes(second) === true) return byRunner(words)
  const wrapper = wrapperOf(program)
  return wrapper === undefined ? nothing : byWrapper(words, wrapper)
}
