/** What was found in one file, in the order of its lines. */
interface Block {
  readonly file: string
  readonly names: ReadonlyArray<string>
  readonly lines: Array<string>
}

/** As a walk meets them that goes through each folder by name. */
const byPath = (a: Block, b: Block): number => {
  for (let at = 0; ; at++) {
    const [one, other] = [a.names[at], b.names[at]]
    if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? -1 : 1
    if (one !== other) return one < other ? -1 : 1
  }
}

/** Lines found, file by file in any order, to be told by path. */
export interface SearchBlocks {
  /** False once there are more than can be kept. */
  readonly push: (file: string, line: string) => boolean
  /** The next line begins another group of lines. */
  readonly gap: () => void
  /** Hands over all lines by path, with `--` between groups where there were gaps, until `take` says no. */
  readonly each: (take: (line: string) => boolean) => void
}

/** Characters that are kept: a search that finds more is asked for in order, and ended early. */
const keptCharacters = 2_000_000

export const searchBlocks = (grouped: boolean): SearchBlocks => {
  const blocks: Array<Block> = []
  let size = 0
  let gap = false
  return {
    push: (file, line) => {
      let block = blocks.at(-1)
      if (block?.file !== file) {
        block = { file, names: file.split("/"), lines: [] }
        blocks.push(block)
      } else if (gap) block.lines.push("--")
      gap = false
      block.lines.push(line)
      size += line.length + 40
      return size < keptCharacters
    },
    gap: () => {
      gap = true
    },
    each: (take) => {
      const sorted = blocks.sort(byPath)
      for (const [index, block] of sorted.entries()) {
        if (grouped && index > 0 && !take("--")) return
        for (const line of block.lines) if (!take(line)) return
      }
    }
  }
}
