import type { Clause, Node, Redirection, Script, Word } from "./ast.ts"
import { emptyScript } from "./ast.ts"
import type { ShellReader } from "./reader.ts"
import { readWord } from "./readWord.ts"

/** What a compound command is made of; handed in, because commands hold compound commands. */
export interface Grammar {
  readonly readList: (reader: ShellReader, stop: (reader: ShellReader) => boolean) => Script
  readonly readCommand: (reader: ShellReader) => Node | undefined
  readonly readRedirections: (reader: ShellReader) => ReadonlyArray<Redirection>
  readonly skipBlanks: (reader: ShellReader, lines: boolean) => void
}

const reserved =
  /(?:if|then|elif|else|fi|while|until|for|select|do|done|case|esac|in|function|coproc|\{|\}|\[\[)(?=[\s;&|()<>]|$)/y

const isWord = (reader: ShellReader, ...words: ReadonlyArray<string>): boolean => {
  const found = reader.match(reserved)
  return found !== undefined && words.includes(found)
}

/** Passes the reserved word, or notes that it is missing. */
const expect = (reader: ShellReader, grammar: Grammar, word: string): void => {
  grammar.skipBlanks(reader, true)
  if (isWord(reader, word)) reader.at += word.length
  else reader.problem(`"${word}" is missing`)
}

const part = (reader: ShellReader, grammar: Grammar, ...ends: ReadonlyArray<string>): Script =>
  reader.deeper(() => grammar.readList(reader, (r) => isWord(r, ...ends) || r.peek() === ")"), emptyScript)

const readIf = (reader: ShellReader, grammar: Grammar): Node => {
  const clauses: Array<Clause> = []
  let otherwise: Script | undefined
  do {
    reader.at += reader.startsWith("elif") ? 4 : 2
    const test = part(reader, grammar, "then")
    expect(reader, grammar, "then")
    clauses.push({ test, body: part(reader, grammar, "elif", "else", "fi") })
  } while (isWord(reader, "elif"))
  if (isWord(reader, "else")) {
    reader.at += 4
    otherwise = part(reader, grammar, "fi")
  }
  expect(reader, grammar, "fi")
  return { _tag: "If", clauses, otherwise, redirections: grammar.readRedirections(reader) }
}

const readLoop = (reader: ShellReader, grammar: Grammar): Node => {
  reader.at += 5
  const test = part(reader, grammar, "do")
  return { _tag: "Loop", test, body: readBody(reader, grammar), redirections: grammar.readRedirections(reader) }
}

const readBody = (reader: ShellReader, grammar: Grammar): Script => {
  expect(reader, grammar, "do")
  const body = part(reader, grammar, "done")
  expect(reader, grammar, "done")
  return body
}

const readFor = (reader: ShellReader, grammar: Grammar): Node => {
  if (reader.startsWith("select")) reader.problem("a menu waits for somebody to choose")
  reader.at += reader.startsWith("for") ? 3 : 6
  grammar.skipBlanks(reader, false)
  const name = reader.match(/[A-Za-z_]\w*/y) ?? ""
  reader.at += name.length
  if (name === "") {
    reader.problem("the head of a loop is not understood")
    while (!reader.done && !isWord(reader, "do")) reader.at++
  }
  grammar.skipBlanks(reader, true)
  let words: Array<Word> | undefined
  if (isWord(reader, "in")) {
    reader.at += 2
    words = []
    while (true) {
      grammar.skipBlanks(reader, false)
      const word = readWord(reader)
      if (word === undefined) break
      words.push(word)
    }
  }
  if (reader.peek() === ";") reader.at++
  const body = readBody(reader, grammar)
  return { _tag: "For", name, words, body, redirections: grammar.readRedirections(reader) }
}

const readPatterns = (reader: ShellReader, grammar: Grammar): ReadonlyArray<Word> => {
  const patterns: Array<Word> = []
  if (reader.peek() === "(") reader.at++
  while (true) {
    grammar.skipBlanks(reader, false)
    const word = readWord(reader)
    if (word !== undefined) patterns.push(word)
    grammar.skipBlanks(reader, false)
    if (reader.peek() !== "|") break
    reader.at++
  }
  if (reader.peek() === ")") reader.at++
  else reader.problem("a pattern of a case is not understood")
  return patterns
}

const readCase = (reader: ShellReader, grammar: Grammar): Node => {
  reader.at += 4
  grammar.skipBlanks(reader, false)
  const word = readWord(reader) ?? { raw: "", parts: [] }
  expect(reader, grammar, "in")
  const clauses: Array<{ patterns: ReadonlyArray<Word>; body: Script }> = []
  while (true) {
    grammar.skipBlanks(reader, true)
    if (reader.done || isWord(reader, "esac") || reader.peek() === ";" || reader.peek() === "&") break
    const from = reader.at
    const patterns = readPatterns(reader, grammar)
    const body = reader.deeper(
      () => grammar.readList(reader, (r) => isWord(r, "esac") || r.startsWith(";;") || r.startsWith(";&")),
      emptyScript
    )
    clauses.push({ patterns, body })
    const end = reader.match(/;;&|;;|;&/y)
    reader.at += end?.length ?? 0
    if (reader.at === from) break
  }
  expect(reader, grammar, "esac")
  return { _tag: "Case", word, clauses, redirections: grammar.readRedirections(reader) }
}

/** `[[ … ]]`: its words. Operators that compare patterns or evaluate text are left to the judge. */
const readTest = (reader: ShellReader, grammar: Grammar): Node => {
  reader.at += 2
  const words: Array<Word> = []
  while (!reader.done) {
    grammar.skipBlanks(reader, true)
    if (reader.match(/\]\](?=[\s;&|()<>]|$)/y) !== undefined) {
      reader.at += 2
      return { _tag: "Test", words, redirections: grammar.readRedirections(reader) }
    }
    const operator = reader.match(/&&|\|\||[()<>]/y)
    if (operator !== undefined && !/[<>]\(/.test(reader.text.slice(reader.at, reader.at + 2))) {
      reader.at += operator.length
      words.push({ raw: operator, parts: [{ _tag: "Text", text: operator, quoted: false }] })
      continue
    }
    const word = readWord(reader)
    if (word === undefined) {
      reader.problem("a test is not understood")
      reader.at++
    } else words.push(word)
  }
  reader.problem("a test is not closed")
  return { _tag: "Test", words, redirections: [] }
}

const readSubshell = (reader: ShellReader, grammar: Grammar): Node => {
  const close = reader.match(/\(\(([\d\s+\-*/%<>=!&|^~?:,A-Za-z_]*)\)\)(?=[\s;&|)]|$)/y)
  if (close !== undefined) {
    reader.at += close.length
    return {
      _tag: "Calculation",
      word: { raw: close, parts: [{ _tag: "Arithmetic", certain: !/[A-Za-z_]/.test(close), raw: close }] },
      redirections: grammar.readRedirections(reader)
    }
  }
  if (reader.startsWith("((")) reader.problem("arithmetic is not understood for certain")
  reader.at++
  const body = reader.deeper(() => reader.nested(reader, ")"), emptyScript)
  return { _tag: "Group", subshell: true, body, redirections: grammar.readRedirections(reader) }
}

