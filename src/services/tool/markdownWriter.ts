/** Builds Markdown from text and marks as they come, with blank lines and line prefixes where they belong. */
export interface MarkdownWriter {
  /** Running text: white space collapses. */
  readonly text: (text: string) => void
  /** Text as it stands, line by line. */
  readonly verbatim: (text: string) => void
  /** A mark such as `**` or `# `, glued to what follows. */
  readonly mark: (mark: string) => void
  /** At least so many line feeds before whatever comes next. */
  readonly lines: (count: number) => void
  /** What stands at the beginning of each line from the next one on. */
  readonly prefix: (prefix: string) => void
  /** The place where the next piece goes, for `take`. */
  readonly place: () => number
  /** Takes back everything from a place on, and gives it. */
  readonly take: (from: number) => string
  /** Everything from a place on. */
  readonly since: (from: number) => string
  /** Characters written so far. */
  readonly size: () => number
  readonly toString: () => string
}

export const markdownWriter = (): MarkdownWriter => {
  const parts: Array<string> = []
  let size = 0
  let prefix = ""
  let feeds = 0
  // White space that was met but is written only if text follows on the same line.
  let space = false

  const push = (part: string) => {
    if (part === "") return
    parts.push(part)
    size += part.length
  }
  const open = () => {
    if (parts.length === 0) push(prefix)
    else if (feeds > 0) push(`${`\n${prefix.trimEnd()}`.repeat(feeds - 1)}\n${prefix}`)
    else if (space && !/\s$/.test(parts.at(-1) ?? "")) push(" ")
    feeds = 0
    space = false
  }

  return {
    text: (text) => {
      const words = text.replace(/\s+/g, " ")
      const trimmed = words.trim()
      if (words.startsWith(" ")) space = true
      if (trimmed === "") return
      open()
      push(trimmed)
      space = words.endsWith(" ")
    },
    verbatim: (text) => {
      open()
      push(text.replaceAll("\n", `\n${prefix}`))
    },
    mark: (mark) => {
      open()
      push(mark)
    },
    lines: (count) => {
      feeds = Math.max(feeds, count)
      space = false
    },
    prefix: (next) => {
      prefix = next
    },
    place: () => parts.length,
    take: (from) => {
      const taken = parts.splice(from).join("")
      size -= taken.length
      return taken
    },
    since: (from) => parts.slice(from).join(""),
    size: () => size,
    toString: () => parts.join("").trim()
  }
}
