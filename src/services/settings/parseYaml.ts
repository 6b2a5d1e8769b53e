import { isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml"
import { asDocument, broken, type KeyPath, type Parsed } from "./parsed.ts"

/** How often aliases may stand for text in all: enough for people, too few for a bomb. */
const aliasLimit = 100

const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key)

const writtenAt = (
  node: unknown,
  path: ReadonlyArray<string>,
  value: (node: unknown) => unknown
): ReadonlyArray<unknown> => {
  if (path.length === 0) return [value(node)]
  if (!isMap(node)) return []
  return node.items
    .filter((pair) => keyText(pair.key) === path[0])
    .flatMap((pair) => writtenAt(pair.value, path.slice(1), value))
}

const repeatedIn = (node: unknown, above: ReadonlyArray<string>): ReadonlyArray<KeyPath> => {
  if (!isMap(node) || above.length > 3) return []
  const seen = new Set<string>()
  return node.items.flatMap((pair) => {
    const path = [...above, keyText(pair.key)]
    const twice = seen.size === seen.add(keyText(pair.key)).size
    return [...(twice ? [path] : []), ...repeatedIn(pair.value, path)]
  })
}

/** Reads YAML 1.2 (core schema: `no` is text, not false). Aliases are bounded. */
export const parseYaml = (text: string): Parsed => {
  const lineCounter = new LineCounter()
  const lineOfNode = (node: Node | undefined | null): number | undefined =>
    node?.range ? lineCounter.linePos(node.range[0]).line : undefined
  try {
    const document = parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false })
    const [error] = document.errors
    if (error !== undefined) {
      return broken(`is not valid YAML: ${error.message.split("\n")[0]}`, lineCounter.linePos(error.pos[0]).line)
    }
    if (document.contents === null) return { _tag: "Empty" }
    const value: unknown = document.toJS({ maxAliasCount: aliasLimit })
    if (value === null) return { _tag: "Empty" }
    const toJS = (node: unknown): unknown =>
      node !== null && typeof node === "object" && "toJS" in node && typeof node.toJS === "function"
        ? node.toJS(document, { maxAliasCount: aliasLimit })
        : node
    const lineOf = (path: KeyPath): number | undefined => {
      for (let length = path.length; length > 0; length--) {
        const at = path.slice(0, length)
        const parent = length === 1 ? document.contents : document.getIn(at.slice(0, -1), true)
        const pair = isMap(parent) ? parent.items.find((item) => keyText(item.key) === at.at(-1)) : undefined
        const key = pair !== undefined && isScalar(pair.key) ? pair.key : undefined
        const line = lineOfNode(key ?? (document.getIn(at, true) as Node | undefined))
        if (line !== undefined) return line
      }
      return undefined
    }
    return asDocument(value, {
      lineOf,
      repeated: repeatedIn(document.contents, []),
      written: (path) => writtenAt(document.contents, path, toJS)
    })
  } catch (cause) {
    const bomb = cause instanceof ReferenceError
    return broken(bomb ? "repeats its aliases too often" : "is nested too deeply")
  }
}
