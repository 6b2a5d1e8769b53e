import type { AndOr, Assignment, Node, Pipeline, ReadLine, Redirection, Script, Word } from "./ast.ts"
import { emptyScript } from "./ast.ts"
import { readCompound } from "./readCompound.ts"
import { ShellReader } from "./reader.ts"
import { readBody, readWord } from "./readWord.ts"

/** Spaces, tabs, continued lines and comments; with `lines`, newlines as well. */
export const skipBlanks = (reader: ShellReader, lines: boolean): void => {
  while (!reader.done) {
    const c = reader.peek()
    if (c === " " || c === "\t") reader.at++
    else if (c === "\\" && reader.peek(1) === "\n") reader.at += 2
    else if (c === "\n" && lines) takeNewline(reader)
    else if (c === "#") {
      const end = reader.text.indexOf("\n", reader.at)
      reader.at = end < 0 ? reader.text.length : end
    } else return
  }
}

/** Passes a newline; the bodies of here-documents begin behind it. */
const takeNewline = (reader: ShellReader): void => {
  reader.at++
  const pending = reader.pending
  reader.pending = []
  for (const body of pending) {
    let text = ""
    let closed = false
    while (!reader.done && !closed) {
      const end = reader.text.indexOf("\n", reader.at)
      const line = reader.text.slice(reader.at, end < 0 ? undefined : end)
      const bare = body.stripTabs ? line.replace(/^\t+/, "") : line
      reader.at = end < 0 ? reader.text.length : end + 1
      if (bare === body.delimiter) closed = true
      else text += `${bare}\n`
    }
    if (!closed) reader.problem(`the here-document is not closed by ${body.delimiter.slice(0, 40)}`)
    body.deliver(readBody(reader, text, body.literal))
  }
}

const operators = /(\d*|\{[A-Za-z_][A-Za-z_0-9]*\})(&>>|&>|<<<|<<-|<<|<>|<&|>>|>&|>\||<|>)/y

