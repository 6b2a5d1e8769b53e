import { emptyScript, type Part, type Word } from "./ast.ts"
import { readDollar } from "./readDollar.ts"
import type { ShellReader } from "./reader.ts"

const isMeta = (c: string): boolean =>
  c === " " ||
  c === "\t" ||
  c === "\n" ||
  c === ";" ||
  c === "&" ||
  c === "|" ||
  c === "(" ||
  c === ")" ||
  c === "<" ||
  c === ">"

const control = /[\u0000-\u0008\u000b-\u001f\u007f]/

/** Collects the parts of a word; neighbouring text of one kind becomes one part. */
class Parts {
  readonly list: Array<Part> = []
  private buffer = ""
  private quoted = false

  text(text: string, quoted: boolean): void {
    if (this.quoted !== quoted) this.flush()
    this.quoted = quoted
    this.buffer += text
    /** An empty quoted piece still makes a word. */
    if (quoted && this.buffer === "") this.list.push({ _tag: "Text", text: "", quoted: true })
  }
  add(part: Part): void {
    this.flush()
    this.list.push(part)
  }
  flush(): void {
    if (this.buffer !== "") this.list.push({ _tag: "Text", text: this.buffer, quoted: this.quoted })
    this.buffer = ""
  }
  get empty(): boolean {
    return this.buffer === "" && this.list.length === 0
  }
  get lastUnquoted(): string {
    return this.quoted ? "" : this.buffer.slice(-1)
  }
  get digits(): boolean {
    return this.list.length === 0 && /^\d+$/.test(this.buffer)
  }
}

/** Text in double quotes (or in a here-document, where `closer` is empty), up to the closer. */
const readQuoted = (reader: ShellReader, parts: Parts, closer: string): void => {
  const opened = reader.at
  while (!reader.done) {
    const c = reader.peek()
    if (c === closer) {
      reader.at++
      return
    }
    if (c === "\\") {
      const next = reader.peek(1)
      if (next === "\n") reader.at += 2
      else if (next === "$" || next === "`" || next === "\\" || (next === '"' && closer === '"')) {
        parts.text(next, true)
        reader.at += 2
      } else {
        parts.text("\\", true)
        reader.at++
      }
    } else if (c === "$") readDollar(reader, parts, true, readFragments)
    else if (c === "`") readBackticks(reader, parts, true)
    else {
      const end = nextOf(reader.text, reader.at + 1, closer === "" ? "$`\\" : '$`\\"')
      parts.text(reader.text.slice(reader.at, end), true)
      reader.at = end
    }
  }
  if (closer !== "") reader.problem(`a quote opened at character ${opened} is not closed`)
}

const nextOf = (text: string, from: number, stops: string): number => {
  let at = from
  while (at < text.length && !stops.includes(text.charAt(at))) at++
  return at
}

/** `` `…` ``: the text between is unescaped once and read as a script. */
const readBackticks = (reader: ShellReader, parts: Parts, quoted: boolean): void => {
  const from = reader.at++
  let inside = ""
  while (!reader.done && reader.peek() !== "`") {
    const next = reader.peek(1)
    if (reader.peek() === "\\" && (next === "`" || next === "\\" || next === "$" || (quoted && next === '"')))
      reader.at++
    inside += reader.peek()
    reader.at++
  }
  if (reader.done) reader.problem("a backtick is not closed")
  reader.at++
  const inner = reader.inner(inside)
  const script = inner === undefined ? emptyScript : reader.nested(inner, "")
  parts.add({ _tag: "Substitution", script, quoted, raw: reader.text.slice(from, reader.at) })
}

/** The text of `${name:-…}` and its like, up to the closing brace. */
export const readFragments = (reader: ShellReader, quoted: boolean): Word => {
  const parts = new Parts()
  const from = reader.at
  while (!reader.done && reader.peek() !== "}") readPiece(reader, parts, quoted)
  const raw = reader.text.slice(from, reader.at)
  parts.flush()
  if (reader.done) reader.problem("a brace is not closed")
  reader.at++
  return { raw, parts: parts.list }
}

/** One piece inside or outside quotes; always moves on. */
const readPiece = (reader: ShellReader, parts: Parts, quoted: boolean): void => {
  const c = reader.peek()
  if (c === "\\") {
    const next = reader.peek(1)
    if (next === "\n") {
      if (parts.digits && /[<>]/.test(reader.peek(2))) reader.problem("a line is continued before a redirection")
      reader.at += 2
      return
    }
    if (next === "") reader.problem("it ends in a backslash")
    parts.text(next === "" ? "\\" : next, true)
    reader.at += 2
  } else if (c === "'" && !quoted) {
    const end = reader.text.indexOf("'", reader.at + 1)
    if (end < 0) reader.problem(`a quote opened at character ${reader.at} is not closed`)
    parts.text(reader.text.slice(reader.at + 1, end < 0 ? undefined : end), true)
    reader.at = end < 0 ? reader.text.length : end + 1
  } else if (c === '"') {
    reader.at++
    parts.text("", true)
    readQuoted(reader, parts, '"')
  } else if (c === "$") readDollar(reader, parts, quoted, readFragments)
  else if (c === "`") readBackticks(reader, parts, quoted)
  else {
    if (control.test(c)) reader.problem("it has a control character")
    parts.text(c, quoted)
    reader.at++
  }
}

