import type { Line, View } from "../text/Line.ts"
import type { Block } from "./Block.ts"
import { drawBlock } from "./drawBlock.ts"
import { isOneLine } from "./drawCall.ts"

/** What was told before a block, as far as it decides about an empty line between the two. */
export interface Before {
  readonly tag: Block["_tag"]
  readonly oneLine: boolean
}

/** Whether a block is one of those that close up with their like: calls of one line, and notes. */
export const isShort = (block: Block, view: View): boolean =>
  block._tag === "Call" ? isOneLine(block, view) : block._tag === "Note"

/** Whether an empty line parts two blocks: not between calls of one line each, and not between notes. */
export const isParted = (before: Before | undefined, tag: Block["_tag"], oneLine: boolean): boolean =>
  before !== undefined && !(before.tag === tag && before.oneLine && oneLine)

interface Drawn {
  readonly width: number
  readonly theme: View["theme"]
  readonly highlighter: View["highlighter"]
  readonly lines: ReadonlyArray<Line>
}

/** Unfolded blocks are long, and a screen that scrolls through them draws them with every key: they are drawn once. */
const remembered = new WeakMap<Block, Drawn>()

const drawUnfolded = (block: Block, view: View): ReadonlyArray<Line> => {
  const { highlighter, theme, width } = view
  const before = remembered.get(block)
  if (before?.width === width && before.theme === theme && before.highlighter === highlighter) return before.lines
  const lines = drawBlock(block, view, true)
  remembered.set(block, { width, theme, highlighter, lines })
  return lines
}

/** Blocks below each other, parted as in the scrollback. */
export const drawBlocks = (blocks: ReadonlyArray<Block>, view: View, unfolded: boolean): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  let before: Before | undefined
  for (const block of blocks) {
    const oneLine = !unfolded && isShort(block, view)
    if (isParted(before, block._tag, oneLine)) lines.push("")
    for (const line of unfolded ? drawUnfolded(block, view) : drawBlock(block, view, false)) lines.push(line)
    before = { tag: block._tag, oneLine }
  }
  return lines
}