/** A compound command, where one stands here. */
export const readCompound = (reader: ShellReader, grammar: Grammar): Node | undefined => {
  if (reader.peek() === "(") return readSubshell(reader, grammar)
  const word = reader.match(reserved)
  switch (word) {
    case "if":
      return readIf(reader, grammar)
    case "while":
    case "until":
      return readLoop(reader, grammar)
    case "for":
    case "select":
      return readFor(reader, grammar)
    case "case":
      return readCase(reader, grammar)
    case "[[":
      return readTest(reader, grammar)
    case "{": {
      reader.at += 1
      const body = part(reader, grammar, "}")
      expect(reader, grammar, "}")
      return { _tag: "Group", subshell: false, body, redirections: grammar.readRedirections(reader) }
    }
    case "function": {
      reader.at += 8
      grammar.skipBlanks(reader, false)
      const name = readWord(reader)?.raw ?? ""
      grammar.skipBlanks(reader, false)
      const parentheses = reader.match(/\(\s*\)/y)
      reader.at += parentheses?.length ?? 0
      grammar.skipBlanks(reader, true)
      return { _tag: "Definition", name, body: grammar.readCommand(reader), redirections: [] }
    }
    case "coproc": {
      reader.problem("a co-process runs on by itself")
      reader.at += 6
      grammar.skipBlanks(reader, false)
      return grammar.readCommand(reader)
    }
    case undefined:
      return undefined
    default:
      reader.problem(`"${word}" stands where no command can`)
      reader.at += word.length
      return { _tag: "Simple", assignments: [], words: [], redirections: [] }
  }
}
