/** Files that a model can look at. */
const image = /\.(?:png|jpe?g|gif|webp)$/i

/** `file:///a%20b.png` as a path. */
const ofAddress = (address: string): string => {
  const path = address.replace(/^file:\/\/(?:localhost)?/, "").replace(/^\/([A-Za-z]:)/, "$1")
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Words of a shell's line: quotes and backslashes resolved. Windows paths keep their backslashes. */
const wordsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/"([^"\n]*)"|'([^'\n]*)'|((?:\\.|[^\s\\])+)/g)].map(([, double, single, bare = ""]) => {
    const quoted = double ?? single
    if (quoted !== undefined) return quoted
    return /^(?:[A-Za-z]:\\|\\\\)/.test(bare) ? bare : bare.replace(/\\(.)/g, "$1")
  })

const isPath = (word: string): boolean => /^(?:\/|~\/|\.{1,2}\/|[A-Za-z]:[\\/]|\\\\)/.test(word)

/**
 * The images that a pasted or dropped text names, if it names nothing else: one or more paths as terminals write them
 * (quoted, with backslashes, as `file:` addresses), or one path with blanks on a line of its own. Whether the files are
 * there is for others to see.
 */
export const imagePaths = (text: string): ReadonlyArray<string> | undefined => {
  const trimmed = text.trim()
  if (trimmed === "" || trimmed.length > 8000) return undefined
  const words = wordsOf(trimmed).map((word) => (word.startsWith("file://") ? ofAddress(word) : word))
  if (words.length > 0 && words.every((word) => isPath(word) && image.test(word))) return words
  const alone = !trimmed.includes("\n") && isPath(trimmed) && image.test(trimmed) && !/\.\w+\s+\S*\//.test(trimmed)
  return alone ? [trimmed] : undefined
}
