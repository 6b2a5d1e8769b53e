/** A key or element of a JSON text: where it stands, and its path from the top. */
export interface JsonKey {
  readonly path: ReadonlyArray<string | number>
  readonly offset: number
}

interface Container {
  readonly path: ReadonlyArray<string | number>
  readonly array: boolean
  /** Of an array: the next index. */
  index: number
  /** Of an object: the next string is a key. */
  expectsKey: boolean
}

const depthLimit = 6

const stringEnd = (text: string, start: number): number => {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1
  return at
}

const commentEnd = (text: string, start: number): number => {
  const end = text[start + 1] === "*" ? text.indexOf("*/", start + 2) + 1 : text.indexOf("\n", start)
  return end <= 0 ? text.length : end
}

/**
 * Every key and element of a text that is known to be JSON (comments allowed), in order, repeated keys too, to a depth of
 * six. It is what `JSON.parse` does not tell: where a key stands, and that it stands twice.
 */
export const jsonKeys = (text: string): ReadonlyArray<JsonKey> => {
  const keys: Array<JsonKey> = []
  const stack: Array<Container> = []
  let pending: ReadonlyArray<string | number> = []
  const element = (offset: number): void => {
    const top = stack.at(-1)
    if (top?.array !== true) return
    pending = top.path
    if (top.path.length === depthLimit) return
    pending = [...top.path, top.index++]
    keys.push({ path: pending, offset })
  }
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === "/") at = commentEnd(text, at)
    else if (character === '"') {
      const top = stack.at(-1)
      const end = stringEnd(text, at)
      if (top?.expectsKey === true) {
        top.expectsKey = false
        pending = top.path
        if (top.path.length < depthLimit) {
          pending = [...top.path, String(JSON.parse(text.slice(at, end + 1)))]
          keys.push({ path: pending, offset: at })
        }
      } else element(at)
      at = end
    } else if (character === "{" || character === "[") {
      element(at)
      stack.push({ path: pending, array: character === "[", index: 0, expectsKey: character === "{" })
    } else if (character === "}" || character === "]") stack.pop()
    else if (character === ",") {
      const top = stack.at(-1)
      if (top !== undefined && !top.array) top.expectsKey = true
    } else if (/[-\dtfn]/.test(character ?? "")) {
      element(at)
      while (/[-+.\w]/.test(text[at + 1] ?? "")) at++
    }
  }
  return keys
}
