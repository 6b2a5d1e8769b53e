/** The head of a Markdown file, as far as commands use it. */
export interface FrontMatter {
  readonly fields: ReadonlyMap<string, string | ReadonlyArray<string>>
  /** What stands below it. */
  readonly body: string
}

const unquoted = (text: string): string => {
  const quoted = /^(["'])([\s\S]*)\1$/.exec(text)
  if (quoted === null) return text
  const inside = quoted[2] ?? ""
  return quoted[1] === '"' ? inside.replaceAll(/\\(["\\])/g, "$1") : inside.replaceAll("''", "'")
}

/** Elements of `a, b(c, d), "e"`: commas inside of brackets and quotes divide nothing. */
export const splitList = (text: string): ReadonlyArray<string> => {
  const parts: Array<string> = []
  let depth = 0
  let quote = ""
  let part = ""
  for (const letter of text) {
    if (quote !== "") quote = letter === quote ? "" : quote
    else if (depth === 0 && (letter === '"' || letter === "'") && part.trim() === "") quote = letter
    else if (letter === "(") depth++
    else if (letter === ")") depth = Math.max(0, depth - 1)
    if (letter === "," && depth === 0 && quote === "") {
      parts.push(part)
      part = ""
    } else part += letter
  }
  return [...parts, part].map((one) => unquoted(one.trim())).filter((one) => one !== "")
}

const isIndented = (line: string): boolean => /^(\s|$)/.test(line)
const element = /^\s*-\s+(.*)$/

/** The value of a key whose own line says `first`, and the lines below that belong to it. */
const valueOf = (first: string, below: ReadonlyArray<string>): string | ReadonlyArray<string> => {
  const text = first.trim()
  const block = /^([|>])[+-]?$/.exec(text)
  if (block !== null) {
    const lines = below.map((line) => line.trim())
    return lines.join(block[1] === "|" ? "\n" : " ").trim()
  }
  const elements = below.flatMap((line) => element.exec(line)?.[1] ?? [])
  if (text === "" && elements.length > 0) return elements.map((one) => unquoted(one.trim()))
  if (text.startsWith("[") && text.endsWith("]")) return splitList(text.slice(1, -1))
  return unquoted([text, ...below.map((line) => line.trim())].join(" ").trim())
}

/**
 * Reads the head between two lines of `---`. The files of other tools are often no valid YAML (`description: Fix: all`),
 * so this takes `key: value` line by line, with lists, quotes and blocks. Total: what is no field is passed over.
 */
export const frontMatter = (text: string): FrontMatter => {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/)
  const end = lines[0]?.trimEnd() === "---" ? lines.findIndex((line, at) => at > 0 && line.trimEnd() === "---") : -1
  if (end === -1) return { fields: new Map(), body: lines.join("\n") }
  const fields = new Map<string, string | ReadonlyArray<string>>()
  const head = lines.slice(1, end)
  for (let at = 0; at < head.length; at++) {
    const [, key, first] = /^([A-Za-z][\w-]*)\s*:(?:\s+(.*)|)$/.exec(head[at] ?? "") ?? []
    if (key === undefined) continue
    let last = at
    while (last + 1 < head.length && (isIndented(head[last + 1] ?? "") || element.test(head[last + 1] ?? ""))) last++
    fields.set(key, valueOf(first ?? "", head.slice(at + 1, last + 1)))
    at = last
  }
  return {
    fields,
    body: lines
      .slice(end + 1)
      .join("\n")
      .replace(/^\n+/, "")
  }
}

/** A field as text; a list stands as it would between brackets. */
export const textField = ({ fields }: FrontMatter, key: string): string | undefined => {
  const value = fields.get(key)
  const text = typeof value === "string" || value === undefined ? value : `[${value.join(", ")}]`
  return text === "" ? undefined : text
}

/** A field as a list: of lines, between brackets, or between commas. */
export const listField = ({ fields }: FrontMatter, key: string): ReadonlyArray<string> => {
  const value = fields.get(key)
  if (value === undefined) return []
  return typeof value === "string" ? splitList(value) : value
}