const readProcess = (reader: ShellReader, parts: Parts): void => {
  const from = reader.at
  if (parts.digits) reader.problem("a process substitution follows a number")
  reader.at += 2
  const script = reader.deeper(() => reader.nested(reader, ")"), emptyScript)
  parts.add({ _tag: "Process", script, raw: reader.text.slice(from, reader.at) })
}

const readTilde = (reader: ShellReader, parts: Parts): void => {
  const user = reader.match(/~([A-Za-z0-9_.+-]*)(?=[/\s;&|()<>]|$)/y)
  if (reader.match(/~[A-Za-z0-9_.+-]*[\\:'"$`]/y) !== undefined)
    reader.problem("what a tilde means here is not certain")
  if (user === undefined) parts.text("~", false)
  else parts.add({ _tag: "Tilde", user: user.slice(1) })
  reader.at += user?.length ?? 1
}

/** Braces count where the word has `{…,…}` or `{…..…}`; a lone `[` is a letter. What does not count becomes text. */
const settleSpecials = (parts: ReadonlyArray<Part>): ReadonlyArray<Part> => {
  if (!parts.some((part) => part._tag === "Brace" || (part._tag === "Glob" && part.text === "["))) return parts
  const marks = parts
    .map((part) => (part._tag === "Brace" ? part.text : part._tag === "Text" && !part.quoted ? part.text : "_"))
    .join("")
  const open = marks.indexOf("{")
  const inside = open < 0 ? "" : marks.slice(open + 1, Math.max(open + 1, marks.lastIndexOf("}")))
  const multiplies = inside.includes(",") || inside.includes("..")
  const lastBracket = parts.reduce(
    (last, part, i) => (part._tag === "Text" && !part.quoted && part.text.includes("]") ? i : last),
    -1
  )
  const out = new Parts()
  parts.forEach((part, i) => {
    if (part._tag === "Brace" && !multiplies) out.text(part.text, false)
    else if (part._tag === "Glob" && part.text === "[" && i > lastBracket) out.text("[", false)
    else if (part._tag === "Text") out.text(part.text, part.quoted)
    else out.add(part)
  })
  out.flush()
  return out.list
}

/** Reads one word; undefined where none begins. */
export const readWord = (reader: ShellReader): Word | undefined => {
  const from = reader.at
  const parts = new Parts()
  let braces = 0
  while (!reader.done) {
    const c = reader.peek()
    if (c === "{") braces++
    if (c === "~" && reader.at > from && /^(''|"")+$/.test(reader.text.slice(from, reader.at)))
      reader.problem("what a tilde means here is not certain")
    /** To zsh it may end a group here. */
    if (c === "}" && --braces < 0 && reader.at > from) reader.problem("a closing brace has no opening one")
    if ((c === "<" || c === ">") && reader.peek(1) === "(") readProcess(reader, parts)
    else if (isMeta(c)) break
    else if (c === "*" || c === "?" || c === "[") {
      parts.add({ _tag: "Glob", text: c })
      reader.at++
    } else if (c === "{" || c === "}" || c === ",") {
      parts.add({ _tag: "Brace", text: c })
      reader.at++
    } else if (c === "~" && (parts.empty || /[=:]/.test(parts.lastUnquoted))) readTilde(reader, parts)
    else readPiece(reader, parts, false)
  }
  if (reader.at === from) return undefined
  if (reader.peek() === "(" && /[?*+@!]$/.test(reader.text.slice(from, reader.at)))
    reader.problem("it has an extended pattern")
  const raw = reader.text.slice(from, reader.at)
  if (reader.pending.length > 0 && raw.includes("\n")) reader.problem("a word runs over the line of a here-document")
  parts.flush()
  return { raw, parts: settleSpecials(parts.list) }
}

/** The body of a here-document as a word: as it is, or with its expansions. */
export const readBody = (reader: ShellReader, text: string, literal: boolean): Word => {
  if (literal) return { raw: text, parts: text === "" ? [] : [{ _tag: "Text", text, quoted: true }] }
  const inner = reader.inner(text)
  if (inner === undefined) return { raw: text, parts: [] }
  const parts = new Parts()
  readQuoted(inner, parts, "")
  parts.flush()
  return { raw: text, parts: parts.list }
}