/** A redirection, where one stands here. */
export const readRedirection = (reader: ShellReader): Redirection | undefined => {
  const found = reader.match(operators)
  if (found === undefined) return undefined
  const operator = found.replace(/^(\d+|\{\w+\})/, "")
  const descriptor = found.slice(0, found.length - operator.length)
  if (operator.startsWith("&") && descriptor !== "") return undefined
  if (
    (operator === "<" || operator === ">") &&
    reader.text.charAt(reader.at + found.length) === "(" &&
    descriptor === ""
  )
    return undefined
  reader.at += found.length
  if (descriptor.startsWith("{")) reader.problem("a redirection opens a descriptor by name")
  /** To other shells than bash its last digit alone is the number, and the others are a word. */
  if (/^\d\d/.test(descriptor)) reader.problem("a redirection's number has more than one digit")
  if (/^\\\n[&<>|(-]/.test(reader.text.slice(reader.at, reader.at + 3)))
    reader.problem("a line is continued inside an operator")
  skipBlanks(reader, false)
  const target = readWord(reader)
  if (target === undefined) {
    reader.problem("a redirection names no file")
    return undefined
  }
  if (operator !== "<<" && operator !== "<<-") return { operator, descriptor, target }
  return readHeredoc(reader, operator, descriptor, target)
}

const readHeredoc = (reader: ShellReader, operator: string, descriptor: string, target: Word): Redirection => {
  const literal =
    target.raw !== target.parts.map((part) => (part._tag === "Text" && !part.quoted ? part.text : "")).join("")
  if (target.parts.some((part) => part._tag !== "Text") || target.raw.includes("\n")) {
    reader.problem("the end of a here-document is not understood for certain")
  }
  const redirection: { operator: string; descriptor: string; target: Word; body?: Word } = {
    operator,
    descriptor,
    target
  }
  reader.pending.push({
    delimiter: target.parts.map((part) => (part._tag === "Text" ? part.text : "")).join(""),
    literal,
    stripTabs: operator === "<<-",
    deliver: (body) => {
      redirection.body = body
    }
  })
  return redirection
}

/** Redirections behind a compound command. */
export const readRedirections = (reader: ShellReader): ReadonlyArray<Redirection> => {
  const found: Array<Redirection> = []
  while (true) {
    skipBlanks(reader, false)
    const next = readRedirection(reader)
    if (next === undefined) return found
    found.push(next)
  }
}

const assignmentStart = /^([A-Za-z_][A-Za-z_0-9]*)\+?=/

/** `NAME=value` as a prefix; the name must stand outside quotes. */
const asAssignment = (reader: ShellReader, word: Word): Assignment | undefined => {
  const first = word.parts[0]
  if (first?._tag === "Text" && !first.quoted) {
    const name = assignmentStart.exec(first.text)
    if (name !== null) {
      const rest = first.text.slice(name[0].length)
      const value = { raw: word.raw.slice(name[0].length), parts: [{ ...first, text: rest }, ...word.parts.slice(1)] }
      return { name: name[1] ?? "", value }
    }
    if (/^[A-Za-z_]\w*\[/.test(word.raw) && word.raw.includes("]="))
      reader.problem("an element of an array is assigned")
  }
  return undefined
}

/** The words of `name=(…)`: what they expand may run, the array itself is never relied on. */
const readArray = (reader: ShellReader, name: string): Assignment => {
  reader.problem("an array is assigned")
  reader.at++
  const parts = []
  while (!reader.done && reader.peek() !== ")") {
    skipBlanks(reader, true)
    const word = readWord(reader)
    if (word !== undefined) parts.push(...word.parts)
    else if (reader.peek() !== ")") reader.at++
  }
  reader.at++
  return { name, value: { raw: "(…)", parts } }
}

const readSimple = (reader: ShellReader): Node => {
  const assignments: Array<Assignment> = []
  const words: Array<Word> = []
  const redirections: Array<Redirection> = []
  while (true) {
    skipBlanks(reader, false)
    const redirection = readRedirection(reader)
    if (redirection !== undefined) {
      redirections.push(redirection)
      continue
    }
    if (reader.peek() === "(" && words.length === 1 && /^\(\s*\)/.test(reader.text.slice(reader.at, reader.at + 8))) {
      reader.at = reader.text.indexOf(")", reader.at) + 1
      skipBlanks(reader, true)
      return { _tag: "Definition", name: words[0]?.raw ?? "", body: readCommand(reader), redirections: [] }
    }
    const word = readWord(reader)
    if (word === undefined) break
    const assignment = words.length === 0 ? asAssignment(reader, word) : undefined
    if (assignment === undefined) words.push(word)
    else {
      reader.findings.assigned.add(assignment.name)
      const array = assignment.value.raw === "" && reader.peek() === "("
      assignments.push(array ? readArray(reader, assignment.name) : assignment)
    }
  }
  return { _tag: "Simple", assignments, words, redirections }
}

/** One command, simple or compound; undefined where none begins. */
const readCommand = (reader: ShellReader): Node | undefined => {
  skipBlanks(reader, false)
  const compound = readCompound(reader, { readList, readCommand, readRedirections, skipBlanks })
  if (compound !== undefined) return compound
  const from = reader.at
  const simple = readSimple(reader)
  return reader.at === from ? undefined : simple
}

const readPipeline = (reader: ShellReader): Pipeline => {
  const nodes: Array<Node> = []
  let timed = false
  while (true) {
    skipBlanks(reader, false)
    const prefix = reader.match(/(!|time(\s+-p)?)(?=\s)/y)
    if (prefix === undefined) break
    if (prefix !== "!") timed = true
    reader.at += prefix.length
  }
  while (true) {
    const node = readCommand(reader)
    if (node === undefined) {
      if (nodes.length > 0 || !timed) reader.problem(`a command is missing at character ${reader.at}`)
      return { timed, nodes }
    }
    nodes.push(node)
    skipBlanks(reader, false)
    const pipe = reader.match(/\|&?(?!\|)/y)
    if (pipe === undefined) return { timed, nodes }
    reader.at += pipe.length
    if (pipe === "|&" && reader.peek() === "&") reader.problem("operators stand side by side")
    noSplitOperator(reader)
    skipBlanks(reader, true)
  }
}

/** `&` or `|`, a continued line, then more of an operator: shells join them. */
const noSplitOperator = (reader: ShellReader): void => {
  if (/^(\\\n)+[&|<>;(]/.test(reader.text.slice(reader.at, reader.at + 5)))
    reader.problem("a line is continued inside an operator")
}

const readAndOr = (reader: ShellReader): AndOr => {
  const first = readPipeline(reader)
  const rest: Array<{ operator: "&&" | "||"; pipeline: Pipeline }> = []
  while (true) {
    skipBlanks(reader, false)
    const operator = reader.startsWith("&&") ? "&&" : reader.startsWith("||") ? "||" : undefined
    if (operator === undefined) return { first, rest, background: false }
    reader.at += 2
    noSplitOperator(reader)
    skipBlanks(reader, true)
    rest.push({ operator, pipeline: readPipeline(reader) })
  }
}

/** Commands up to a closer: `)`, a reserved word that ends a part of a compound command, `;;`, or the end of the text. */
function readList(reader: ShellReader, stop: (reader: ShellReader) => boolean): Script {
  const items: Array<AndOr> = []
  while (true) {
    skipBlanks(reader, true)
    if (reader.done || stop(reader)) return { items }
    const from = reader.at
    const item = readAndOr(reader)
    if (reader.at === from) {
      reader.problem(`${JSON.stringify(reader.peek())} at character ${reader.at} is not understood`)
      reader.at++
      continue
    }
    skipBlanks(reader, false)
    const c = reader.peek()
    const background = c === "&"
    items.push(background ? { ...item, background } : item)
    if (stop(reader)) return { items }
    if (c === ";" || c === "&") {
      reader.at++
      noSplitOperator(reader)
    } else if (c !== "\n" && !reader.done)
      reader.problem(`${JSON.stringify(c)} at character ${reader.at} is not understood`)
  }
}

const nested = (reader: ShellReader, closer: ")" | ""): Script => {
  const outer = reader.pending
  reader.pending = []
  const script = readList(reader, (r) => closer === ")" && r.peek() === ")")
  if (reader.pending.length > 0) reader.problem("a here-document has no body")
  reader.pending = outer
  if (closer === ")") {
    if (reader.done) reader.problem("a parenthesis is not closed")
    reader.at++
  }
  return script
}

const unseen = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\u115f\u1160\u3164\uffa0\u0085]|(?! )\p{Zs}/u
const control = /[\u0000-\u0008\u000b-\u001f\u007f]/

/** What in the bare text makes it uncertain, whatever the grammar says. */
const textProblems = (text: string): ReadonlyArray<string> => [
  ...(text.trim() === "" ? ["it is empty"] : []),
  ...(text.includes("\u0000") ? ["it has a NUL character"] : control.test(text) ? ["it has a control character"] : []),
  ...(unseen.test(text) ? ["it has a character that cannot be seen or looks like a blank"] : [])
]

/** Reads a command line as bash would. Never fails: what it does not understand for certain is listed in `problems`. */
export const readScript = (text: string): ReadLine => {
  const findings = { problems: [...textProblems(text)], assigned: new Set<string>() }
  const reader = new ShellReader(text, 0, findings, nested)
  const script = text === "" ? emptyScript : nested(reader, "")
  return {
    script,
    problems: findings.problems,
    assigned: findings.assigned,
    moves: /\b(cd|chdir|pushd|popd)\b/.test(text)
  }
}
