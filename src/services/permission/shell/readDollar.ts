import { emptyScript, type Part, type Word } from "./ast.ts"
import { decodeAnsi } from "./ansiQuote.ts"
import type { ShellReader } from "./reader.ts"

/** Where the parts go. */
export interface PartSink {
  text(text: string, quoted: boolean): void
  add(part: Part): void
}

/** Reads text up to `}`; handed in, because such text holds further expansions. */
type ReadFragments = (reader: ShellReader, quoted: boolean) => Word

const plainNumbers = /^[\d\s+\-*/%<>=!&|^~?:,()]*$/

/** Index behind the `))` that closes an arithmetic expansion whose inside starts at `from`; -1 where there is none. */
const arithmeticEnd = (text: string, from: number): number => {
  let open = 0
  for (let at = from; at < text.length; at++) {
    const c = text.charAt(at)
    if (c === "(") open++
    else if (c === ")") {
      if (open > 0) open--
      else return text.charAt(at + 1) === ")" ? at + 2 : -1
    } else if (c === "'" || c === '"' || c === "\\") return -1
  }
  return -1
}

/** Scripts inside an arithmetic expression still run: they are read as parts of their own. */
const readArithmetic = (
  reader: ShellReader,
  sink: PartSink,
  inside: string,
  raw: string,
  readFragments: ReadFragments
): void => {
  const certain = plainNumbers.test(inside)
  sink.add({ _tag: "Arithmetic", certain, raw })
  if (certain) return
  if (/[[\]]/.test(inside)) reader.problem("arithmetic may run what a variable holds")
  if (!/[$`]/.test(inside)) return
  const inner = reader.inner(`${inside}}`)
  if (inner === undefined) return
  for (const part of readFragments(inner, true).parts) if (part._tag === "Substitution") sink.add(part)
}

const harmlessOperator = /^(:?[-+]|%%?|##?|\/\/?|\^\^?|,,?|:\s*\d+(:\s*\d+)?$)/
const harmlessSubscript = /\[(\d+|[@*])\]/y

/** `${…}`. Anything that assigns, fails, is indirect or evaluates its text again is a problem. */
const readBraced = (reader: ShellReader, sink: PartSink, quoted: boolean, readFragments: ReadFragments): void => {
  const from = reader.at
  reader.at += 2
  const length = /#[A-Za-z_0-9@*]/.test(reader.text.slice(reader.at, reader.at + 2))
  if (length) reader.at++
  const indirect = !length && reader.peek() === "!" && reader.peek(1) !== "}"
  if (indirect) reader.at++
  const name = reader.match(/[A-Za-z_][A-Za-z_0-9]*|\d+|[@*#?$!-]/y) ?? ""
  reader.at += name.length
  if (reader.peek() === "[") {
    const subscript = reader.match(harmlessSubscript)
    if (subscript === undefined) reader.problem("a subscript may run what it holds")
    reader.at += subscript?.length ?? 1
  }
  if (reader.peek() === "}" && name !== "") {
    reader.at++
    const raw = reader.text.slice(from, reader.at)
    if (indirect) reader.problem("an expansion is indirect")
    if (length) sink.add({ _tag: "Arithmetic", certain: true, raw })
    else sink.add({ _tag: "Variable", name, quoted, quiet: !indirect, raw })
    return
  }
  const rest = reader.deeper(() => readFragments(reader, quoted), { raw: "", parts: [] })
  const raw = reader.text.slice(from, reader.at)
  if (name === "" || indirect || !harmlessOperator.test(rest.raw))
    reader.problem(`the expansion ${raw.slice(0, 40)} is not understood for certain`)
  if (/^:?=/.test(rest.raw)) reader.findings.assigned.add(name)
  sink.add({ _tag: "Variable", name, quoted, quiet: false, raw })
  for (const part of rest.parts) if (part._tag === "Substitution" || part._tag === "Variable") sink.add(part)
}

/** Reads what a `$` begins: a variable, a substitution, arithmetic, an ANSI-C quote, or the dollar itself. */
export const readDollar = (
  reader: ShellReader,
  sink: PartSink,
  quoted: boolean,
  readFragments: ReadFragments
): void => {
  const from = reader.at
  const next = reader.peek(1)
  if (next === "(") {
    const end = reader.peek(2) === "(" ? arithmeticEnd(reader.text, from + 3) : -1
    if (end > 0) {
      reader.at = end
      readArithmetic(reader, sink, reader.text.slice(from + 3, end - 2), reader.text.slice(from, end), readFragments)
      return
    }
    reader.at += 2
    const script = reader.deeper(() => reader.nested(reader, ")"), emptyScript)
    sink.add({ _tag: "Substitution", script, quoted, raw: reader.text.slice(from, reader.at) })
    return
  }
  if (next === "{") {
    readBraced(reader, sink, quoted, readFragments)
    return
  }
  if (next === "'" && !quoted) {
    const ansi = decodeAnsi(reader.text, from + 2)
    if (!ansi.certain) reader.problem("an escape in $'…' is not understood for certain")
    reader.at = ansi.end
    sink.text("", true)
    sink.text(ansi.text, true)
    return
  }
  if (next === "[" || next === "\\" || (next === '"' && !quoted)) {
    if (next !== "\\" || reader.peek(2) === "\n")
      reader.problem("what follows a dollar sign is not understood for certain")
    sink.text("$", true)
    reader.at++
    return
  }
  const name = variableName(reader)
  /** zsh's ways to expand: `$~name`, `$=name`, `$^name`, `$+name`. */
  if (/[~=^+]/.test(next)) reader.problem("what follows a dollar sign is not understood for certain")
  /** zsh, and bash in some locales, take letters of other alphabets for letters of a name. */
  if (reader.peek(1 + (name?.length ?? 0)) > "\u007f")
    reader.problem("a variable's name may go on with letters that are not plain")
  if (name === undefined) {
    sink.text("$", true)
    reader.at++
    return
  }
  reader.at += 1 + name.length
  sink.add({ _tag: "Variable", name, quoted, quiet: true, raw: `$${name}` })
}

const variableName = (reader: ShellReader): string | undefined => {
  reader.at++
  const name = reader.match(/[A-Za-z_][A-Za-z_0-9]*|\d|[@*#?$!-]/y)
  reader.at--
  return name
}
