import type { MemoryFile } from "./Instructions.ts"

const heading = "Instructions of the user and the project, from these files; where they differ, the later one holds:"

/** The memory files as the model is given them, after the rest of the system prompt. */
export const memoryText = (files: ReadonlyArray<MemoryFile>): string =>
  [heading, ...files.map((file) => `--- ${file.path}\n${file.text.trim()}`)].join("\n\n")

const fileHead = /\n\n--- ((?:\/|[A-Za-z]:\\)[^\n]*)\n/

/**
 * The memory files in a block of the system prompt, and what else it holds. For counting only: what follows the last file
 * is taken for a part of it.
 */
export const memorySections = (
  block: string
): { readonly rest: string; readonly files: ReadonlyArray<{ readonly path: string; readonly text: string }> } => {
  const at = block.indexOf(heading)
  if (at < 0) return { rest: block, files: [] }
  const [start = "", ...pieces] = block.slice(at).split(fileHead)
  const files = pieces.flatMap((path, index) => (index % 2 === 0 ? [{ path, text: pieces[index + 1] ?? "" }] : []))
  return { rest: block.slice(0, at) + start, files }
}
