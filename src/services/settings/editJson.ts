import { getNodeValue, type Node, parseTree } from "jsonc-parser"
import { appended, applySplices, indentAt, indentUnit, lineBreak, nest, type Splice, startsLine } from "./splice.ts"

const endOf = (node: Node): number => node.offset + node.length

const parse = (text: string): Node | undefined =>
  parseTree(text, [], { allowTrailingComma: true, disallowComments: false })

const propertyOf = (node: Node, name: string): Node | undefined =>
  node.type === "object" ? node.children?.findLast((property) => property.children?.[0]?.value === name) : undefined

/** Passes white space and comments; with `sameLine` only as far as the line goes. */
const skip = (text: string, from: number, sameLine: boolean): number => {
  let at = from
  for (;;) {
    const rest = text.slice(at)
    const found = (sameLine ? /^([ \t]+|\/\/[^\n\r]*|\/\*[^\n]*?\*\/)/ : /^(\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/).exec(
      rest
    )
    if (found === null) return at
    at += found[0].length
  }
}

/** Adds a property or an element at the end of an object or list, in the style that it is written in. */
const insert = (text: string, container: Node, key: string | undefined, value: unknown): ReadonlyArray<Splice> => {
  const last = container.children?.at(-1)
  const body = text.slice(container.offset, endOf(container))
  const inline = last !== undefined && !body.includes("\n")
  const label = (gap: string) => (key === undefined ? "" : `${JSON.stringify(key)}:${gap}`)
  if (inline) {
    const gap = /[:,]\s/.test(body) ? " " : ""
    return [{ offset: endOf(last), length: 0, text: `,${gap}${label(gap)}${JSON.stringify(value)}` }]
  }
  const eol = lineBreak(text)
  const unit = indentUnit(text)
  const outer = indentAt(text, container.offset)
  const indent = last !== undefined && startsLine(text, last.offset) ? indentAt(text, last.offset) : outer + unit
  const rendered = JSON.stringify(value, null, unit).split("\n").join(`${eol}${indent}`)
  const line = `${eol}${indent}${label(" ")}${rendered}`
  if (last === undefined) {
    const blank = body.slice(1, -1).trim() === ""
    if (blank) return [{ offset: container.offset + 1, length: container.length - 2, text: `${line}${eol}${outer}` }]
    return [{ offset: skip(text, container.offset + 1, true), length: 0, text: line }]
  }
  const comma = skip(text, endOf(last), false)
  const trailing = text[comma] === ","
  const at = skip(text, trailing ? comma + 1 : endOf(last), true)
  const splice = { offset: at, length: 0, text: trailing ? `${line},` : line }
  return trailing ? [splice] : [{ offset: endOf(last), length: 0, text: "," }, splice]
}

/** Takes a property out with its comma, and its line where nothing else stands there but a comment on it. */
const remove = (text: string, container: Node, property: Node): ReadonlyArray<Splice> => {
  const after = skip(text, endOf(property), false)
  const followed = text[after] === ","
  const index = container.children?.indexOf(property) ?? 0
  const before = container.children?.[index - 1]
  const end = followed ? after + 1 : endOf(property)
  const lineEnd = skip(text, end, true)
  const ownLine = startsLine(text, property.offset) && (lineEnd === text.length || /[\r\n]/.test(text[lineEnd] ?? ""))
  const start = ownLine ? text.lastIndexOf("\n", property.offset - 1) : property.offset
  const from = ownLine && text[start - 1] === "\r" ? start - 1 : start
  const gap = ownLine || !followed ? 0 : (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0)
  const cut = { offset: from, length: (ownLine ? lineEnd : end + gap) - from, text: "" }
  if (followed || before === undefined) return [cut]
  const comma = skip(text, endOf(before), false)
  if (text[comma] !== "," || comma >= from) return [cut]
  return ownLine
    ? [{ offset: comma, length: 1, text: "" }, cut]
    : [{ offset: comma, length: cut.offset + cut.length - comma, text: "" }]
}

/**
 * Sets the value at a path of a JSON text (comments allowed), or takes it out where it is undefined. Nothing else changes:
 * order, comments, indentation, line ends and spaces stay.
 */
export const editJson = (source: string, path: ReadonlyArray<string>, value: unknown): string => {
  const text = source.trim() === "" && value !== undefined ? `${source}{}\n` : source
  const root = parse(text)
  if (root === undefined)
    return value === undefined
      ? source
      : applySplices(text, [
          { offset: text.length, length: 0, text: `${JSON.stringify(nest(path, value), null, 2)}\n` }
        ])
  let node = root
  for (const [depth, name] of path.entries()) {
    const property = propertyOf(node, name)
    const child = property?.children?.[1]
    if (property === undefined || child === undefined) {
      if (value === undefined) return source
      const rest = nest(path.slice(depth + 1), value)
      if (node.type === "object") return applySplices(text, insert(text, node, name, rest))
      return applySplices(text, [replacement(text, node, nest([name], rest))])
    }
    if (depth === path.length - 1 && value === undefined) return applySplices(text, remove(text, node, property))
    node = child
  }
  const more = appended(getNodeValue(node), value) ?? []
  if (more.length === 0) return applySplices(text, [replacement(text, node, value)])
  return more.reduce<string>((current, item) => {
    const tree = parse(current)
    const list = tree === undefined ? undefined : at(tree, path)
    return list === undefined ? current : applySplices(current, insert(current, list, undefined, item))
  }, text)
}

const at = (root: Node, path: ReadonlyArray<string>): Node | undefined =>
  path.reduce<Node | undefined>(
    (node, name) => (node === undefined ? undefined : propertyOf(node, name)?.children?.[1]),
    root
  )

const replacement = (text: string, node: Node, value: unknown): Splice => {
  const inline = !text.includes("\n")
  const indent = indentAt(text, node.offset)
  const eol = lineBreak(text)
  const rendered = inline
    ? JSON.stringify(value)
    : JSON.stringify(value, null, indentUnit(text)).split("\n").join(`${eol}${indent}`)
  return { offset: node.offset, length: node.length, text: rendered }
}
