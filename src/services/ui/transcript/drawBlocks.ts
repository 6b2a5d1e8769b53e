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

/** Blocks below each other, parted as in the scrollback. */
export const drawBlocks = (blocks: ReadonlyArray<Block>, view: View, unfolded: boolean): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  let before: Before | undefined
  for (const block of blocks) {
    const oneLine = !unfolded && isShort(block, view)
    if (isParted(before, block._tag, oneLine)) lines.push("")
    lines.push(...drawBlock(block, view, unfolded))
    before = { tag: block._tag, oneLine }
  }
  return lines
}
