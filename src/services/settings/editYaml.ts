import { Predicate } from "effect"
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap
} from "yaml"
import { appended, applySplices, lineBreak, nest, type Splice } from "./splice.ts"

type Item = Pair<unknown, unknown>

const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key)
const itemOf = (map: YAMLMap, name: string): Item | undefined => map.items.findLast(({ key }) => keyText(key) === name)

const rangeOf = (node: unknown): readonly [number, number, number] | undefined =>
  node !== null && typeof node === "object" && "range" in node ? ((node as Node).range ?? undefined) : undefined

/** A value on one line. */
const flow = (value: unknown): string => {
  if (typeof value !== "string") return JSON.stringify(value)
  return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd()
}

/** A key and its value on lines of their own, each with the indentation. */
const block = (name: string, value: unknown, indent: string, eol: string): string =>
  stringify(nest([name], value), { lineWidth: 0, blockQuote: false, indent: 2 })
    .trimEnd()
    .split("\n")
    .map((line) => indent + line)
    .join(eol)

const columnIndent = (text: string, offset: number): string | undefined => {
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset)
  return before.trim() === "" ? before : undefined
}

/** Where the line of the last character before `offset` ends, its comment included. */
const lineEndAfter = (text: string, offset: number): number => {
  const from = text[offset - 1] === "\n" ? offset - 1 : offset
  const end = text.indexOf("\n", from)
  return end === -1 ? text.length : text[end - 1] === "\r" ? end - 1 : end
}

const endOfItem = (item: Item): number | undefined => (rangeOf(item.value) ?? rangeOf(item.key))?.[1]

/** The end of the last line that belongs to an item; blank lines after it stay outside. */
const lastLineOf = (text: string, item: Item): number | undefined => {
  const end = endOfItem(item)
  if (end === undefined) return undefined
  const start = rangeOf(item.key)?.[0] ?? 0
  return lineEndAfter(text, start + text.slice(start, end).trimEnd().length)
}

const insert = (text: string, map: YAMLMap, name: string, value: unknown): ReadonlyArray<Splice> | undefined => {
  const [first] = map.items
  const last = map.items.at(-1)
  const start = rangeOf(first?.key)?.[0]
  const end = last === undefined ? undefined : lastLineOf(text, last)
  const indent = start === undefined ? undefined : columnIndent(text, start)
  if (map.flow === true || indent === undefined || end === undefined) return undefined
  const eol = lineBreak(text)
  return [{ offset: end, length: 0, text: `${eol}${block(name, value, indent, eol)}` }]
}

const remove = (text: string, map: YAMLMap, item: Item): ReadonlyArray<Splice> | undefined => {
  const start = rangeOf(item.key)?.[0]
  const end = lastLineOf(text, item)
  if (map.flow === true || start === undefined || end === undefined || columnIndent(text, start) === undefined)
    return undefined
  const from = text.lastIndexOf("\n", start - 1) + 1
  const next = text.startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, text.length)
  return [{ offset: from, length: next - from, text: "" }]
}

const replace = (text: string, item: Item, value: unknown): ReadonlyArray<Splice> | undefined => {
  const node = item.value
  const range = rangeOf(node)
  if (range === undefined) return undefined
  const [start, end] = range
  const old: unknown = isScalar(node) ? node.value : isMap(node) || isSeq(node) ? node.toJSON() : undefined
  if (isSeq(node) && node.flow !== true) {
    const more = appended(old, value)
    const indent = columnIndent(text, start)
    const last = rangeOf(node.items.at(-1))
    if (more === undefined || indent === undefined || last === undefined) return undefined
    const eol = lineBreak(text)
    const lines = more.map((one) => `${eol}${indent}- ${flow(one)}`).join("")
    return [{ offset: lineEndAfter(text, last[1]), length: 0, text: lines }]
  }
  const simple = isScalar(node)
    ? node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED"
    : (isMap(node) || isSeq(node)) && node.flow === true
  if (!simple) return undefined
  return [{ offset: start, length: end - start, text: start === end ? ` ${flow(value)}` : flow(value) }]
}

const splices = (
  text: string,
  document: Document,
  path: ReadonlyArray<string>,
  value: unknown
): ReadonlyArray<Splice> | undefined => {
  let map: unknown = document.contents
  for (const [depth, name] of path.entries()) {
    if (!isMap(map)) return undefined
    const item = itemOf(map, name)
    if (item === undefined)
      return value === undefined ? [] : insert(text, map, name, nest(path.slice(depth + 1), value))
    if (depth === path.length - 1) return value === undefined ? remove(text, map, item) : replace(text, item, value)
    map = item.value
  }
  return undefined
}

/**
 * Sets the value at a path of a YAML text, or takes it out where it is undefined. Lines that it does not touch stay as they
 * are; only where the place is written in a way that cannot be edited in place is the document laid out anew, comments kept.
 */
export const editYaml = (source: string, path: ReadonlyArray<string>, value: unknown): string => {
  const options = { uniqueKeys: false, prettyErrors: false }
  const document = parseDocument(source, options)
  const eol = lineBreak(source)
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const [name = "", ...rest] = path
    const gap = source === "" || source.endsWith("\n") ? "" : eol
    return value === undefined ? source : `${source}${gap}${block(name, nest(rest, value), "", eol)}${eol}`
  }
  const edited = splices(source, document, path, value)
  if (value === undefined) document.deleteIn(path)
  else document.setIn(path, value)
  const candidate = edited === undefined ? undefined : applySplices(source, edited)
  if (candidate !== undefined) {
    const reread = parseDocument(candidate, options)
    if (reread.errors.length === 0 && plain(reread.toJS()) === plain(document.toJS())) return candidate
  }
  return document.toString({ lineWidth: 0 })
}

/** A group that has lost its last key is the same as none. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    Predicate.isObject(inner) && Object.keys(inner).length === 0 ? null : inner
  )
