/** An `@path` in a memory file: where it stands, and the path as it is meant. */
export interface Import {
  readonly start: number
  readonly end: number
  readonly path: string
  /** It can hardly mean anything but a file, so it is worth a notice when there is none. */
  readonly explicit: boolean
}

const blank = (text: string): string => text.replace(/[^\n]/g, " ")

/** Indented code: four spaces or a tab after a blank line, unless a list is going on. */
const isIndentedCode = (line: string, before: string | undefined, inList: boolean): boolean =>
  /^( {4}|\t)/.test(line) && !inList && (before === undefined || before.trim() === "" || /^( {4}|\t)/.test(before))

/** Blanks code spans: from a run of backticks to the next run as long, in the same paragraph. Looks at each run once. */
const withoutSpans = (text: string): string => {
  let result = ""
  for (const paragraph of text.split(/(\n[ \t]*\n)/)) {
    const runs = [...paragraph.matchAll(/`+/g)]
    /** Of each length the last run, so that an opener without a partner is known at once. */
    const lastOf = new Map(runs.map((run, index) => [run[0].length, index]))
    let at = 0
    for (let index = 0; index < runs.length; index++) {
      const opener = runs[index]
      if (opener === undefined || (lastOf.get(opener[0].length) ?? 0) <= index) continue
      let partner = index + 1
      while (runs[partner]?.[0].length !== opener[0].length) partner++
      const end = (runs[partner]?.index ?? 0) + opener[0].length
      result += paragraph.slice(at, opener.index) + blank(paragraph.slice(opener.index, end))
      at = end
      index = partner
    }
    result += paragraph.slice(at)
  }
  return result
}

/** The text with everything blanked out in which an `@` is no import: code blocks, code spans, comments. Same length. */
const withoutCode = (text: string): string => {
  let fence: string | undefined
  let inList = false
  let before: string | undefined
  const lines = text.split("\n").map((line) => {
    const marker = /^ {0,3}(?:> ?)*\s*(`{3,}|~{3,})(.*)$/.exec(line)
    const opener = marker?.[1] ?? ""
    if (fence !== undefined) {
      if (opener.startsWith(fence) && marker?.[2]?.trim() === "") fence = undefined
      return blank(line)
    }
    if (opener !== "" && !(opener.startsWith("`") && marker?.[2]?.includes("`"))) {
      fence = opener
      return blank(line)
    }
    if (/^\s*([-*+]|\d+[.)])\s/.test(line)) inList = true
    else if (/^\S/.test(line)) inList = false
    const code = isIndentedCode(line, before, inList)
    before = line
    return code ? blank(line) : line
  })
  return withoutSpans(lines.join("\n")).replace(/<!--[\s\S]*?(?:-->|$)/g, blank)
}

/** The imports of a memory file, in order, at most 200 of them. */
export const findImports = (text: string): ReadonlyArray<Import> => {
  const found: Array<Import> = []
  for (const match of withoutCode(text).matchAll(/(?<=^|[\s(])@((?:\\ |[^\s\\`<>|"*?])+)/g)) {
    const written = (match[1] ?? "").replace(/[.,;:!?)'\]]+$/, "")
    const path = written.replaceAll("\\ ", " ").replace(/#.*$/, "")
    if (path === "" || path.includes("@") || path.includes("\0")) continue
    const explicit = /^(\.{1,2}|~)?\//.test(path) || /^[^@]*\.[A-Za-z]{1,8}$/.test(path)
    found.push({ start: match.index, end: match.index + 1 + written.length, path, explicit })
    if (found.length === 200) break
  }
  return found
}

/**
 * Puts the text of an import in: in the place of its line, where it stands alone on it, else below the line that
 * mentions it. `texts` holds them by the offset where the import starts.
 */
export const putIn = (text: string, imports: ReadonlyArray<Import>, texts: ReadonlyMap<number, string>): string => {
  let result = ""
  let at = 0
  for (const { end, start } of imports) {
    const imported = texts.get(start)
    if (imported === undefined) continue
    const lineStart = text.lastIndexOf("\n", start - 1) + 1
    const found = text.indexOf("\n", end)
    const lineEnd = found === -1 ? text.length : found
    const alone = text.slice(lineStart, start).trim() === "" && text.slice(end, lineEnd).trim() === ""
    if (alone) result += text.slice(at, lineStart) + imported.trimEnd()
    else result += `${text.slice(at, Math.max(at, lineEnd))}\n\n${imported.trimEnd()}\n`
    at = Math.max(at, lineEnd)
  }
  return result + text.slice(at)
}
